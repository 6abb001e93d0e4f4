import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DrillPlaces } from './machine';
import { ownerOf } from './owner';

/**
 * A process of its own that outlives the drill, however that ends, and takes down what it left: it holds the other end of
 * a pipe, which the kernel closes with the drill's last breath. It is in a session of its own, so that neither Ctrl-C nor
 * a terminal that is closed reaches it.
 */
export class Janitor {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param program @default - the one beside this file */
  static start(places: DrillPlaces, program = join(__dirname, 'janitor-main.js')): Janitor {
    const orders = JSON.stringify({ drill: ownerOf(process.pid), places });
    const child = spawn(process.execPath, [program, orders], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    // One that cannot be started is none: the next drill cleans up, as it would after this one's end by a power failure.
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    child.unref();
    return new Janitor(child);
  }

  /** Let it go, after the machine was given back. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return;
    const gone = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.stdin?.end();
    await gone;
  }
}
