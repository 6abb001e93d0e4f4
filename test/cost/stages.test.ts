import { type CostEstimate, estimate } from '../../cost/estimate';
import { listPrices, PriceList } from '../../cost/price-list';
import { trafficUses } from '../../cost/traffic';
import { ResourceIndex } from '../../terraform/resource-index';
import { shippedText, synthesized } from '../helpers/synthesized';

/** List prices as AWS's pages have them, typed here by hand: US dollars an hour, a GB-month, a month. */
const PRICES = {
  'eu-central-1': { micro: 0.012, small: 0.024, medium: 0.048, gp3: 0.0952, ipv4: 0.005, nat: 0.052 },
  'us-east-1': { micro: 0.0104, small: 0.0208, medium: 0.0416, gp3: 0.08, ipv4: 0.005, nat: 0.045 },
} as const;

/** What each stage has, counted by hand in its topology: 10 GiB of root disk a node, 12 of a web node, 20 GiB a data volume. */
const STAGES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '01-single-server': { small: 1, gp3: 12 + 20, ipv4: 1, alarms: 4, metrics: 2 },
  '02-split-database': { small: 1, medium: 1, gp3: 12 + 10 + 2 * 20, ipv4: 2, nat: 1, alarms: 8, metrics: 4 },
  '03-media-cdn': { small: 1, medium: 1, gp3: 12 + 10 + 2 * 20, ipv4: 2, nat: 1, alarms: 8, metrics: 4 },
  '04-load-balancer-pair': {
    ...{ micro: 2, small: 3, medium: 1, gp3: 4 * 10 + 2 * 12 + 3 * 20, ipv4: 5, nat: 2 },
    ...{ alarms: 28, metrics: 16, composite: 3 },
  },
  '05-glusterfs': {
    ...{ micro: 2, small: 5, medium: 1, gp3: 6 * 10 + 2 * 12 + 6 * 20, ipv4: 6, nat: 3 },
    ...{ alarms: 39, metrics: 23, composite: 3 },
  },
  '06-mysql-replication': {
    ...{ micro: 2, small: 5, medium: 3, gp3: 8 * 10 + 2 * 12 + 8 * 20, ipv4: 6, nat: 3 },
    ...{ alarms: 50, metrics: 30, composite: 3 },
  },
  '07-memcached': {
    ...{ micro: 4, small: 5, medium: 3, gp3: 10 * 10 + 2 * 12 + 8 * 20, ipv4: 6, nat: 3 },
    ...{ alarms: 58, metrics: 34, composite: 3 },
  },
  '08-varnish': {
    ...{ micro: 4, small: 7, medium: 3, gp3: 12 * 10 + 2 * 12 + 8 * 20, ipv4: 6, nat: 3 },
    ...{ alarms: 66, metrics: 38, composite: 3 },
  },
  '09-sessions': {
    ...{ micro: 3, small: 7, medium: 3, gp3: 11 * 10 + 2 * 12 + 8 * 20, ipv4: 6, nat: 3 },
    ...{ alarms: 62, metrics: 36, composite: 3 },
  },
};

/** Items of the estimate by their names here. */
const ITEMS: Readonly<Record<string, string>> = {
  micro: 'ec2:t3.micro',
  small: 'ec2:t3.small',
  medium: 'ec2:t3.medium',
  gp3: 'ebs:gp3',
  ipv4: 'ipv4',
  nat: 'nat',
  alarms: 'cloudwatch:alarm',
  metrics: 'cloudwatch:metric',
  composite: 'cloudwatch:composite-alarm',
};

const HOURLY = new Set(['micro', 'small', 'medium', 'ipv4', 'nat']);
const EVERYWHERE: Readonly<Record<string, number>> = { alarms: 0.1, metrics: 0.3, composite: 0.5 };

const stackOf = (text: string) => new ResourceIndex(synthesized(text).stack);
const inRegion = (name: string, region: string) => shippedText(name).replaceAll('eu-central-1', region);

/** A stage's estimate by item, over all tiers. */
function byItem({ lines }: CostEstimate): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { item, monthlyUsd } of lines) if (monthlyUsd !== undefined) sums[item] = (sums[item] ?? 0) + monthlyUsd;
  return sums;
}

describe.each(Object.keys(PRICES))('in %s', (region) => {
  test.each(Object.entries(STAGES))('%s costs what a sum by hand says, item by item', (name, pieces) => {
    const own: Readonly<Record<string, number>> = { ...EVERYWHERE, ...PRICES[region as keyof typeof PRICES] };
    const byHand = Object.entries(pieces).map(([piece, count]) => {
      return [ITEMS[piece] ?? piece, count * (own[piece] ?? Number.NaN) * (HOURLY.has(piece) ? 730 : 1)] as const;
    });
    const result = estimate(stackOf(inRegion(name, region)), listPrices());
    const found = byItem(result);
    expect(Object.keys(found).sort()).toEqual(byHand.map(([item]) => item).sort());
    for (const [item, usd] of byHand) expect([item, found[item]?.toFixed(6)]).toEqual([item, usd.toFixed(6)]);
    expect(result.monthlyUsd).toBeCloseTo(
      byHand.reduce((sum, [, usd]) => sum + usd, 0),
      6,
    );
    expect(result.unknown).toEqual([]);
  });
});

describe('what is unknown is never zero', () => {
  const stack = stackOf(shippedText('04-load-balancer-pair'));
  const whole = estimate(stack, listPrices());
  const priced = whole.lines.flatMap(({ price }) => (price ? [price] : []));

  test.each([...new Set(whole.lines.filter(({ monthlyUsd }) => monthlyUsd).map(({ item }) => item))])(
    'without a price of %s the sum is smaller by it, and says so',
    (item) => {
      const rest = new PriceList(priced.filter((price) => price.item !== item).map((price) => ['*', price] as const));
      const { monthlyUsd, unknown, tiers } = estimate(stack, rest);
      expect([...new Set(unknown.map((line) => line.item))]).toEqual([item]);
      expect(monthlyUsd).toBeCloseTo(whole.monthlyUsd - (byItem(whole)[item] ?? 0), 6);
      const concerned = new Set(unknown.map(({ tier }) => tier));
      expect(tiers.filter(({ isAtLeast }) => isAtLeast).map(({ tier }) => tier)).toEqual(
        tiers.map(({ tier }) => tier).filter((tier) => concerned.has(tier)),
      );
    },
  );

  test('in a region that the list does not have', () => {
    const { unknown, monthlyUsd } = estimate(stackOf(inRegion('01-single-server', 'af-south-1')), listPrices());
    expect(unknown.map(({ item }) => item)).toEqual(['ebs:gp3', 'ec2:t3.small', 'ipv4']);
    expect(monthlyUsd).toBeCloseTo(4 * 0.1 + 2 * 0.3, 6);
  });
});

describe('traffic', () => {
  const claimed = synthesized(shippedText('08-varnish'));
  const stack = new ResourceIndex(claimed.stack);
  const uses = (requestsPerSecond: number, responseKiB: number) =>
    Object.fromEntries(
      trafficUses(stack, claimed.serviceGraph, { requestsPerSecond, responseKiB }).map(({ item, quantity }) => [
        item,
        quantity,
      ]),
    );

  test('pages leave to the internet after the free 100 GB, and cross zones on each hop between tiers', () => {
    // 10 a second of 1 MiB are 10 × 730 × 3600 / 1024 GB. Two nodes a tier stand in zones a and b: of each hop, from balancer
    // to page cache and from there to web, half goes to the other zone and is billed on both sides.
    const gigabytes = (10 * 730 * 3600) / 1024;
    expect(uses(10, 1024)['transfer:internet']).toBeCloseTo(gigabytes - 100, 6);
    expect(uses(10, 1024)['transfer:zones']).toBeCloseTo(2 * (0.5 + 0.5) * gigabytes, 6);
  });

  test('what stays below the free amount costs nothing to send', () => {
    expect(uses(0.01, 1)['transfer:internet']).toBe(0);
  });

  test('one node has no zone to cross', () => {
    const one = synthesized(shippedText('01-single-server'));
    const found = trafficUses(new ResourceIndex(one.stack), one.serviceGraph, {
      requestsPerSecond: 10,
      responseKiB: 1024,
    });
    expect(found.map(({ item }) => item)).toEqual(['transfer:internet']);
  });
});
