/** What a file must say for a node to do its part, on every node, whatever its peers say. */
export interface Requirement {
  /** Of files whose path matches. */
  readonly path: RegExp;
  /** Only where the file says this. @default - always */
  readonly where?: RegExp;
  /** What its text, without comments, must match. */
  readonly says: RegExp;
  /** What is looked for, and why. */
  readonly lookedFor: string;
}
