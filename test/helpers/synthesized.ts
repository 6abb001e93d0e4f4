import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RenderedStack } from '../../model/rendered/digest';
import { RenderedDigests } from '../../model/rendered/stack';
import type { ServiceGraph } from '../../model/service-graph';
import { contentOf } from '../../terraform/rendered';
import { ResourceIndex } from '../../terraform/resource-index';
import type { TerraformJson } from '../stacks/review/terraform';
import { onceInRun } from './run-folder';

export const PROJECT = resolve(__dirname, '../..');

/** Names of all shipped topologies, without extension. */
export const SHIPPED: readonly string[] = readdirSync(join(PROJECT, 'topologies'))
  .map((file) => file.replace(/\.yaml$/, ''))
  .sort();

/** Topologies with options that no shipped one has, as paths below the project. */
export const OPTIONS: readonly string[] = readdirSync(join(PROJECT, 'test/fixtures/topologies'))
  .sort()
  .map((file) => `test/fixtures/topologies/${file}`);

/** Every topology whose Terraform and machines are checked, as paths below the project. */
export const EVERY_TOPOLOGY: readonly string[] = [...SHIPPED.map((name) => `topologies/${name}.yaml`), ...OPTIONS];

/** The text of a shipped topology. */
export function shippedText(name: string): string {
  return readFileSync(join(PROJECT, 'topologies', `${name}.yaml`), 'utf8');
}

/** The text of a topology whose nodes run another release than the default. */
export function onRelease(text: string, os: string): string {
  return text.replace(/^region: .*$/m, `$&\nos: ${os}`);
}

export interface Synthesized {
  /** The file that Terraform reads, byte for byte. */
  readonly text: string;
  readonly stack: TerraformJson;
  /** Without digests, which would tell each change of the stack. */
  readonly serviceGraph: ServiceGraph;
}

/** A stack's JSON as older releases wrote it, whose claims lie beside it alone. */
export function withoutClaims(text: string): string {
  const json = JSON.parse(text);
  delete json['//'].nospof;
  return JSON.stringify(json);
}

/** Digests of a stack as if it had been rendered so. */
export function renderedAnew(terraform: unknown): RenderedStack {
  return new RenderedDigests().of(contentOf(new ResourceIndex(terraform)));
}

/**
 * One topology's text, synthesized; a shipped one once in a run.
 * @throws where it does not parse
 */
export function synthesized(text: string, id = 'site'): Synthesized {
  if (!shippedTexts().has(text)) return synthesizedAnew(text, id);
  const folder = onceInRun(`synthesized ${id}\n${text}`, (made) => {
    const { text: json, serviceGraph } = synthesizedAnew(text, id);
    writeFileSync(join(made, 'cdk.tf.json'), json);
    writeFileSync(join(made, 'claims.json'), JSON.stringify(serviceGraph));
  });
  const json = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
  const serviceGraph: ServiceGraph = JSON.parse(readFileSync(join(folder, 'claims.json'), 'utf8'));
  return { text: json, stack: JSON.parse(json), serviceGraph };
}

let known: ReadonlySet<string> | undefined;

function shippedTexts(): ReadonlySet<string> {
  known ??= new Set(SHIPPED.map(shippedText));
  return known;
}

/** In a folder that is gone afterwards. */
function synthesizedAnew(text: string, id: string): Synthesized {
  // Here, not above: most test files want a path of this module, or what another has synthesized, and no framework.
  const { parseTopology }: typeof import('../../model') = require('../../model');
  const { redundancyOf }: typeof import('../../check/redundancy') = require('../../check/redundancy');
  const { synthesize }: typeof import('../../stacks/synthesize') = require('../../stacks/synthesize');
  const result = parseTopology(text, `${id}.yaml`);
  if ('diagnostics' in result)
    throw new Error(result.diagnostics.map((one) => `${one.line}: ${one.message}`).join('\n'));
  const outdir = mkdtempSync(join(tmpdir(), 'nospof-synth-'));
  try {
    const [stack] = synthesize([{ id, topology: result.topology }], outdir, { redundancyOf, digestsOf: renderedAnew });
    if (!stack) throw new Error('no stack');
    const json = readFileSync(join(outdir, stack.folder, 'cdk.tf.json'), 'utf8');
    const { rendered: _, ...serviceGraph } = stack.serviceGraph;
    return { text: json, stack: JSON.parse(json), serviceGraph };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
