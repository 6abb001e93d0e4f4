/** What a command sees of the world; tests hand in their own. */
export interface Io {
  /** A buffer is text in UTF-8, which need not be made a string to be written. */
  readonly out: (text: string | Buffer) => void;
  readonly err: (text: string) => void;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether `out` and `err` show colour. */
  readonly color: boolean;
  /** Whether somebody watches `err`: progress is shown there alone. */
  readonly interactive: boolean;
  /**
   * Has a listener told when nobody reads any more what is written, until the function that it returns is called. While nobody
   * listens, the process ends then. @default - there are always readers
   */
  readonly onReaderLeft?: (listener: () => void) => () => void;
}

/** 0: fine. 1: a check failed. 2: unusable input or usage. 3: nothing failed, and too little is known to say more. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Input that cannot be used. The message is for a person and says what to do; it is shown without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
