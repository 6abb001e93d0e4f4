import type { LocalSite } from './local-site';

/** The highest use of memory by all nodes together, looked at once a second. */
export class MemoryWatch {
  #highest = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(site: Pick<LocalSite, 'memory'>) {
    const look = () => {
      this.#highest = Math.max(this.#highest, site.memory());
    };
    this.#timer = setInterval(look, 1_000);
    this.#timer.unref();
  }

  /** @returns MiB; undefined where this machine's control groups count no memory */
  stop(): number | undefined {
    clearInterval(this.#timer);
    return this.#highest === 0 ? undefined : Math.round(this.#highest / 2 ** 20);
  }
}
