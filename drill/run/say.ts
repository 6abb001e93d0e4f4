/** Shows how a drill goes on. */
export interface Say {
  /** A line that stays. */
  readonly line: (text: string) => void;
  /** A line that the next one replaces, where somebody watches. */
  readonly progress: (text: string) => void;
}
