import { writeSync } from 'node:fs';
import type { Io } from './io';
import { processIo } from './process-io';

/**
 * The world of this process, for a command that is over in less time than Node's streams take to load: what it says is
 * written at once, without them. They come in only where that can't be done, and for all that isn't plain output.
 */
export class DirectIo implements Io {
  readonly cwd = process.cwd();
  readonly env = process.env;
  #streams: Io | undefined;

  /** Whether everything has been written, so that the process can end at once. */
  get settled(): boolean {
    return this.#streams === undefined;
  }

  readonly out = (text: string | Buffer): void => {
    if (this.#streams !== undefined) this.#streams.out(text);
    else this.#write(typeof text === 'string' ? Buffer.from(text) : text);
  };

  readonly err = (text: string): void => this.#withStreams().err(text);

  get color(): boolean {
    return this.#withStreams().color;
  }

  get interactive(): boolean {
    return this.#withStreams().interactive;
  }

  #withStreams(): Io {
    this.#streams ??= processIo();
    return this.#streams;
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(1, bytes, written);
    } catch {
      // A pipe that is full and doesn't wait (EAGAIN), or has no reader any more: streams know what to do.
      this.#withStreams();
      process.stdout.write(bytes.subarray(written));
    }
  }
}
