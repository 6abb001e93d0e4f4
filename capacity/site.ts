import { universal } from './laws';

/** What one node of a tier carries, and how it grows. */
export interface Figures {
  /** Of one node, of the tier's own requests a second. */
  readonly requestsPerSecond: number;
  readonly contention: number;
  readonly coherency: number;
  /** Share of the work that every node has to do; then there is no contention besides. @default - contention counts */
  readonly writeShare?: number | undefined;
  /** The tier's own requests for each of the visitors'. */
  readonly share: number;
  /** Visitors' requests a second that it is to carry. @default - none is set */
  readonly target?: number | undefined;
}

/** A tier as far as its capacity goes. */
export interface CapacityTier {
  readonly tier: string;
  readonly nodes: number;
  /** Zones that its nodes take turns in. */
  readonly zones: number;
  /** Most nodes that its kind allows. */
  readonly most: number;
  /** Whether it stops where half of its nodes are gone. */
  readonly needsMajority: boolean;
  /** @default - nothing is known of it */
  readonly figures?: Figures;
}

/** Under which loss: of nothing, of any one node, of the fullest zone. */
export const LOSSES = ['none', 'node', 'zone'] as const;
export type Loss = (typeof LOSSES)[number];

/** Visitors' requests a second, by loss. */
export type Carried = Readonly<Record<Loss, number>>;

export interface TierCapacity {
  readonly tier: string;
  readonly nodes: number;
  readonly carries: Carried;
  /** Visitors' requests a second that no number of nodes exceeds, and the number that reaches it; both may be infinite. */
  readonly limit: { readonly requestsPerSecond: number; readonly nodes: number };
  readonly target?: {
    readonly requestsPerSecond: number;
    /** The least number of nodes that carry it under what the site declares to survive; undefined where none does. */
    readonly nodes: number | undefined;
    readonly isMet: boolean;
  };
}

export interface GoalCapacity {
  readonly goal: string;
  /** The least of its tiers, by loss; undefined where nothing is known of any. */
  readonly carries: Readonly<Record<Loss, { readonly requestsPerSecond: number; readonly by: string }>> | undefined;
  /** Tiers on its way of which nothing is known. */
  readonly unknown: readonly string[];
}

export interface SiteCapacity {
  readonly goals: readonly GoalCapacity[];
  readonly tiers: readonly TierCapacity[];
  /** What the site declares to survive the loss of one of. */
  readonly survives: Loss;
}

/**
 * What a site carries, by goal and by tier, with all there and after a loss. The least of the tiers on a goal's way carries
 * the goal; of those without figures nothing is said but their names.
 * @param ways tiers on the way of each goal
 */
export function siteCapacity(
  tiers: readonly CapacityTier[],
  ways: ReadonlyMap<string, readonly string[]>,
  survives: Loss,
): SiteCapacity {
  const known = new Map(
    tiers.flatMap((one) => (one.figures ? [[one.tier, tierCapacity(one, one.figures, survives)] as const] : [])),
  );
  return {
    survives,
    tiers: [...known.values()],
    goals: [...ways].map(([goal, way]) => {
      const found = way.flatMap((tier) => known.get(tier) ?? []);
      return {
        goal,
        carries:
          found.length === 0
            ? undefined
            : { none: least(found, 'none'), node: least(found, 'node'), zone: least(found, 'zone') },
        unknown: way.filter((tier) => !known.has(tier)),
      };
    }),
  };
}

function least(
  tiers: readonly TierCapacity[],
  loss: Loss,
): { readonly requestsPerSecond: number; readonly by: string } {
  const [first, ...others] = tiers.map(({ tier, carries }) => ({ requestsPerSecond: carries[loss], by: tier }));
  if (!first) throw new RangeError('the least of no tiers');
  return others.reduce((a, b) => (b.requestsPerSecond < a.requestsPerSecond ? b : a), first);
}

function tierCapacity(tier: CapacityTier, figures: Figures, survives: Loss): TierCapacity {
  const { target } = figures;
  const limit = mostNodes(tier, figures);
  return {
    tier: tier.tier,
    nodes: tier.nodes,
    carries: carriedBy(tier, tier.nodes, figures),
    limit,
    ...(target !== undefined && {
      target: {
        requestsPerSecond: target,
        nodes: leastNodes(tier, figures, target, survives),
        isMet: carriedBy(tier, tier.nodes, figures)[survives] >= target,
      },
    }),
  };
}

function carriedBy(tier: Pick<CapacityTier, 'zones' | 'needsMajority'>, nodes: number, figures: Figures): Carried {
  const after = (lost: number) => {
    const left = nodes - lost;
    if (left <= 0 || (tier.needsMajority && 2 * left <= nodes)) return 0;
    return throughput(left, figures);
  };
  return { none: after(0), node: after(1), zone: after(Math.ceil(nodes / Math.max(1, tier.zones))) };
}

function throughput(nodes: number, { requestsPerSecond, contention, coherency, writeShare, share }: Figures): number {
  return universal(nodes, { one: requestsPerSecond, contention: writeShare ?? contention, coherency }) / share;
}

/** The number of nodes that carries most, of those that the kind allows. */
function mostNodes({ most }: CapacityTier, figures: Figures): TierCapacity['limit'] {
  let best = { requestsPerSecond: 0, nodes: 1 };
  for (let nodes = 1; nodes <= most; nodes++) {
    const carried = throughput(nodes, figures);
    // A node that adds nothing is none that reaches the limit.
    if (carried > best.requestsPerSecond * (1 + 1e-9)) best = { requestsPerSecond: carried, nodes };
  }
  return best;
}

function leastNodes(tier: CapacityTier, figures: Figures, target: number, survives: Loss): number | undefined {
  for (let nodes = 1; nodes <= tier.most; nodes++) {
    if (carriedBy(tier, nodes, figures)[survives] >= target) return nodes;
  }
  return undefined;
}
