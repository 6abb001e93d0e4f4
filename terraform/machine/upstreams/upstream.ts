/** A server as a caller's configuration names it. */
export interface Backend {
  readonly privateIp: string;
  /** Where the file says it. */
  readonly port?: number;
  /** Why the caller would not notice that this server is dead. */
  readonly unchecked?: string;
  /** Page by which the caller finds out whether it works. */
  readonly healthCheckPath?: string;
}

/** Servers of which a caller takes one after the other, at one place of its configuration. */
export interface Upstream {
  /** The file that it is in. */
  readonly path: string;
  /** As `backend web`; what the file calls it. */
  readonly name: string;
  /** Addresses that it is about; it need not name others. @default - all members of the service */
  readonly scope?: readonly string[];
  readonly backends: readonly Backend[];
  /** The unit that reads the file, where no setup step starts it. */
  readonly idle?: string;
}
