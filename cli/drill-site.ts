import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BusyError,
  DrillError,
  type DrillMachine,
  type DrillPlan,
  kernelOf,
  missingFrom,
  ProcessError,
  planDrill,
  type Say,
  thisMachine,
  UndrillableError,
} from '../drill';
import type { FaultKind } from '../drill/judging/outcome';
import { CACHE_FOLDER } from '../drill/names';
import type { Topology } from '../model/topology';
import { build } from './build';
import type { DrilledSide } from './drill-upgrade';
import { type ExitCode, type Io, UsageError } from './io';
import { load } from './load';
import { showDiagnostics } from './show-diagnostics';

/** A topology that is synthesized, and planned for this machine. */
export interface PreparedSite extends DrilledSide {
  readonly plan: DrillPlan;
  readonly topology: Topology;
  /** Of the synthesized stack. */
  readonly folder: string;
  /** A folder that is removed at the end. */
  readonly scratch: string;
  readonly machine: DrillMachine;
  /** Ends the work: Ctrl-C, `kill`, or a reader that left. */
  readonly signal: AbortSignal;
  /** Has what came in the meantime heard. @throws AbortError */
  readonly heard: () => Promise<void>;
}

/** Prepare a topology for this machine, and work with it. Errors of drills become messages. */
export function withPreparedSite(
  file: string,
  io: Io,
  work: (site: PreparedSite) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withSignals(io, async (signal) => {
    const { loaded, diagnostics, sources } = load([file], io);
    const scratch = mkdtempSync(join(tmpdir(), 'nospof-drill-'));
    try {
      const built = diagnostics.length > 0 ? { diagnostics } : build(loaded, scratch);
      if ('diagnostics' in built) {
        showDiagnostics(built.diagnostics, sources, io);
        return 2;
      }
      const [one] = loaded;
      const [stack] = built.stacks;
      if (!one || !stack) throw new UsageError(`${file}: no topology in it`);
      const { topology } = one;
      const { serviceGraph } = stack;
      const folder = join(scratch, stack.folder);
      const terraform: unknown = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
      const machine = thisMachine(CACHE_FOLDER);
      const plan = planDrill(terraform, serviceGraph, topology, kernelOf(machine.fileSystems));
      const heard = async () => {
        await delay(0);
        signal.throwIfAborted();
      };
      return await work({ plan, topology, folder, scratch, machine, terraform, serviceGraph, signal, heard });
    } catch (error) {
      if (error instanceof UndrillableError || error instanceof BusyError) throw new UsageError(error.message);
      if (error instanceof Error && error.name === 'AbortError') throw new UsageError('interrupted; nothing is left');
      if (error instanceof ProcessError) throw new UsageError(error.message);
      if (error instanceof DrillError) {
        io.err(`nospof: ${error.message}\n`);
        return 1;
      }
      throw error;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

/** @throws UsageError where the machine lacks what a drill of these faults takes */
export function refuseMachine(machine: DrillMachine, kinds: ReadonlySet<FaultKind>): void {
  const missing = missingFrom(machine, kinds);
  if (missing.length === 0) return;
  const lines = missing.map(({ what, remedy }) => `\n  ${what}: ${remedy}`);
  throw new UsageError(`this machine cannot drill yet${lines.join('')}`);
}

/** What ends a drill. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Run something that Ctrl-C, `kill` and a closed pipe end in good order. */
async function withSignals<T>({ onReaderLeft }: Io, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of ENDING) process.on(signal, abort);
  const unheard = onReaderLeft?.(abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of ENDING) process.off(signal, abort);
    unheard?.();
  }
}

/** What a drill says goes to `err`. */
export function sayTo(io: Io): Say {
  let open = false;
  let told = Date.now();
  return {
    line: (text) => {
      io.err(`${open ? '\r\x1b[K' : ''}${text}\n`);
      open = false;
    },
    progress: (text) => {
      if (!io.interactive) {
        // A log keeps every line: twice a minute is enough.
        if (Date.now() - told < 30_000) return;
        told = Date.now();
        io.err(`${text}\n`);
        return;
      }
      io.err(`\r\x1b[K${text}`);
      open = true;
    },
  };
}
