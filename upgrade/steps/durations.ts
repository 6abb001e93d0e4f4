import type { Duration } from './step';

/**
 * How long what happens to machines takes. Assumed, unless a source is named: nobody promises these times, and a machine
 * with more packages or a larger disk takes longer.
 */
export const EVENTS = {
  /** A stop, a start and a boot. */
  restarted: { duration: 'minutes', about: 'about 1 to 3 minutes' },
  /** A stop, a new machine that installs its packages at first boot, and its data volume attached to it. */
  replaced: { duration: 'minutes', about: 'about 3 to 10 minutes' },
  /** Another node is elected, or takes the address: recorded drills, docs/drills/. */
  takeover: { duration: 'seconds', about: 'up to about 20 seconds' },
  /** systemd restarts a program. */
  service: { duration: 'seconds', about: 'a few seconds' },
  /** A database that stops in good order, recovers its log and warms up. */
  database: { duration: 'seconds', about: 'less than a minute' },
  /** An association of an Elastic IP, by Terraform. */
  address: { duration: 'seconds', about: 'a few seconds' },
} as const satisfies Record<string, { readonly duration: Duration; readonly about: string }>;

/** Reading a database and writing it into another: of the order of a minute for each GiB; assumed. */
export const DUMP = 'of the order of a minute for each GiB of data';
