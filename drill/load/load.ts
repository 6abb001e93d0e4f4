import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { CrowdMeasurement } from '../judging/load-run';
import type { AcknowledgedWrite, DurabilityResult, RequestRecord } from '../judging/outcome';
import type { Crowd, LoadCommand, LoadMessage, LoadOptions } from './protocol';

export interface LoadPlace {
  /** Network namespace of the visitors. @default - this process's own */
  readonly namespace?: string;
  /** The generator's program. @default - the one beside this file */
  readonly program?: string;
}

/** The visitors: a process of their own, so that nothing that the drill does keeps them from their times. */
export class Load {
  readonly #child: ChildProcess;
  readonly #requests: RequestRecord[] = [];
  #settled = 0;
  #asked = 0;
  readonly #waiting = new Set<Waiting>();
  #ended: Error | undefined;

  /** Starts the process; visitors come from `start` on. @throws where it cannot be started */
  static async open({ namespace, program = join(__dirname, 'main.js') }: LoadPlace = {}): Promise<Load> {
    const [file, ...args] = [...(namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]), process.execPath];
    const child = spawn(file ?? process.execPath, [...args, program], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const load = new Load(child);
    await load.#until((message) => message?.type === 'ready');
    return load;
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: LoadMessage) => this.#take(message));
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    child.on('error', (error) => this.#end(error));
    child.on('close', (code, signal) => {
      this.#end(new Error(`the visitors' process ended with ${signal ?? code}${said && `: ${said.trim()}`}`));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  start(options: LoadOptions): void {
    this.#tell({ type: 'start', options });
  }

  /** Requests a second of each stream, from now on. */
  setRate(rate: number): void {
    this.#tell({ type: 'rate', rate });
  }

  /** No further visitors until `resume`. */
  pause(): void {
    this.#tell({ type: 'pause' });
  }

  resume(): void {
    this.#tell({ type: 'resume' });
  }

  /** Every request that was due before this time is through. */
  get settledUpTo(): number {
    return this.#settled;
  }

  /** Waits until every request that was due before a time is through. @throws where the process has ended */
  async settled(time: number): Promise<void> {
    await this.#until(() => this.#settled >= time);
  }

  /** Requests that are through, and were due from a time on. */
  since(time: number): readonly RequestRecord[] {
    return this.#requests.filter(({ due }) => due >= time);
  }

  /** Reads writes back through the site. @throws where the process has ended */
  async readBack(writes: readonly AcknowledgedWrite[]): Promise<readonly DurabilityResult[]> {
    this.#asked += 1;
    const number = this.#asked;
    let results: readonly DurabilityResult[] = [];
    this.#tell({ type: 'read-back', number, writes });
    await this.#until((message) => {
      if (message?.type !== 'looked-up' || message.number !== number) return false;
      results = message.results;
      return true;
    });
    return results;
  }

  /** Lets a crowd come, beside the visitors of `start` unless they pause. @throws where the process has ended */
  async measure(crowd: Crowd): Promise<CrowdMeasurement> {
    this.#asked += 1;
    const number = this.#asked;
    const measurements: CrowdMeasurement[] = [];
    this.#tell({ type: 'crowd', number, crowd });
    await this.#until((message) => {
      if (message?.type !== 'measured' || message.number !== number) return false;
      measurements.push(message.measurement);
      return true;
    });
    const [measurement] = measurements;
    if (!measurement) throw new Error('the crowd measured nothing');
    return measurement;
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #tell(command: LoadCommand): void {
    if (this.#ended) throw this.#ended;
    this.#child.send(command);
  }

  #take(message: LoadMessage): void {
    if (message.type === 'requests') {
      for (const request of message.requests) this.#requests.push(request);
      this.#settled = message.settled;
    }
    for (const waiting of this.#waiting) if (waiting.met(message)) this.#release(waiting);
  }

  #until(met: (message?: LoadMessage) => boolean): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (met()) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.add({ met, resolve, reject }));
  }

  #release(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    waiting.resolve();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting) reject(this.#ended);
    this.#waiting.clear();
  }
}

interface Waiting {
  readonly met: (message?: LoadMessage) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}
