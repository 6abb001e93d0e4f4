import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type {
  ApiCall,
  FakeInstance,
  FakeSettings,
  FromFakes,
  InstanceState,
  ListenAddress,
  NamedObject,
  ToFakes,
  WorldRequest,
} from './protocol';

/** What the drill does for the fakes. */
export interface FakeHandlers {
  /** Carries out what a machine asked of EC2; an exception is EC2's own failure. */
  readonly perform: (request: WorldRequest) => Promise<void>;
  /** Told of every call to an endpoint. */
  readonly called?: (call: ApiCall) => void;
  /** Told if the program ends by itself, with its last words. */
  readonly broken: (why: string) => void;
}

export interface FakeOptions {
  /**
   * Program and arguments that run another program elsewhere: `['ip', 'netns', 'exec', 'nospof-switch']`.
   * @default [] - here
   */
  readonly within?: readonly string[];
}

/** The fakes of AWS, running as a program of their own. */
export class Fakes {
  readonly metadata: ListenAddress;
  readonly api: ListenAddress;
  readonly #child: ChildProcess;
  #stopping = false;

  private constructor(child: ChildProcess, { metadata, api }: Extract<FromFakes, { type: 'ready' }>) {
    this.#child = child;
    this.metadata = metadata;
    this.api = api;
  }

  /** Starts the program, and waits until it listens. @throws Error where it cannot */
  static async start(
    settings: FakeSettings,
    handlers: FakeHandlers,
    { within = [] }: FakeOptions = {},
  ): Promise<Fakes> {
    const [program = process.execPath, ...args] = [...within, process.execPath, join(__dirname, 'main.js')];
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-2000);
    });
    const ready = new Promise<Extract<FromFakes, { type: 'ready' }>>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the fakes of AWS ended with ${code}: ${words.trim()}`)));
      child.on('message', (message: FromFakes) => {
        if (message.type === 'ready') resolve(message);
        else if (message.type === 'broken') reject(new Error(`the fakes of AWS: ${message.message}`));
        else hear(child, message, handlers);
      });
    });
    tell(child, { type: 'start', settings });
    try {
      const running = new Fakes(child, await ready);
      child.once('exit', (code) => {
        if (!running.#stopping) handlers.broken(`the fakes of AWS ended with ${code}: ${words.trim()}`);
      });
      return running;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Puts another machine in the place of one, with the objects of the bucket that are its own. */
  replace(instance: FakeInstance, objects: readonly NamedObject[]): void {
    tell(this.#child, { type: 'replaced', instance, objects });
  }

  /** Puts objects into buckets, as Terraform does. */
  put(objects: readonly NamedObject[]): void {
    tell(this.#child, { type: 'put', objects });
  }

  /** Tells EC2's view of a machine, after the drill has changed it. */
  setState(instanceId: string, state: InstanceState): void {
    tell(this.#child, { type: 'instance-state', instanceId, state });
  }

  /** Ends the program and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.kill('SIGTERM');
    await gone;
  }
}

function hear(child: ChildProcess, message: FromFakes, { perform, called }: FakeHandlers): void {
  if (message.type === 'call') called?.(message.call);
  if (message.type !== 'request') return;
  const { id, request } = message;
  perform(request).then(
    () => tell(child, { type: 'done', id }),
    (error: Error) => tell(child, { type: 'failed', id, message: error.message }),
  );
}

function tell(child: ChildProcess, message: ToFakes): void {
  // A program that is gone is reported by its end.
  if (child.connected) child.send(message, () => undefined);
}
