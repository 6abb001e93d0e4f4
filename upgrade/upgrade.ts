import type { GoalVerdict, SinglePoint, StackVerdict } from '../check/findings';
import type { Note } from '../check/note';
import type { FaultGraph } from '../fault-graph/fault-graph';
import type { OperatingSystem } from '../model/releases';
import type { Topology } from '../model/topology';
import type { ResourceIndex } from '../terraform/resource-index';

/** An upgrade without what is to be decided about it. */
export type UpgradeFacts = Omit<Upgrade, 'blockers'>;

/** One side of an upgrade, as it is given. */
export interface Side {
  /** `cdk.tf.json`, parsed. */
  readonly terraform: unknown;
  /** `service-graph.json`, parsed. @default - no claims: goals and single points are unknown */
  readonly serviceGraph?: unknown;
  /** The topology that it was synthesized from. @default - tiers are read from the Terraform alone */
  readonly topology?: Topology;
}

/** What is known of one side. */
export interface SideFacts extends Side {
  /** The site's name. */
  readonly site: string | undefined;
  readonly region: string | undefined;
  /** Missing where the side makes no claims. */
  readonly verdict?: StackVerdict;
  /** How it is read, where that is not how synthesized Terraform is. @default - `terraform` as it is */
  readonly stack?: ResourceIndex;
  /** The graph of the verdict (`examine`), for the loss of several nodes at once; missing with it. */
  readonly graph?: FaultGraph;
}

/** Everything that one step from a topology to another changes. Each list is sorted, and empty where nothing changes. */
export interface Upgrade {
  readonly before: SideFacts;
  readonly after: SideFacts;
  /** What somebody must decide, decided or not. */
  readonly blockers: readonly Blocker[];
  /** Every goal of either side, changed or not. */
  readonly goals: readonly GoalChange[];
  /** What each side survives the loss of, by its verdict; undefined where that is unknown. */
  readonly survives: { readonly before: Survived | undefined; readonly after: Survived | undefined };
  readonly tiers: readonly TierChange[];
  /** Settings of the site as a whole; known where both topologies are. */
  readonly settings: readonly SettingChange[];
  /** What Terraform will do, by address. What it leaves alone is not listed. */
  readonly resources: readonly ResourceChange[];
  /** What happens to machines, by node. Those that only follow a new configuration are in `machines` alone. */
  readonly nodes: readonly NodeChange[];
  /** Configuration of nodes that are on both sides. */
  readonly machines: readonly MachineChange[];
  /** What could not be known, a sentence each. */
  readonly unknown: readonly (string | Note)[];
}

/** The largest class of failure that a site survives one of, in fact rather than by declaration. */
export type Survived = 'none' | 'node' | 'zone';

/** What a blocker is about. */
export type BlockerKind =
  /** What holds data is destroyed. */
  | 'data-destroyed'
  /** What holds data is destroyed and replaced by an empty one. */
  | 'data-replaced'
  /** An address or name that others know is given up or changes. */
  | 'identity-lost'
  /** The address of a volume that no tier uses any more leaves the configuration, without a line under `keep:`. */
  | 'volume-not-kept'
  /** A volume is made smaller, which AWS refuses. */
  | 'volume-shrunk'
  /** Old versions of a bucket's objects are no longer kept. */
  | 'versioning-off'
  /** A tier loses more of its copies at once than are certain to be elsewhere. */
  | 'too-few-copies'
  /** Data stays behind: nothing in the new stack keeps it in use, and no step copies it. */
  | 'data-abandoned'
  /** A kept volume comes back to a node, with the data of the day on which it was put away. */
  | 'data-returns'
  /** A line under `keep:` names a volume that this site never had, as far as the old side tells. */
  | 'keep-unknown'
  /** An older release of a program is to open what a newer one has written. */
  | 'release-back'
  /** Another version of a program, which does not open what is there, is to serve it. */
  | 'version-unreadable'
  /** A network or subnet is replaced, and with it all machines in it at once. */
  | 'network-replaced'
  /** Nodes that keep data together get other private addresses, by which they know each other. */
  | 'addresses-changed'
  /** The site moves to another region: everything would be created again there, and the data left behind. */
  | 'region-changed'
  /** The site gets another name: everything would be created again under it, and the data left behind. */
  | 'site-renamed'
  /** Data is replicated otherwise, which takes a step by hand. */
  | 'replication-changed'
  /** Another tier keeps the data from now on, and begins empty: without a copy by hand visitors find nothing there. */
  | 'data-moves'
  /** What is encrypted, or with which key, changes. */
  | 'encryption-changed'
  /** `prevent_destroy`, deletion protection or the like is taken away. */
  | 'protection-removed'
  /** Terraform itself refuses to destroy or replace it (`prevent_destroy`). */
  | 'terraform-refuses'
  /** A goal gets a single point of failure that it did not have. */
  | 'new-single-point'
  /** A goal that worked no longer does, or is gone. */
  | 'goal-lost'
  /** The site survives less than it did. */
  | 'survives-less'
  /** Whether it is updated or replaced is unknown. */
  | 'unknown-change';

/** Something that a reviewer must decide. */
export interface Blocker {
  readonly kind: BlockerKind;
  /** What it is about, and what a decision names: a Terraform address, a zone, the name of a tier or goal, `region`, `name` or `survives`. */
  readonly address: string;
  /** The goal that suffers, where it is about one. */
  readonly goal?: string;
  /** What happens, in one sentence. */
  readonly reason: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  /** Whether a reason can allow it. What AWS or Terraform refuses, no reason allows. */
  readonly acceptable: boolean;
  /** Why it is meant, once somebody has said so. */
  readonly acceptedBecause?: string;
}

/** That a blocker is accepted, and why. */
export interface AcceptedChange {
  /** As a blocker's `address`. */
  readonly address: string;
  readonly because: string;
}

/** One goal before and after. */
export interface GoalChange {
  readonly goal: string;
  /** Missing where the side has no such goal, or makes no claims. */
  readonly before?: GoalVerdict;
  readonly after?: GoalVerdict;
  /** Single points of failure that the step removes. */
  readonly gone: readonly SinglePoint[];
  readonly come: readonly SinglePoint[];
  readonly stay: readonly SinglePoint[];
}

/** What one tier is on one side, as far as its Terraform tells. */
export interface TierFacts {
  /** Missing where there is no topology to read it from. */
  readonly kind?: string;
  /** Names of its nodes, in their order: `web-1`. */
  readonly nodes: readonly string[];
  /** EC2 instance types, sorted; more than one only in Terraform that nospof did not generate. */
  readonly sizes: readonly string[];
  /** Zones in which its nodes stand, sorted. */
  readonly zones: readonly string[];
  /** Size of each node's data volume in GiB; missing without one. */
  readonly storageGiB?: number;
}

export interface TierChange {
  readonly tier: string;
  readonly action: 'added' | 'removed' | 'changed';
  readonly before?: TierFacts;
  readonly after?: TierFacts;
  /** Nodes that only one side has. */
  readonly nodes: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Every setting that differs, those of `TierFacts` among them; by name. */
  readonly settings: readonly SettingChange[];
}

export interface SettingChange {
  /** As in the topology: `nodes`, `size`, `zones`, `storageGiB`, `replication`. */
  readonly setting: string;
  readonly before?: string;
  readonly after?: string;
}

/** What Terraform does with a resource. */
export type Action =
  | 'create'
  /** Changed where it is. */
  | 'update'
  /** Destroyed and created again. */
  | 'replace'
  | 'destroy'
  /** Known by another address from now on, and otherwise left alone. */
  | 'move'
  /** No longer managed, but not destroyed (`removed` block). */
  | 'forget'
  /** Updated or replaced: which of both is unknown. */
  | 'unknown';

/** What is lost with a resource. */
export type Statefulness =
  /** Data: volumes, databases, buckets, file systems. */
  | 'data'
  /** An address or name that others know: Elastic IPs, zones, distributions. */
  | 'identity'
  | 'nothing';

export interface ResourceChange {
  /** Its address after the step; of what goes, before. */
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** Address before the step, where a `moved` block changes it. */
  readonly movedFrom?: string;
  /** What differs, by path; empty for what is created, destroyed, moved or forgotten. */
  readonly changed: readonly AttributeChange[];
  /** Paths of the attributes that force a replacement, sorted. */
  readonly replacedBecause: readonly string[];
  /** Replaced with the new one made first (`create_before_destroy`). */
  readonly createFirst: boolean;
  readonly statefulness: Statefulness;
  /** `statefulness` is not `nothing`. */
  readonly stateful: boolean;
  /** What it is to a person: `data volume of db-1`; missing for what is best known by its address. */
  readonly what?: string;
  /** Node that it belongs to: `db-1`. */
  readonly node?: string;
}

export interface AttributeChange {
  /** `instance_type`, `root_block_device.volume_size`, `tags.Name`. */
  readonly path: string;
  /** As text; missing where it was not set, or is not any more. */
  readonly before?: string;
  readonly after?: string;
  /**
   * Addresses of resources whose own change makes the value known only when they have been made; the texts are then the
   * expressions of the configuration.
   */
  readonly follows: readonly string[];
  /** Whether this change forces a replacement; `unknown` where neither the table nor the provider says. */
  readonly replaces: 'yes' | 'no' | 'unknown';
}

/** What happens to one machine. */
export interface NodeChange {
  /** `web-1`. */
  readonly node: string;
  /** `aws_instance.web_1` */
  readonly address: string;
  /** Missing for instances that no tier owns. */
  readonly tier?: string;
  /**
   * `restarted`: stopped and started in place, as a change of size does; Terraform does so with all of them at once.
   * `replaced`: destroyed and created again; its data volume, if any, is attached to the new one.
   * `upgraded`: the same, for another release of Debian; Terraform leaves it alone, and the steps replace one after the other.
   */
  readonly event: 'created' | 'destroyed' | 'replaced' | 'restarted' | 'upgraded';
  /** Paths of the attributes that cause it. */
  readonly because: readonly string[];
  /** The releases of one that is upgraded, as `debian-12`. */
  readonly os?: { readonly before: OperatingSystem; readonly after: OperatingSystem };
  /** Data volumes that stay attached to it, or are attached to the new machine. */
  readonly volumes: readonly string[];
}

/** A change of configuration that is the same on each of its nodes; the lines around it are those of the first. */
export interface MachineChange {
  /** In their order: `balancer-1`, `balancer-2`. */
  readonly nodes: readonly string[];
  /** Whether running nodes take it over by themselves, or only a replaced machine gets it. */
  readonly delivery: 'follows' | 'new-machine';
  readonly packages: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** By path. */
  readonly files: readonly FileChange[];
  /** Names of other parts of the cloud-config that differ, as `hostname`. */
  readonly other: readonly string[];
  /** Why the configuration of one side could not be read; there is no diff then. */
  readonly problem?: string;
}

export interface FileChange {
  readonly path: string;
  readonly action: 'added' | 'removed' | 'changed';
  /** Lines that differ, with their context; of an added or removed file all. */
  readonly hunks: readonly Hunk[];
  /** Mode or owner, where they differ. */
  readonly attributes: readonly SettingChange[];
}

/** As in a unified diff. */
export interface Hunk {
  /** Counted from 1; 0 where the side has no lines. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each with its ` `, `-` or `+`. */
  readonly lines: readonly string[];
}
