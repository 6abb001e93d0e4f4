import { UnreadableClaimsError } from '../check/claims/read-service-graph';
import { type CostChange, costChange } from '../cost/compare';
import { listPrices } from '../cost/price-list';
import type { Diagnostic, Topology } from '../model';
import type { ServiceGraph } from '../model/service-graph';
import { DIFF_FORMATS, type DiffFormat } from '../report/diff';
import type { Compared } from '../report/diff/compared';
import { plannedStack } from '../terraform/plan/planned-stack';
import { ResourceIndex, UnreadableTerraformError } from '../terraform/resource-index';
import { diffStacks } from '../upgrade/diff/diff-stacks';
import { diffState } from '../upgrade/diff/diff-state';
import { REPLACEMENT } from '../upgrade/diff/replacement/table';
import { upgradeSteps } from '../upgrade/steps';
import type { Upgrade } from '../upgrade/upgrade';
import { acceptedChanges } from './accepted-changes';
import { AcceptedChanges, decisionCode } from './decide';
import { type ExitCode, type Io, UsageError } from './io';
import { showDiagnostics } from './show-diagnostics';
import { capacityOf } from './site-capacity';
import { newSource, oldSource } from './sources';
import type { Refused, Source, StackSource } from './sources/source';

export interface DiffOptions {
  /** @default 'text' */
  readonly format?: DiffFormat;
  /** Accepted blockers, as `ADDRESS=REASON`. @default - none */
  readonly accept?: readonly string[];
}

/**
 * `nospof diff OLD NEW`: what the step from one to the other changes, and what blocks it.
 * @throws UsageError for a side or an option that cannot be used
 */
export async function diff(oldName: string, newName: string, options: DiffOptions, io: Io): Promise<ExitCode> {
  const accepted = new AcceptedChanges(acceptedChanges(options.accept ?? []));
  const compared = await compare(oldName, newName, accepted, io);
  if ('diagnostics' in compared) {
    showDiagnostics(compared.diagnostics, compared.sources, io);
    return 2;
  }
  accepted.requireUsed();
  io.out(DIFF_FORMATS[options.format ?? 'text'](compared, io.color));
  return decisionCode(compared.upgrade);
}

/** Both sides compared, or every reason why one of them cannot be used. @throws UsageError */
export async function compare(
  oldName: string,
  newName: string,
  accepted: AcceptedChanges,
  io: Pick<Io, 'cwd' | 'env' | 'err' | 'interactive'>,
): Promise<Compared | Refused> {
  const progress = (text: string) => io.interactive && io.err(`${text}\n`);
  progress(`reading ${oldName} and ${newName}`);
  // Both are begun before the first is awaited: a large OLD is built in a thread of its own meanwhile.
  const [before, after] = await Promise.all([oldSource(oldName, io), newSource(newName, io)]);
  if ('diagnostics' in before || 'diagnostics' in after) return refusals(before, after);
  progress('comparing');
  return compareSources(before, after, accepted);
}

function compareSources(before: Source, after: StackSource, accepted: AcceptedChanges): Compared {
  const upgrade = accepted.decide(upgradeOf(before, after));
  const way = upgradeSteps(upgrade, { stack: after.id, file: after.file });
  const cost = costOf(before, after);
  const capacity = capacitiesOf(before, after);
  const unknown = before.kind === 'stack' ? [...before.unknown, ...after.unknown] : after.unknown;
  return {
    old: before.name,
    new: after.name,
    actions: 'predicted',
    table: { provider: REPLACEMENT.provider, derived: REPLACEMENT.derived, ...askedProvider(after) },
    upgrade,
    way,
    ...(cost && { cost }),
    ...(capacity && { capacity }),
    unknown: [...new Set([...unknown, ...upgrade.unknown, ...way.unknown])],
  };
}

/** Undefined where one side holds nothing of AWS, as a state before the first apply. */
function costOf(before: Source, after: StackSource): CostChange | undefined {
  try {
    const old = before.kind === 'stack' ? new ResourceIndex(before.terraform) : plannedStack(before.document);
    return costChange(old, new ResourceIndex(after.terraform), listPrices());
  } catch (error) {
    if (error instanceof UnreadableTerraformError) return undefined;
    throw error;
  }
}

/** Undefined where a side is no topology: figures stand in that alone. */
function capacitiesOf(before: Source, after: StackSource): Compared['capacity'] {
  if (before.kind !== 'stack' || !before.topology || !after.topology) return undefined;
  const of = (topology: Topology, graph: unknown) => capacityOf(topology, graph as ServiceGraph);
  return { before: of(before.topology, before.serviceGraph), after: of(after.topology, after.serviceGraph) };
}

/** The provider that the new side asks for, where it says so. */
function askedProvider({ terraform }: StackSource): { readonly asked?: string } {
  const { providerVersion } = new ResourceIndex(terraform, undefined, true);
  return providerVersion === undefined ? {} : { asked: providerVersion };
}

/** @throws UsageError where a stack that was made elsewhere cannot be used */
function upgradeOf(before: Source, after: StackSource): Upgrade {
  try {
    return before.kind === 'stack' ? diffStacks(before, after) : diffState(before.document, after);
  } catch (error) {
    if (error instanceof UnreadableTerraformError || error instanceof UnreadableClaimsError) {
      throw new UsageError(`${before.name} or ${after.name}: ${error.message}`);
    }
    throw error;
  }
}

/** The problems of both sides at once. */
function refusals(...sides: readonly (Source | Refused)[]): Refused {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  for (const side of sides) {
    if (!('diagnostics' in side)) continue;
    diagnostics.push(...side.diagnostics);
    for (const [file, text] of side.sources) sources.set(file, text);
  }
  return { diagnostics, sources };
}
