/** Lines of apt that stand for work done: a package downloaded, unpacked, set up. */
const STEP = /^(?:Get:\d|Unpacking |Setting up )/;

/** Steps for each package that is installed. */
const STEPS_PER_PACKAGE = 3;

const COUNT = /^\d+ upgraded, (\d+) newly installed/;

/** Packages in all, before apt has said how many. */
const EXPECTED = 570;

/** How far apt has come, from its output. */
export class InstallProgress {
  #steps = 0;
  #announced = 0;
  #rounds = 0;

  /** Take a line of output. */
  read(line: string): void {
    const announced = COUNT.exec(line)?.[1];
    if (announced !== undefined) {
      this.#announced += Number(announced);
      this.#rounds++;
    } else if (STEP.test(line)) this.#steps++;
  }

  /** From 0 to 1; below 1 until the end. */
  get fraction(): number {
    const packages = this.#rounds < ROUNDS ? Math.max(EXPECTED, this.#announced) : this.#announced;
    return Math.min(0.99, this.#steps / (packages * STEPS_PER_PACKAGE));
  }
}

/** mmdebstrap installs what is essential, then the rest. */
const ROUNDS = 2;
