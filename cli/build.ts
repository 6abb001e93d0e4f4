import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, lateDiagnostics } from '../model';
import { RenderedDigests } from '../model/rendered/stack';
import type { ServiceGraph } from '../model/service-graph';
import type { SynthesisProblem, SynthesizedStack } from '../stacks/synthesize';
import { contentOf } from '../terraform/rendered';
import { ResourceIndex } from '../terraform/resource-index';
import type { LoadedTopology } from './load';

/** The claims of a stack, beside its Terraform. */
export const SERVICE_GRAPH_FILE = 'service-graph.json';

export type BuildResult =
  | { readonly stacks: readonly SynthesizedStack[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/** Synthesize into a folder, with each stack's claims beside its Terraform; nothing is written where one cannot be built. */
export function build(loaded: readonly LoadedTopology[], outdir: string): BuildResult {
  // Loaded here, not above: only commands that synthesize pay for the framework's start.
  const { SynthesisError, synthesize }: typeof import('../stacks/synthesize') = require('../stacks/synthesize');
  const { redundancyOf }: typeof import('../check/redundancy') = require('../check/redundancy');
  const isNew = !existsSync(outdir);
  try {
    const digests = new RenderedDigests();
    const digestsOf = (terraform: unknown) => digests.of(contentOf(new ResourceIndex(terraform)));
    const stacks = synthesize(loaded, outdir, { redundancyOf, digestsOf });
    for (const { folder, serviceGraph } of stacks)
      writeFileSync(join(outdir, folder, SERVICE_GRAPH_FILE), claimsText(serviceGraph));
    return { stacks };
  } catch (error) {
    // cdktf makes its output folder before there is anything to put into it.
    if (isNew) rmSync(outdir, { recursive: true, force: true });
    if (error instanceof SynthesisError) return { diagnostics: inFiles(error.problems, loaded) };
    throw error;
  }
}

/** Claims to be read, and digests in one line. */
function claimsText({ rendered, ...claims }: ServiceGraph): string {
  const text = JSON.stringify(claims, null, 2).replace(/\n}$/, '');
  return `${text},\n  "rendered": ${JSON.stringify(rendered)}\n}\n`;
}

function inFiles(problems: readonly SynthesisProblem[], loaded: readonly LoadedTopology[]): readonly Diagnostic[] {
  return loaded.flatMap(({ id, file, text }) =>
    lateDiagnostics(
      text,
      file,
      problems
        .filter((problem) => problem.stack === id)
        .map(({ tier, message }) => ({
          code: 'user-data-too-large',
          path: ['tiers', tier],
          at: 'key',
          message,
          fix: 'have fewer nodes behind it, or split a large web tier into several with routes of their own',
        })),
    ),
  );
}
