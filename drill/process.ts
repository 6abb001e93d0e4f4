import { spawn } from 'node:child_process';

/** A program that did not do what it was called for. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
}

export interface RunOptions {
  /** Standard input. @default - none */
  readonly input?: string;
  /** After which the program is killed, milliseconds. @default 60000 */
  readonly timeout?: number;
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Kills the program. @default - nothing does */
  readonly signal?: AbortSignal;
  /** Called with every line of both outputs. @default - outputs are only collected */
  readonly onLine?: (line: string) => void;
}

export interface Finished {
  /** Exit status; a signal's end counts as 128. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run a program to its end, whatever its exit status is. @throws ProcessError where it cannot be started */
export function attempt(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const killSignal = options.signal ? 'SIGTERM' : 'SIGKILL';
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      killSignal,
      signal: options.signal,
    });
    // Not the time limit of spawn, which outlasts a program that could not be started, and keeps this process from its end.
    const limit = setTimeout(() => child.kill(killSignal), options.timeout ?? 60_000);
    child.on('close', () => clearTimeout(limit));
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = lineReader(options.onLine);
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
        lines(text);
      });
    }
    // A program that ends without having read its input is judged by its exit status.
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    child.on('error', (error) => {
      if (child.pid === undefined) clearTimeout(limit);
      reject(options.signal?.aborted ? error : new ProcessError(`${program}: ${error.message}`));
    });
    child.on('close', (status) => resolve({ status: status ?? 128, ...texts }));
  });
}

/** Run a program and return its standard output. @throws ProcessError where it fails */
export async function runProcess(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await attempt(command, options);
  if (status === 0) return stdout;
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-5).join('\n');
  throw new ProcessError(`${command.slice(0, 6).join(' ')} … ended with status ${status}: ${said}`);
}

function lineReader(onLine: RunOptions['onLine']): (text: string) => void {
  let rest = '';
  return (text) => {
    if (!onLine) return;
    const lines = (rest + text).split(/[\r\n]+/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}
