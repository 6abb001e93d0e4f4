import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../cli/build';
import { load } from '../../cli/load';
import type { ServiceGraph } from '../../model/service-graph';
import type { Topology } from '../../model/topology';
import { type Machine, machines, type SynthesizedTerraform } from './machine';
import { PROJECT } from './synthesized';
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
 * Synthesizes topologies into a temporary folder. Once per test file is enough: loading the framework is what takes the time.
 * @param files paths, absolute or relative to the project. @default - every shipped topology
 */
export function synthAll(files: readonly string[] = []): Stack[] {
  const { loaded, diagnostics } = load(files, { cwd: PROJECT });
  if (diagnostics.length > 0) throw new Error(`topologies do not parse: ${JSON.stringify(diagnostics, null, 2)}`);
  const outdir = temporaryFolder('stacks');
  const built = build(loaded, outdir);
  if ('diagnostics' in built)
    throw new Error(`topologies cannot be built: ${JSON.stringify(built.diagnostics, null, 2)}`);
  const topologies = new Map(loaded.map(({ id, topology }) => [id, topology]));
  return built.stacks.map(({ id, folder, serviceGraph }) => {
    const terraform = JSON.parse(readFileSync(join(outdir, folder, 'cdk.tf.json'), 'utf8')) as SynthesizedTerraform;
    const topology = topologies.get(id);
    if (!topology) throw new Error(`no topology ${id}`);
    return { id, folder: join(outdir, folder), terraform, serviceGraph, topology, machines: machines(terraform) };
  });
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
