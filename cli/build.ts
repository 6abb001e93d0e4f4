import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Diagnostic, lateDiagnostics } from '../model';
import { RenderedDigests } from '../model/rendered/stack';
import type { ServiceGraph } from '../model/service-graph';
import type { SynthesisProblem, SynthesizedStack } from '../stacks/synthesize';
import { MachineReader } from '../terraform/machine/reader';
import { contentOf } from '../terraform/rendered';
import { ResourceIndex } from '../terraform/resource-index';
import { UsageError } from './io';
import type { LoadedTopology } from './load';
import { packageJson } from './package-info';
import { reason } from './reason';

/** The claims of a stack, beside its Terraform. */
export const SERVICE_GRAPH_FILE = 'service-graph.json';

const BUNDLED = join(__dirname, '../stacks/bundled.js');

export type BuildResult =
  | { readonly stacks: readonly SynthesizedStack[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Synthesize into a folder, with each stack's claims beside its Terraform; nothing is written where one cannot be built.
 * @param reader of machines, for who reads them again. @default - a new one
 */
export function build(loaded: readonly LoadedTopology[], outdir: string, reader = new MachineReader()): BuildResult {
  // Loaded here, not above: only commands that synthesize pay for the framework's start.
  const { SynthesisError, synthesize } = synthesis();
  const redundancy: typeof import('../check/redundancy') = require('../check/redundancy');
  const isNew = !existsSync(outdir);
  try {
    const digests = new RenderedDigests();
    const digestsOf = (terraform: unknown) => digests.of(contentOf(new ResourceIndex(terraform)));
    const redundancyOf = (terraform: unknown, claims: ServiceGraph) =>
      redundancy.redundancyOf(terraform, claims, reader);
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

/**
 * What keeps topologies from being built, found without synthesis; nothing where cdktf is not installed, since nobody
 * synthesizes there.
 */
export function buildProblems(loaded: readonly LoadedTopology[]): readonly Diagnostic[] {
  const outdir = mkdtempSync(join(tmpdir(), 'nospof-validate-'));
  try {
    return inFiles(synthesis().synthesisProblems(loaded, outdir), loaded);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/**
 * With the cdktf that is installed; without one, with the parts of it that the package brings (`npm run bundle`).
 * @throws UsageError where there is neither
 */
function synthesis(): typeof import('../stacks/synthesize') {
  try {
    return require('../stacks/synthesize');
  } catch (error) {
    const { peerDependencies } = packageJson();
    const [missing] = /'(cdktf|constructs|@cdktf\/provider-aws)\b/.exec(reason(error)) ?? [];
    if (missing === undefined) throw error;
    if (existsSync(BUNDLED)) return require(BUNDLED);
    const packages = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range}`);
    throw new UsageError(
      `a topology becomes Terraform by cdktf, which is not installed; npm install ${packages.join(' ')} ` +
        '(plans, states and Terraform that is there are checked without it)',
    );
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
        .map(({ tier, message, fix }) => ({
          code: 'user-data-too-large',
          path: ['tiers', tier],
          at: 'key',
          message,
          fix: fix ?? 'have fewer nodes in it',
        })),
    ),
  );
}
