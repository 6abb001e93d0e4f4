/**
 * What a machine is made of, as plain data. Every program that runs on a node has a pure function that
 * returns a `MachinePart`; a node's user data is the merge of its parts (`cloud-config.ts`).
 */

/** A file on the node, written before any setup step runs. */
export interface ConfigFile {
  /** Absolute path on the node. */
  readonly path: string;
  /** The whole text, ending in a newline. */
  readonly content: string;
  /**
   * Permission bits, octal.
   * @default '0644'
   */
  readonly mode?: `0${number}`;
}

/**
 * A step that brings the node from its files to running services. It runs as root under `bash` with
 * `set -euo pipefail` and the functions of `lib.sh`, at first boot and again whenever the node's
 * configuration changes; so it must be idempotent, must check a configuration before it loads it, and must
 * reload rather than restart wherever the program can.
 */
export interface SetupStep {
  /** Place in the order, 10 (storage) to 90 (last); see `SETUP_ORDER`. */
  readonly order: number;
  /** Lower-case words joined by dashes; unique on a node. */
  readonly name: string;
  /** The body of the script: no shebang, no `set`, ending in a newline. */
  readonly script: string;
}

/** The stages of a node's setup, in order. */
export const SETUP_ORDER = {
  volume: 10,
  secrets: 20,
  sharedFiles: 30,
  database: 40,
  application: 50,
  service: 60,
  takeover: 70,
  last: 90,
} as const;

/** What one program adds to a node. Parts of one node are merged; the same file twice is an error. */
export interface MachinePart {
  /** Debian packages. */
  readonly packages?: readonly string[];
  readonly files?: readonly ConfigFile[];
  readonly steps?: readonly SetupStep[];
}

/** A place where a service answers, as it stands in rendered configuration. */
export interface Endpoint {
  /** The node's name, as `web-1`. */
  readonly name: string;
  /** Private IPv4 address. It is fixed in the Terraform, so it can stand in text. */
  readonly host: string;
  readonly port: number;
  /** The node's availability zone, as `eu-central-1a`. */
  readonly zone: string;
}
