/** One subject of `npm run bench`. Figures are printed, never judged: a time says more about the machine than the code. */
export interface Benchmark {
  /** How the command line names it. */
  readonly name: string;
  /** What is measured, in a line. */
  readonly about: string;
  /** Left out unless it is named or `--all` is given, for it takes minutes. */
  readonly onlyOnRequest?: boolean;
  readonly run: (print: (text: string) => void) => void | Promise<void>;
}
