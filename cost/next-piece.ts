import type { CostEstimate, CostLine } from './estimate';
import type { PriceList } from './price-list';
import { HOURS_A_MONTH } from './use';

/** What one more of something adds to a month. */
export interface NextPiece {
  /** A tier that gets one more node like those it has, or a NAT gateway, as one more zone needs it. */
  readonly piece: { readonly kind: 'node'; readonly tier: string } | { readonly kind: 'nat' };
  /** US dollars; undefined where a price is unknown. */
  readonly monthlyUsd: number | undefined;
  /** Whether part of what a node is billed for has no known price. */
  readonly isAtLeast: boolean;
}

/** Of each tier that has nodes, the mean of a node with its volumes, addresses and alarms; then of a NAT gateway with its address. */
export function nextPieces({ lines, tiers, region }: CostEstimate, prices: PriceList): readonly NextPiece[] {
  const nodes = tiers.flatMap(({ tier, monthlyUsd, isAtLeast }): readonly NextPiece[] => {
    const own = lines.filter((line) => line.tier === tier);
    const count = own.filter(isInstance).reduce((sum, { quantity = 0 }) => sum + quantity, 0) / HOURS_A_MONTH;
    if (tier === undefined || count === 0) return [];
    return [{ piece: { kind: 'node', tier }, monthlyUsd: monthlyUsd / count, isAtLeast }];
  });
  const [gateway, address] = [prices.of(region, 'nat'), prices.of(region, 'ipv4')];
  const both = gateway && address && (gateway.usd + address.usd) * HOURS_A_MONTH;
  return [...nodes, { piece: { kind: 'nat' }, monthlyUsd: both, isAtLeast: false }];
}

function isInstance({ item }: CostLine): boolean {
  return /^ec2(:|$)/.test(item);
}
