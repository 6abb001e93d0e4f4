import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import {
  type Diagnostic,
  decodeTopology,
  lateDiagnostics,
  MAX_FILE_BYTES,
  type Topology,
  unreadableFile,
} from '../model';
import { missingArchives, withArchives } from './archives';
import { inputBytes } from './input-bytes';
import { type Io, UsageError } from './io';
import { reason } from './reason';

/** Folder of a project's topologies, read where no file is named. */
export const TOPOLOGY_FOLDER = 'topologies';

/** A topology with where it came from. */
export interface LoadedTopology {
  /** File name without extension: the stack's name. */
  readonly id: string;
  /** Path as messages show it, relative to the working folder. */
  readonly file: string;
  readonly text: string;
  readonly topology: Topology;
}

export interface LoadResult {
  readonly loaded: readonly LoadedTopology[];
  readonly diagnostics: readonly Diagnostic[];
  /** The text of every file that could be read, for excerpts. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Read the named files, or every YAML file of the project. @throws UsageError where there is none. */
export function load(files: readonly string[], io: Pick<Io, 'cwd'>): LoadResult {
  const named = files.length > 0 ? files : filesOfProject(io.cwd);
  const sources = new Map<string, string>();
  const loaded: LoadedTopology[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of new Set(named.map((file) => resolve(io.cwd, file)))) {
    const file = relative(io.cwd, name) || name;
    const bytes = read(name);
    if (typeof bytes === 'string') {
      diagnostics.push(unreadableFile(file, bytes));
      continue;
    }
    const text = bytes.length <= MAX_FILE_BYTES ? bytes.toString('utf8') : '';
    sources.set(file, text);
    const result = decodeTopology(bytes, file);
    if ('diagnostics' in result) {
      diagnostics.push(...result.diagnostics);
      continue;
    }
    const topology = withArchives(result.topology, dirname(name));
    diagnostics.push(...lateDiagnostics(text, file, missingArchives(topology)));
    loaded.push({ id: basename(name, extname(name)), file, text, topology });
  }
  refuseSameName(loaded);
  return { loaded, diagnostics, sources };
}

/** The file's bytes, or why it cannot be read. */
function read(path: string): Buffer | string {
  try {
    return inputBytes(path);
  } catch (error) {
    return reason(error);
  }
}

/** The YAML files of `topologies/`, or of the project's own folder where there is no `topologies/`. */
function filesOfProject(cwd: string): string[] {
  const folder = existsSync(join(cwd, TOPOLOGY_FOLDER)) ? join(cwd, TOPOLOGY_FOLDER) : cwd;
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new UsageError(`${folder}: ${reason(error)}; name a file`);
  }
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (files.length === 0) {
    const where = folder === cwd ? 'this folder' : `${TOPOLOGY_FOLDER}/`;
    throw new UsageError(`${where} holds no YAML file; name one, or start a project with 'nospof init'`);
  }
  return files.map((name) => join(folder, name));
}

function refuseSameName(loaded: readonly LoadedTopology[]): void {
  const files = new Map<string, string>();
  for (const { id, file } of loaded) {
    const other = files.get(id);
    if (other) throw new UsageError(`${other} and ${file} would both be the stack '${id}'; rename one of them`);
    files.set(id, file);
  }
}
