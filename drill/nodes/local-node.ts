import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DrillNetwork } from '../network/network';
import type { DrillNode } from '../plan';
import { ORDINARY, prefer } from '../priority';
import { attempt, type Finished, ProcessError, type RunOptions } from '../process';
import { ControlGroups } from './control-groups';
import { bootCommand, insideCommand } from './nspawn';
import type { Disks, NodeSurroundings } from './root-folder';

/** After which a clean stop is no more waited for, milliseconds; EC2 is about as patient. */
const STOP_PATIENCE = 90_000;

/** Milliseconds. */
const LET_GO_EVERY = 500;

interface Running {
  readonly child: ChildProcess;
  readonly groups: ControlGroups;
  readonly ended: Promise<void>;
  init?: number;
}

/** One machine of the site, running here or not. */
export class LocalNode {
  #plan: DrillNode;
  readonly disks: Disks;
  readonly #network: DrillNetwork;
  readonly #log: string;
  #boots = 0;
  #running: Running | undefined;

  constructor(plan: DrillNode, disks: Disks, network: DrillNetwork, logs: string) {
    this.#plan = plan;
    this.disks = disks;
    this.#network = network;
    this.#log = join(logs, `${plan.name}.log`);
  }

  get plan(): DrillNode {
    return this.#plan;
  }

  /**
   * Be another machine in the same place, with the data volume of the old one.
   * @param surroundings of its new root @default - it keeps the old one's
   * @throws ProcessError
   */
  async become(plan: DrillNode, surroundings?: NodeSurroundings): Promise<void> {
    if (surroundings) await this.disks.renewRoot(plan, surroundings);
    this.#plan = plan;
  }

  get name(): string {
    return this.plan.name;
  }

  get runs(): boolean {
    return this.#running !== undefined;
  }

  /** Switch the machine on; it is still booting when this returns. @throws ProcessError */
  async boot(): Promise<void> {
    if (this.#running) return;
    await this.#network.plug(this.plan);
    this.#boots += 1;
    const groups = ControlGroups.make(`${this.name}-${process.pid}-${this.#boots}`);
    const { root, data } = this.disks;
    const [program = '', ...args] = bootCommand({ name: this.name, root, data, groups: groups.folders });
    const log = openSync(this.#log, 'a');
    const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
    if (child.pid !== undefined) prefer(child.pid, ORDINARY);
    const ended = new Promise<void>((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    }).then(() => {
      groups.remove();
      this.#running = undefined;
    });
    this.#running = { child, groups, ended };
  }

  /** Cut its power: it ends at once, and its network with it. */
  async crash(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    // The network goes first: a dying system must not say goodbye to its peers.
    await this.#network.unplug(this.plan);
    // What is frozen does not die.
    running.groups.freeze(false);
    const init = this.#findInit();
    if (init !== undefined) process.kill(init, 'SIGKILL');
    else running.child.kill('SIGKILL');
    await letGo(running.ended, init);
  }

  /** Shut it down as its own `poweroff` does; whether it did in time. */
  async stop(): Promise<boolean> {
    const running = this.#running;
    if (!running) return true;
    await this.run(['systemctl', 'poweroff']).catch(() => undefined);
    const late = delay(STOP_PATIENCE, 'late', { ref: false });
    if ((await Promise.race([letGo(running.ended, this.#findInit()), late])) === 'late') {
      await this.crash();
      return false;
    }
    await this.#network.unplug(this.plan);
    return true;
  }

  /** Let all its processes stand still, or go on; one that does not run does neither. @throws ProcessError where that cannot be */
  freeze(whether: boolean): void {
    if (this.#running?.groups.freeze(whether) === false) {
      throw new ProcessError("this machine's control groups cannot freeze a node");
    }
  }

  /** Let it have so many processors at most, until it is switched off. @returns whether this machine can do that */
  limitProcessors(processors: number): boolean {
    return this.#running?.groups.limitProcessors(processors) ?? false;
  }

  /** Run a program inside. @throws ProcessError where the node does not run */
  async run(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const init = this.#findInit();
    if (init === undefined) throw new ProcessError(`${this.name} does not run`);
    return attempt(insideCommand(init, command), { timeout: 15_000, ...options });
  }

  /** Memory in use, bytes. */
  memory(): number {
    return this.#running?.groups.memory() ?? 0;
  }

  /** What it printed on its console, the end of it. */
  lastWords(): string {
    return readFileSync(this.#log, 'utf8').slice(-2000).trim();
  }

  /** Process id of the node's init as this machine sees it, while it runs. */
  get init(): number | undefined {
    return this.#findInit();
  }

  #findInit(): number | undefined {
    const running = this.#running;
    if (running?.child.pid === undefined) return undefined;
    running.init ??= initOf(running.child.pid);
    return running.init;
  }
}

/**
 * Wait for a system's end. As it shuts down it stops all of its processes for a moment; `nsenter` then stops with what it runs inside,
 * and is told to go on by nobody: what it has started would never be gone, nor the system that waits for it.
 */
export async function letGo(ended: Promise<void>, init: number | undefined): Promise<void> {
  let open = true;
  const over = ended.then(() => {
    open = false;
  });
  while (open) {
    await Promise.race([over, delay(LET_GO_EVERY, undefined, { ref: false })]);
    if (open && init !== undefined) for (const pid of stoppedVisitors(init)) goOn(pid);
  }
}

function goOn(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has ended meanwhile.
  }
}

/** Programs of this process that have gone into a container, and stand still. */
function stoppedVisitors(init: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && /^State:\tT/m.test(statusOf(pid)))
    .filter((pid) => commandLineOf(pid).startsWith(`nsenter\0--target=${init}\0`));
}

/** The container's init: the child of systemd-nspawn that is the first process of a namespace of its own. */
function initOf(nspawn: number): number | undefined {
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .find((pid) => {
      const status = statusOf(pid);
      if (Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) !== nspawn) return false;
      const namespaces = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
      return namespaces.length > 1 && namespaces.at(-1) === '1';
    });
}

const statusOf = (pid: number) => read(`/proc/${pid}/status`);
const commandLineOf = (pid: number) => read(`/proc/${pid}/cmdline`);

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
