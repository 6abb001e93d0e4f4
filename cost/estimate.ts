import type { Resource, ResourceIndex } from '../terraform/resource-index';
import { fields } from '../terraform/values';
import { billedUses } from './billed';
import { customMetrics } from './custom-metrics';
import type { Price, PriceList } from './price-list';
import type { BilledUse } from './use';

/** One item of a bill, for one tier. */
export interface CostLine {
  /** The tier that it belongs to; undefined for what all tiers share. In foreign Terraform: the module. */
  readonly tier: string | undefined;
  /** Item of the price list, or the type of a resource that has no rule. */
  readonly item: string;
  readonly region: string | undefined;
  /** Terraform addresses of what is billed, sorted. */
  readonly resources: readonly string[];
  /** In the price's units for a month of 730 hours; undefined where it depends on what the site does. */
  readonly quantity: number | undefined;
  /** Undefined where the list holds none. */
  readonly price: Price | undefined;
  /** US dollars a month; undefined where the quantity or the price is unknown. Never zero for what is unknown. */
  readonly monthlyUsd: number | undefined;
}

/** What a stack costs in a month, at list prices. */
export interface CostEstimate {
  readonly region: string | undefined;
  /** By tier and item; what is unknown is among them. */
  readonly lines: readonly CostLine[];
  /** The sum of all that is known. */
  readonly monthlyUsd: number;
  /** Lines whose quantity is known and whose price is not, so that the sum is too small. */
  readonly unknown: readonly CostLine[];
  /** Lines that are billed by what the site does, which no sum holds. */
  readonly byUse: readonly CostLine[];
  readonly tiers: readonly TierCost[];
}

export interface TierCost {
  readonly tier: string | undefined;
  readonly monthlyUsd: number;
  /** Whether something of it has no known price. */
  readonly isAtLeast: boolean;
}

/** What an estimate holds besides the resources of a stack. */
export interface Besides {
  /** What the stated traffic is billed for. @default - nothing: traffic is left out */
  readonly traffic?: readonly BilledUse[];
  /** Modules and the like that were not read: whatever they cost makes the sum too small. @default - none */
  readonly unread?: readonly string[];
}

/** The list price of a stack, from its Terraform. O(resources). */
export function estimate(
  stack: ResourceIndex,
  prices: PriceList,
  { traffic = [], unread = [] }: Besides = {},
): CostEstimate {
  const lines = new Lines(prices);
  for (const resource of stack.all) {
    if (resource.body.count === 0) continue;
    const region = resource.region ?? stack.region;
    const tier = tierOf(resource);
    const uses = billedUses(resource, stack) ?? [{ item: resource.type, quantity: 1 }];
    for (const use of uses) lines.add(use, { tier, region, resource: resource.address });
  }
  for (const address of customMetrics(stack)) {
    const resource = stack.get(address);
    const place = { region: stack.region, tier: resource && tierOf(resource), resource: address };
    lines.add({ item: 'cloudwatch:metric', quantity: 1 }, place);
  }
  const shared = { tier: undefined, region: stack.region, resource: undefined };
  for (const use of [...traffic, ...unread.map((item) => ({ item, quantity: 1 }))]) lines.add(use, shared);
  return summed(stack.region, lines.sorted());
}

/** A line of its own for each tier and item. */
class Lines {
  readonly #lines = new Map<string, CostLine>();

  constructor(private readonly prices: PriceList) {}

  add({ item, quantity }: BilledUse, { tier, region, resource }: Place): void {
    const kind = quantity === undefined ? 'use' : 'sum';
    const key = JSON.stringify([tier ?? null, item, region ?? null, kind]);
    const before = this.#lines.get(key);
    const price = this.prices.of(region, item);
    const total = quantity === undefined ? undefined : (before?.quantity ?? 0) + quantity;
    const resources = [...new Set([...(before?.resources ?? []), ...(resource === undefined ? [] : [resource])])];
    const monthlyUsd = price === undefined || total === undefined ? undefined : price.usd * total;
    this.#lines.set(key, { tier, item, region, resources, quantity: total, price, monthlyUsd });
  }

  sorted(): readonly CostLine[] {
    const lines = [...this.#lines.values()].map((line) => ({ ...line, resources: [...line.resources].sort() }));
    const keyOf = ({ tier, item, region, quantity }: CostLine) =>
      [tier === undefined ? '1' : `0${tier}`, item, region ?? '', quantity === undefined ? '1' : '0'].join('\u0000');
    return lines.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
}

interface Place {
  readonly tier: string | undefined;
  readonly region: string | undefined;
  readonly resource: string | undefined;
}

function summed(region: string | undefined, lines: readonly CostLine[]): CostEstimate {
  const tiers = new Map<string | undefined, CostLine[]>();
  for (const line of lines) tiers.set(line.tier, [...(tiers.get(line.tier) ?? []), line]);
  return {
    region,
    lines,
    monthlyUsd: sumOf(lines),
    unknown: lines.filter(isUnpriced),
    byUse: lines.filter(({ quantity }) => quantity === undefined),
    tiers: [...tiers].map(([tier, own]) => ({ tier, monthlyUsd: sumOf(own), isAtLeast: own.some(isUnpriced) })),
  };
}

function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { monthlyUsd }) => sum + (monthlyUsd ?? 0), 0);
}

function isUnpriced({ quantity, price }: CostLine): boolean {
  return quantity !== undefined && price === undefined;
}

/** The construct's path names the tier in our stacks; a module stands for one elsewhere. */
function tierOf({ address, body }: Resource): string | undefined {
  const path = fields(fields(body['//']).metadata).path;
  if (typeof path === 'string') {
    const [, tier] = path.split('/');
    return tier === undefined || tier === 'Default' ? undefined : tier;
  }
  return /^module\.[^.[]+(\[[^\]]*\])?/.exec(address)?.[0];
}
