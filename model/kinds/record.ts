import { z } from 'zod';
import { type Path, shown } from '../diagnostic';
import type { OperatingSystem } from '../releases';
import { LEAST_ROOT_GIB } from '../root-disk';
import * as f from '../schema/fields';
import type { AddressPlan } from './address-plan';
import type { StoredData } from './stored-data';

/*
 * What a record of a tier kind holds. Every part of the product that must know something of a kind finds it here, or in
 * a table over all kinds that does not compile while a kind is missing from it (docs/adding-a-kind.md lists those).
 */

/** What a tier does for an application that needs it. An application needs at most one tier of each role. */
export const ROLES = ['database', 'cache', 'files', 'media'] as const;
export type Role = (typeof ROLES)[number];

/** Where a tier's keys name another tier: to use it for the application, or to send visitors' requests on to it. */
export const NAME_PLACES = {
  'web.needs': 'use',
  'haproxy.to': 'visitors',
  'haproxy.routes': 'visitors',
  'varnish.to': 'visitors',
} as const;
export type NamePlace = keyof typeof NAME_PLACES;

/** What stands at the edge of a tier's subnets: `public` ones route to the internet, `private` ones through NAT. */
export type Exposure = 'public' | 'private';

/** What the rest of a file says, for the values of a tier that are computed. */
export interface SiteValues {
  readonly hasDomain: boolean;
}

/** That one tier names another. */
export interface Naming {
  readonly place: NamePlace;
  /** Name of the other tier. */
  readonly to: string;
  /** Where, below the tier. */
  readonly path: Path;
}

/** How visitors reach a tier at the address of the site. */
export interface SiteEntrance {
  /** One address, or one for each node, of which DNS answers with those that are healthy. */
  readonly address: 'elastic-ip' | 'dns';
  readonly scheme: 'http' | 'https';
}

/** What a kind may ask of the file in which one of its tiers stands. */
export interface AroundTier {
  /** Undefined where the file's domain is wrong itself. */
  readonly hasDomain: boolean | undefined;
  /** The release that its nodes run. Undefined where the file's is wrong itself. */
  readonly os: OperatingSystem | undefined;
  /** Whether the file gives the key itself, rather than by its default. */
  isGiven(key: string): boolean;
  /** The role of the tier of this name; undefined where there is none, or it has none. */
  roleOf(name: string): Role | undefined;
  /** Whether a page cache stands where the tier of this name does; undefined where there is none. */
  isCache(name: string): boolean | undefined;
  /** Kinds of a role, as a sentence names them: `nfs or glusterfs`. */
  kindsFor(role: Role): string;
}

/** An option of a tier that contradicts another, or lacks what it depends on. */
export interface OptionConflict {
  readonly key: string;
  /** Where, below the key. @default - the key itself */
  readonly below?: Path;
  readonly value: string;
  readonly message: string;
  readonly allowed: string;
  readonly fix: string;
}

export function conflict(key: string, value: unknown, message: string, allowed: string, fix: string): OptionConflict {
  return { key, value: shown(value), message, allowed, fix };
}

/**
 * What the crash of one member costs who calls the tier: `nothing`, since the caller tries another at once or every member
 * holds the data; the time of a `takeover`; or all that the tier does (`service`), where it has one member only.
 */
export type MemberLoss = 'nothing' | 'takeover' | 'service';

/** By what a tier gets a new writer without a person. */
export type Promotion = 'pacemaker' | 'galera';

/** What a kind says of itself. `Source`: a tier as it is written, fixed defaults filled in. `Spec`: with all values computed. */
interface Traits<Spec> {
  /** What it is, in one sentence; the schema and the reference say it. */
  readonly about: string;
  /** What it does for an application. @default - none: no application needs it */
  readonly role?: Role;
  /** Whether its nodes run the application, and so read `site.json`. @default false */
  readonly runsApplication?: boolean;
  /** Which keys of other kinds may name a tier of this one. */
  readonly namedIn: readonly NamePlace[];
  /** What visitors left there. `nothing` where all can be lost without anybody missing it. */
  readonly stores: StoredData | 'nothing';
  /**
   * Whether its members agree with each other on something, so that one which is cut off and goes on is another case than
   * one which is gone.
   */
  readonly membersAgree: boolean;
  readonly memberLoss: MemberLoss;
  /** The other tiers that its keys name, in the order of the text. @default - none */
  names?(tier: Spec): readonly Naming[];
  /** Whether it stands at the address of the site. @default - never */
  readonly entrance?: {
    /** `one haproxy tier` */
    readonly as: string;
    /** The key that makes it the entrance. @default - every tier of the kind is one */
    readonly byKey?: string;
    of(tier: Spec): SiteEntrance | undefined;
  };
  /** Whether the tier stops where half of its nodes are gone. @default - never */
  needsMajority?(tier: Spec): boolean;
  /** By what the tier gets a new writer when its own is lost; a drill allows the time that it takes. @default - it has none */
  promotion?(tier: Spec): Promotion | undefined;
  /** Options that contradict each other. @default - none can */
  conflicts?(tier: Spec, around: AroundTier): readonly OptionConflict[];
}

/** What tiers have whose nodes are EC2 instances. */
export interface Placed {
  readonly name: string;
  /** Zones that the nodes take turns in. */
  readonly zones: readonly string[];
  readonly exposure: Exposure;
}

/** As a type of values that nobody changes. */
export type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** A tier of nodes with all values computed. */
export type NodeSpec<Resolved> = Frozen<Omit<Resolved, 'name' | 'zones' | 'exposure' | 'rootGiB'>> &
  Placed & {
    /** Size of each node's root disk, GiB. */
    readonly rootGiB: number;
  };

/** A tier that AWS runs, with all values computed. */
export type ManagedSpec<Resolved> = Frozen<Omit<Resolved, 'name'>> & { readonly name: string };

/** What a record says besides its traits, with methods that take any kind's tiers where the kind is known at run time only. */
interface Whole<Source, Spec> extends Traits<Spec> {
  /** The tier with all values computed. */
  spec(source: Source, placed: Placed, around: SiteValues): Spec;
}

export interface NodeKindRecord<Source, Spec> extends Whole<Source, Spec> {
  readonly runs: 'nodes';
  /** Most nodes of a tier. */
  readonly mostNodes: number;
  /** Its addresses in each zone. They are part of every deployed site. */
  readonly addresses: AddressPlan;
  /**
   * Where the nodes stand.
   * @param getsVisitors whether another tier sends visitors on to it
   * @default - in public subnets where the tier is the site's entrance, else in private ones
   */
  exposure?(tier: Spec, getsVisitors: boolean): Exposure;
}

export interface ManagedKindRecord<Source, Spec> extends Whole<Source, Spec> {
  readonly runs: 'managed';
  /** What AWS runs in the place of nodes, as `media from CloudFront`. */
  readonly offers: string;
}

type Shape = z.core.$ZodShape;

/** The key `nodes`, and the most that it allows. */
export interface NodeCount<S extends z.ZodType> {
  readonly schema: S;
  readonly most: number;
}

/** From one node up to `most`. */
export function upTo(most: number, usual: number) {
  return { most, schema: f.wholeNumber(1, most).default(usual).describe('Number of nodes.') };
}

export const ONE_NODE = {
  most: 1,
  schema: f.oneNumberOf([1]).default(1).describe('Number of nodes; this kind always has one.'),
};

/** The keys that all kinds with nodes have alike, after their own. */
export const placedKeys = (size: string) => ({
  size: f.size.default(size).describe('EC2 instance type of each node.'),
  zones: f
    .listOf(f.zone(), 'zones', 6)
    .min(1, { error: 'a list of at least one zone' })
    .optional()
    .describe('Zones that the nodes take turns in. Default: the zones of the topology.'),
  rootGiB: f.rootGiB().optional(),
  egress: f.egress().optional(),
  capacity: f.tierCapacity().optional(),
  offset: f
    .wholeNumber(0, 4095)
    .optional()
    .describe('First private address inside the range of this kind. Needed only where an error asks for it.'),
});

type PlacedKeys = ReturnType<typeof placedKeys>;
type NodeKeys<K extends string, N extends z.ZodType, S extends Shape> = { kind: z.ZodLiteral<K>; nodes: N } & S &
  PlacedKeys;

/** A kind whose nodes are EC2 instances. */
export function nodeKind<
  const K extends string,
  N extends z.ZodType,
  const S extends Shape,
  const D extends { readonly size: string },
  R = z.output<z.ZodObject<NodeKeys<K, N, S>>>,
>(
  input: {
    readonly kind: K;
    readonly nodes: NodeCount<N>;
    /** Its own keys, in the order in which they are best written. */
    readonly keys: S;
    readonly defaults: D;
    /** Computes the values that depend on others. @default - there are none */
    resolve?(source: z.output<z.ZodObject<NodeKeys<K, N, S>>>, around: SiteValues): R;
    /** Size of the root disk where the file gives none, GiB. @default LEAST_ROOT_GIB */
    rootGiB?(source: z.output<z.ZodObject<NodeKeys<K, N, S>>>): number;
  } & Omit<NodeKindRecord<z.output<z.ZodObject<NodeKeys<K, N, S>>>, NodeSpec<R>>, 'runs' | 'mostNodes' | 'spec'>,
) {
  const { kind, nodes, keys, defaults, resolve, rootGiB, ...traits } = input;
  const shape: NodeKeys<K, N, S> = {
    kind: z.literal(kind),
    nodes: nodes.schema,
    ...keys,
    ...placedKeys(defaults.size),
  };
  type Source = z.output<z.ZodObject<NodeKeys<K, N, S>>>;
  const record: NodeKindRecord<Source, NodeSpec<R>> = {
    ...traits,
    runs: 'nodes',
    mostNodes: nodes.most,
    // What a type parameter stands for cannot be spread as itself: the one place where it is said rather than shown.
    spec: (source, placed, around) =>
      ({
        ...(resolve?.(source, around) ?? source),
        rootGiB: (source as { readonly rootGiB?: number }).rootGiB ?? rootGiB?.(source) ?? LEAST_ROOT_GIB,
        ...placed,
      }) as NodeSpec<R>,
  };
  return { ...record, kind, defaults, schema: f.keys(shape).describe(traits.about) };
}

/** A kind that AWS runs: no nodes, no addresses. */
export function managedKind<const K extends string, const S extends Shape, const D extends object>(
  input: { readonly kind: K; readonly keys: S; readonly defaults: D } & Omit<
    ManagedKindRecord<unknown, ManagedSpec<z.output<z.ZodObject<{ kind: z.ZodLiteral<K> } & S>>>>,
    'runs' | 'spec'
  >,
) {
  const { kind, keys, defaults, ...traits } = input;
  type Source = z.output<z.ZodObject<{ kind: z.ZodLiteral<K> } & S>>;
  const shape: { kind: z.ZodLiteral<K> } & S = { kind: z.literal(kind), ...keys };
  const record: ManagedKindRecord<Source, ManagedSpec<Source>> = {
    ...traits,
    runs: 'managed',
    spec: (source, { name }) => ({ ...source, name }) as ManagedSpec<Source>,
  };
  return { ...record, kind, defaults, schema: f.keys(shape).describe(traits.about) };
}
