import type { Io } from './io';

/** The world of this process. */
export function processIo(): Io {
  const reader = new Reader([process.stdout, process.stderr]);
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    cwd: process.cwd(),
    env: process.env,
    color: process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env.NO_COLOR,
    interactive: process.stderr.isTTY === true,
    onReaderLeft: (listener) => reader.onLeft(listener),
  };
}

/** What no command awaits ends without a verdict: neither in a stack trace, nor with the status of a check that failed. */
export function endOnFault(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`nospof: a fault of its own: ${process.env.NOSPOF_DEBUG ? error.stack : error.message}\n`);
    process.exit(2);
  });
}

/**
 * A reader that has seen enough (`| head`) is no error. Who has something to take down first is told; what he writes meanwhile is
 * lost. The signal is not listened to, since any pipe of the process's sends it.
 */
class Reader {
  readonly #listeners = new Set<() => void>();
  #gone = false;

  constructor(streams: readonly NodeJS.WriteStream[]) {
    for (const stream of streams) stream.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
  }

  onLeft(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (error.code !== 'EPIPE') throw error;
    if (this.#gone) return;
    if (this.#listeners.size === 0) process.exit();
    this.#gone = true;
    for (const listener of this.#listeners) listener();
  }
}
