import {
  BusyError,
  clean,
  type DrillPlan,
  drillPlaces,
  drillResult,
  drill as drillSite,
  type FaultSelection,
  faultsOf,
  judgedNodes,
  TOOK_DOWN,
} from '../drill';
import { compareWithVerdict } from '../drill/judging/comparison';
import { FAULT_KINDS, type Fault, type FaultKind } from '../drill/judging/outcome';
import { DRILL_FORMATS, type DrillFormat } from '../report/drill';
import { checkStack } from './check-stack';
import { refuseMachine, sayTo, withPreparedSite } from './drill-site';
import { drilledUpgrade } from './drill-upgrade';
import { type ExitCode, type Io, UsageError } from './io';

export interface DrillOptions {
  /** Tiers whose nodes get faults, or nodes, separated by commas. */
  readonly only?: string;
  /** Name of the one node that is crashed. */
  readonly crash?: string;
  readonly short?: boolean;
  /** Kinds of fault, separated by commas; or `all`, which is all but `restore`. */
  readonly faults?: string;
  readonly keep?: boolean;
  /** Topology of the same site on another release, or with machines of another size: the faults are the turns of its steps. */
  readonly to?: string;
  readonly rate?: number;
  /** @default 'text' */
  readonly format?: DrillFormat;
}

/** `nospof drill FILE`: boot the site on this machine, inject faults, and compare the outcome with the verdict. */
export function drillCommand(file: string, options: DrillOptions, io: Io): Promise<ExitCode> {
  return withPreparedSite(file, io, async (site) => {
    const { plan, topology, folder, scratch, signal } = site;
    refuseUnknown(plan, options);
    const course = options.to === undefined ? undefined : drilledUpgrade(plan, site, options.to, scratch, io);
    const faults = course?.faults ?? chosenFaults(plan, options);
    refuseMachine(site.machine, new Set(faults.map(({ kind }) => kind)));
    const { verdict } = checkStack(folder, io, { untouched: true });
    await site.heard();
    const measured = await drillSite(plan, {
      stack: folder,
      scratch: [scratch],
      faults,
      ...(course ? { upgrade: course.upgrade } : {}),
      nodes: judgedNodes(plan, topology),
      verdict,
      say: sayTo(io),
      signal,
      ...(options.rate === undefined ? {} : { rate: options.rate }),
      ...(options.keep === undefined ? {} : { keep: options.keep }),
    });
    const result = drillResult(plan, topology, measured, { file, command: commandOf(file, options) });
    const comparison = compareWithVerdict(result, verdict);
    io.out(DRILL_FORMATS[options.format ?? 'text']({ result, comparison }, io.color));
    return comparison.holds ? 0 : 1;
  });
}

/** `nospof drill --clean`: take down what drills have left that were killed. */
export async function cleanCommand(io: Io): Promise<ExitCode> {
  if (process.getuid?.() !== 0) throw new UsageError('--clean: run it as root, as the drill was');
  try {
    io.err(`${(await clean(drillPlaces())) ? TOOK_DOWN : 'no drill has left anything'}\n`);
    return 0;
  } catch (error) {
    if (error instanceof BusyError) throw new UsageError(error.message);
    throw error;
  }
}

/** What repeats a drill, whatever it was shown in. */
function commandOf(file: string, { only, crash, short, faults, to, rate }: DrillOptions): string {
  return [
    'sudo npx nospof drill',
    file,
    ...(only === undefined ? [] : [`--only ${only}`]),
    ...(crash === undefined ? [] : [`--crash ${crash}`]),
    ...(short ? ['--short'] : []),
    ...(faults === undefined ? [] : [`--faults ${faults}`]),
    ...(to === undefined ? [] : [`--to ${to}`]),
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
  ].join(' ');
}

function selection({ only, crash, short, faults }: DrillOptions): FaultSelection {
  return {
    ...(only === undefined ? {} : { only: only.split(',') }),
    ...(crash === undefined ? {} : { crash }),
    ...(short === undefined ? {} : { short }),
    ...(faults === undefined ? {} : { kinds: kindsOf(faults) }),
  };
}

/** What `--faults` may name: an upgrade is what `--to` is for. */
const CHOSEN = FAULT_KINDS.filter((kind) => kind !== 'upgrade');

function kindsOf(faults: string): readonly FaultKind[] {
  // A restore is no fault of a node, and takes as long as several.
  if (faults === 'all') return CHOSEN.filter((kind) => kind !== 'restore');
  return faults.split(',').map((name) => {
    const kind = CHOSEN.find((one) => one === name);
    if (kind) return kind;
    throw new UsageError(
      `--faults ${name}: no such kind of fault; there are ${CHOSEN.join(', ')}, and all (but restore)`,
    );
  });
}

function refuseUnknown({ nodes }: DrillPlan, { only, crash, faults }: DrillOptions): void {
  const tiers = new Set(nodes.map(({ tier }) => tier));
  const names = nodes.map(({ name }) => name);
  for (const one of only?.split(',') ?? []) {
    if (tiers.has(one) || names.includes(one)) continue;
    const there = `${[...tiers].sort().join(', ')}, or one of their nodes as ${names[0]}`;
    throw new UsageError(`--only ${one}: no such tier with nodes; there are ${there}`);
  }
  if (crash !== undefined && !names.includes(crash)) {
    throw new UsageError(`--crash ${crash}: no such node; there are ${names.join(', ')}`);
  }
  if (crash !== undefined && faults !== undefined) {
    throw new UsageError(`--crash and --faults: choose one; --only ${crash} --faults ${faults} is what both mean`);
  }
}

/** What is chosen, where it is anything. */
function chosenFaults({ nodes }: DrillPlan, options: DrillOptions): readonly Fault[] {
  const faults = faultsOf(nodes, selection(options));
  if (faults.length > 0) return faults;
  throw new UsageError('nothing to inject: no node that is chosen gets a fault of these kinds (docs/drill.md)');
}
