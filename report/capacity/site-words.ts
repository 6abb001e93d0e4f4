import { LOSSES, type Loss, type SiteCapacity } from '../../capacity/site';

export const LOSS_NAMES: Readonly<Record<Loss, string>> = {
  none: 'with all',
  node: 'a node lost',
  zone: 'a zone lost',
};

/** Requests a second, as many digits as tell. */
export function requests(value: number): string {
  if (!Number.isFinite(value)) return 'unlimited';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2);
}

/** The first sentence on a site. */
export function capacityHeadline({ tiers, survives }: SiteCapacity): string {
  if (tiers.length === 0) return "no figures: no tier has a 'capacity'";
  const short = tiers.filter(({ target }) => target && !target.isMet);
  if (short.length > 0) return `falls short of its target: ${short.map(({ tier }) => tier).join(', ')}`;
  if (!tiers.some(({ target }) => target)) return 'no target is set';
  return survives === 'none'
    ? 'carries its targets while nothing is lost'
    : `carries its targets, also with any one ${survives} lost`;
}

/** What a target asks of a tier: `150: wants 3 nodes to carry it with a zone lost`. */
export function targetText({ tiers, survives }: SiteCapacity, tier: string): string {
  const found = tiers.find((one) => one.tier === tier);
  if (!found?.target) return '';
  const { requestsPerSecond, nodes, isMet } = found.target;
  const when = survives === 'none' ? '' : ` with a ${survives} lost`;
  if (isMet) return `${requests(requestsPerSecond)}: carried${when}`;
  if (nodes === undefined)
    return `${requests(requestsPerSecond)}: no number of nodes of this kind carries it${when}; its most is ${requests(found.limit.requestsPerSecond)}, with ${found.limit.nodes}`;
  return `${requests(requestsPerSecond)}: wants ${nodes} nodes to carry it${when}`;
}

/** What a step changes: `serve 80 → 160 requests a second`, for goals of which something is known. */
export function capacityChangeTexts(before: SiteCapacity, after: SiteCapacity): readonly string[] {
  return after.goals.flatMap(({ goal, carries }) => {
    const old = before.goals.find((one) => one.goal === goal)?.carries;
    if (!carries && !old) return [];
    const side = (one: typeof carries) =>
      one ? LOSSES.map((loss) => requests(one[loss].requestsPerSecond)).join(' / ') : 'not known';
    return [
      `${goal}: ${side(old)} → ${side(carries)} requests a second (${LOSSES.map((loss) => LOSS_NAMES[loss]).join(' / ')})`,
    ];
  });
}
