import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, SERVICE_GRAPH_FILE } from '../../cli/build';
import { type LoadedTopology, load } from '../../cli/load';
import type { ServiceGraph } from '../../model/service-graph';
import type { Topology } from '../../model/topology';
import { type Machine, machines, type SynthesizedTerraform } from './machine';
import { onceInRun } from './run-folder';
import { EVERY_TOPOLOGY, PROJECT } from './synthesized';
import { temporaryFolder } from './temporary';

/** One synthesized topology. */
export interface Stack {
  /** The topology's file name without extension. */
  readonly id: string;
  /** Folder that holds `cdk.tf.json` and the assets that it names. */
  readonly folder: string;
  readonly terraform: SynthesizedTerraform;
  readonly serviceGraph: ServiceGraph;
  readonly topology: Topology;
  readonly machines: readonly Machine[];
}

/**
 * Synthesizes topologies, each shipped one and each of `OPTIONS` once in a run; nobody may write into a stack's folder.
 * @param files paths, absolute or relative to the project. @default - every shipped topology
 */
export function synthAll(files: readonly string[] = []): Stack[] {
  const { loaded, diagnostics } = load(files, { cwd: PROJECT });
  if (diagnostics.length > 0) throw new Error(`topologies do not parse: ${JSON.stringify(diagnostics, null, 2)}`);
  const every = new Set(EVERY_TOPOLOGY);
  const others = loaded.filter(({ file }) => !every.has(file));
  const outdir = temporaryFolder('stacks');
  if (others.length > 0) buildAll(others, outdir);
  return loaded.map((one) => {
    const { id, topology } = one;
    const made = every.has(one.file) ? onceInRun(`built ${one.file}`, (folder) => buildAll([one], folder)) : outdir;
    const folder = join(made, 'stacks', id);
    const terraform: SynthesizedTerraform = readJson(join(folder, 'cdk.tf.json'));
    const serviceGraph: ServiceGraph = readJson(join(folder, SERVICE_GRAPH_FILE));
    return { id, folder, terraform, serviceGraph, topology, machines: machines(terraform) };
  });
}

function buildAll(loaded: readonly LoadedTopology[], outdir: string): void {
  const built = build(loaded, outdir);
  if ('diagnostics' in built)
    throw new Error(`topologies cannot be built: ${JSON.stringify(built.diagnostics, null, 2)}`);
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Synthesizes topologies that are in no file. */
export function synthTexts(texts: Readonly<Record<string, string>>): Stack[] {
  const folder = temporaryFolder('topologies');
  const files = Object.entries(texts).map(([id, text]) => {
    const file = join(folder, `${id}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  return synthAll(files);
}
