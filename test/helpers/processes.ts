import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** What a program said and how it ended. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program to its end; a failure is an outcome, not an exception. */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      [...args],
      { cwd: options.cwd, env: { ...process.env, ...options.env }, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number' && !error.signal) reject(error);
        else resolve({ status: error ? Number(error.code ?? 1) : 0, stdout, stderr });
      },
    );
    // A program may end without reading its input.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** Runs a program that must succeed and returns what it printed; its error output is in the exception. */
export async function runOrThrow(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await run(file, args, options);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}\n${stderr}${stdout}`);
  return stdout;
}

/** A program that runs until it is told to stop. */
export interface Server {
  readonly child: ChildProcess;
  /** Its error output so far. */
  readonly log: () => string;
  /** Ends the program by its process id and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts a server program and waits until `ready` says that it answers. */
export async function startServer(
  file: string,
  args: readonly string[],
  ready: () => Promise<boolean>,
  options: RunOptions & { readonly seconds?: number } = {},
): Promise<Server> {
  const child = spawn(file, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-20_000);
  });
  let failure: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  const stop = async () => {
    if (failure) return;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(impatience);
  };
  const deadline = Date.now() + (options.seconds ?? 60) * 1_000;
  while (!(await ready().catch(() => false))) {
    if (failure || child.exitCode !== null) throw new Error(`${file} ended before it answered: ${failure ?? log}`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`${file} did not answer in time: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { child, log: () => log, stop };
}

/** A TCP port of the loopback address that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
