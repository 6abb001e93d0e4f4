import type { Region } from './regions';
import type { OperatingSystem } from './releases';
import type { Tier } from './tiers';

/** The failure class of which a site says that it can lose one. */
export type Survives = 'none' | 'node' | 'zone';

/** What a visitor must be able to do. */
export type Goal = 'serve' | 'write' | 'media' | 'upload';

/** How private nodes reach the internet: a NAT gateway in each zone, or one for all (cheaper, ties zones together). */
export type Egress = 'per-zone' | 'single';

export interface NetworkSpec {
  /** The VPC's addresses: an RFC 1918 block of size /16. */
  readonly cidr: string;
  readonly egress: Egress;
}

/** An S3 bucket that holds the Terraform state, with locking. */
export interface StateBackend {
  readonly bucket: string;
  /** Object key of the state file. */
  readonly key: string;
  readonly region: Region;
}

export interface AlarmsSpec {
  /** Where alarms are sent. */
  readonly email: string;
}

/** What is logged into a bucket of the site's own. */
export interface LogsSpec {
  /** Connections of the network. */
  readonly flow: boolean;
  /** Requests to the site's buckets. */
  readonly buckets: boolean;
  /** Requests to CloudFront. */
  readonly cdn: boolean;
  readonly keepDays: number;
}

/** The schedule on which data volumes are copied. */
export interface SnapshotsSpec {
  readonly everyHours: 1 | 2 | 3 | 4 | 6 | 8 | 12 | 24;
  /** How many snapshots of each volume are kept. */
  readonly keep: number;
}

/** What visitors ask of the site, as its owner states it: the base of what traffic costs. */
export interface TrafficSpec {
  /** Pages a second, averaged over a month. */
  readonly requestsPerSecond: number;
  /** Mean size of an answer, as it leaves the site. */
  readonly responseKiB: number;
}

/** A data volume that no tier uses any more, kept until its line is deleted. */
export interface KeptVolume {
  /** As it was called when a tier used it: `web-1-data`. */
  readonly name: string;
  readonly zone: string;
  readonly storageGiB: number;
}

/** A finding that the site's owner knows of and lives with. */
export type AcceptedRisk = AcceptedPoint | AcceptedDifference | AcceptedUnread;

interface Accepted {
  /** Terraform address of what it is about. */
  readonly element: string;
  /** Why that is acceptable. */
  readonly because: string;
}

/** A single point of failure. */
export interface AcceptedPoint extends Accepted {
  /** The goal that may fail. */
  readonly goal: Goal;
}

/** What differs from what nospof rendered, by an override, an aspect or an edit. */
export interface AcceptedDifference extends Accepted {
  /** An argument of a resource, a file or a key of a machine's configuration; `removed` of what is gone as a whole. */
  readonly differs: string;
}

/** A resource beside the site that refers to it, and that no rule reads. */
export interface AcceptedUnread extends Accepted {
  readonly unread: true;
}

/** How often an element is down, where the site's owner knows better than the built-in table. */
export interface OwnRate {
  /** A class (`node`), or one element: its Terraform address; of a zone or region its name. */
  readonly of: string;
  /** Share of the time that it is down, from 0 to below 1. */
  readonly unavailability: number;
}

/** One site. A value of this type has passed every check and has all defaults filled in. */
export interface Topology {
  /** The environment, and the prefix of every resource name; it stays the same as the site grows. */
  readonly name: string;
  readonly region: Region;
  /** What nodes run. */
  readonly os: OperatingSystem;
  /** Names of the zones in use, in the order in which nodes take turns in them. */
  readonly zones: readonly string[];
  readonly survives: Survives;
  /** Host name of the site; without one it is reached by address. */
  readonly domain?: string;
  /** Other host names, which lead to `domain`. */
  readonly aliases: readonly string[];
  readonly network: NetworkSpec;
  /** Where the Terraform state lives; without it, in a local file. */
  readonly state?: StateBackend;
  readonly alarms?: AlarmsSpec;
  /** ARNs of those who alone may change what nodes run; none leaves it to the account's own policies. */
  readonly deployers: readonly string[];
  readonly logs: LogsSpec;
  readonly snapshots: SnapshotsSpec;
  /** Without it, no traffic is in an estimate of costs. */
  readonly traffic?: TrafficSpec;
  readonly tags: Readonly<Record<string, string>>;
  /** In the order of the file. */
  readonly tiers: readonly Tier[];
  readonly keep: readonly KeptVolume[];
  readonly accept: readonly AcceptedRisk[];
  /** In the order of the file. */
  readonly rates: readonly OwnRate[];
}
