import type { MachineFiles } from '../../../terraform/machine-files';

/** A server as a caller's configuration names it. */
export interface PoolServer {
  readonly host: string;
  /** Where the file says it. */
  readonly port?: number;
  /** Why the caller would not notice that this server is dead. */
  readonly unchecked?: string;
  /** Page by which the caller finds out whether it works. */
  readonly asks?: string;
}

/** Servers of which a caller takes one after the other, at one place of its configuration. */
export interface Pool {
  /** As `backend web`; empty for the file as a whole. */
  readonly name: string;
  /** Addresses that the pool is about; it need not name others. @default - all members of the service */
  readonly scope?: readonly string[];
  readonly servers: readonly PoolServer[];
}

/** What a caller's configuration says of the services that it uses. */
export interface PoolReader {
  /** Files that it reads. */
  readonly path: RegExp;
  /** Unit that a setup step must start for the file to mean anything. @default - the file is read by the application */
  readonly unit?: (path: string) => string;
  /** What it takes from the caller's other files for a capability. @default - nothing */
  readonly context?: (files: MachineFiles, capability: string) => string | undefined;
  /**
   * @param text the file
   * @param capability what of the callee is used, as `read` of `db.read`
   * @param context what `context` says
   */
  readonly read: (text: string, capability: string, context: string | undefined) => readonly Pool[];
}
