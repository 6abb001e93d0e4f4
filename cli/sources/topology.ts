import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, posix } from 'node:path';
import { type Diagnostic, decodeTopology, lateDiagnostics, type Topology } from '../../model';
import { eachArchive, missingArchives } from '../archives';
import { buildBeside } from '../build-beside';
import { type Io, UsageError } from '../io';
import { type LoadedTopology, load } from '../load';
import { type Revisioned, type RevisionFile, revisionFile } from './git';
import type { Refused, StackSource } from './source';

/** A topology's file, synthesized into a folder that is gone afterwards. */
export async function topologyFile(name: string, io: Pick<Io, 'cwd'>): Promise<StackSource | Refused> {
  const { loaded, diagnostics, sources } = load([name], io);
  const [topology] = loaded;
  if (diagnostics.length > 0 || !topology) return { diagnostics, sources };
  return synthesizedSource(name, topology, { file: topology.file, unknown: [] }, sources);
}

/** A topology as it is in a revision, with the archives of that revision. */
export async function topologyOfRevision(
  name: string,
  revisioned: Revisioned,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<StackSource | Refused> {
  const file = revisionFile(name, revisioned, io);
  const result = decodeTopology(file.bytes, name);
  const text = file.bytes.toString('utf8');
  const sources = new Map([[name, text]]);
  if ('diagnostics' in result) return { diagnostics: result.diagnostics, sources };
  const folder = mkdtempSync(join(tmpdir(), 'nospof-revision-'));
  try {
    const { topology, unknown } = withArchives(result.topology, file, folder);
    const diagnostics: readonly Diagnostic[] = lateDiagnostics(text, name, missingArchives(topology));
    if (diagnostics.length > 0) return { diagnostics, sources };
    const id = basename(file.path, extname(file.path));
    return await synthesizedSource(name, { id, file: name, text, topology }, { file: file.path, unknown }, sources);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Archives as the revision has them. One that is built and not committed is taken from the working folder: then both sides
 * have the same, and whether it differs cannot be known.
 */
function withArchives(topology: Topology, file: RevisionFile, folder: string) {
  const unknown: string[] = [];
  const changed = eachArchive(topology, (archive, tier) => {
    const path = posix.join(posix.dirname(file.path), archive);
    const bytes = file.other(path);
    if (bytes === undefined) {
      unknown.push(
        `whether the application of ${tier} changed: its archive ${archive} is not in git, so the one on disk stood in for it`,
      );
      return join(file.top, path);
    }
    mkdirSync(join(folder, tier));
    const copy = join(folder, tier, basename(path));
    writeFileSync(copy, bytes);
    return copy;
  });
  return { topology: changed, unknown };
}

async function synthesizedSource(
  name: string,
  loaded: LoadedTopology,
  about: Pick<StackSource, 'file' | 'unknown'>,
  sources: ReadonlyMap<string, string>,
): Promise<StackSource | Refused> {
  const outdir = mkdtempSync(join(tmpdir(), 'nospof-diff-'));
  try {
    const built = await buildBeside(loaded, outdir);
    if ('diagnostics' in built) return { diagnostics: built.diagnostics, sources };
    const [stack] = built.stacks;
    if (!stack) throw new UsageError(`${name}: it makes no stack`);
    const terraform: unknown = JSON.parse(readFileSync(join(outdir, stack.folder, 'cdk.tf.json'), 'utf8'));
    const { id, serviceGraph } = stack;
    return { kind: 'stack', name, id, terraform, serviceGraph, topology: loaded.topology, ...about };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
