import type { LocalSite } from './local-site';

/** The highest use of memory, looked at once a second. */
export class MemoryWatch {
  #highest = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(site: LocalSite) {
    const look = () => {
      this.#highest = Math.max(this.#highest, site.memory());
    };
    this.#timer = setInterval(look, 1_000);
    this.#timer.unref();
  }

  stop(): number {
    clearInterval(this.#timer);
    return Math.round(this.#highest / 2 ** 20);
  }
}
