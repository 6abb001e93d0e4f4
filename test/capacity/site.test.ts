import { type CapacityTier, siteCapacity } from '../../capacity/site';

const FIGURES = { requestsPerSecond: 100, contention: 0, coherency: 0, share: 1 } as const;
const tier = (name: string, rest: Partial<CapacityTier> = {}): CapacityTier => ({
  ...{ tier: name, nodes: 3, zones: 3, most: 10, needsMajority: false },
  ...rest,
});
const WAY = new Map([['serve', ['lb', 'web', 'db']]]);

test('the least tier bounds a goal, under each loss another one if need be', () => {
  const { goals } = siteCapacity(
    [
      tier('web', { nodes: 6, figures: FIGURES }),
      tier('db', { nodes: 2, zones: 2, figures: { ...FIGURES, requestsPerSecond: 270 } }),
    ],
    WAY,
    'none',
  );
  // web: 600, 500, 400. db: 540, 270, 270.
  expect(goals).toEqual([
    {
      goal: 'serve',
      carries: {
        none: { requestsPerSecond: 540, by: 'db' },
        node: { requestsPerSecond: 270, by: 'db' },
        zone: { requestsPerSecond: 270, by: 'db' },
      },
      unknown: ['lb'],
    },
  ]);
});

test('without figures nothing is said but the names', () => {
  expect(siteCapacity([tier('web')], WAY, 'zone')).toEqual({
    survives: 'zone',
    tiers: [],
    goals: [{ goal: 'serve', carries: undefined, unknown: ['lb', 'web', 'db'] }],
  });
});

test('the law, the share of visitors, and what is left of a majority', () => {
  const { tiers } = siteCapacity(
    [
      // 100 · 4 / (1 + 0.1 · 3 + 0.01 · 4 · 3) = 281.69; of half a request each for a visitor, twice as many.
      tier('web', { nodes: 4, figures: { ...FIGURES, contention: 0.1, coherency: 0.01, share: 0.5 } }),
      // Amdahl with a fifth of writes: 3 / (1 + 0.2 · 2) = 2.142857 nodes' worth.
      tier('db', { figures: { ...FIGURES, writeShare: 0.2 } }),
      // All three, two of three, and none where one zone has two of them.
      tier('files', { zones: 2, needsMajority: true, figures: FIGURES }),
    ],
    WAY,
    'none',
  );
  const carries = Object.fromEntries(tiers.map((one) => [one.tier, one.carries]));
  expect(carries.web?.none).toBeCloseTo(563.38, 2);
  expect(carries.db?.none).toBeCloseTo(214.2857, 4);
  expect(carries.files).toEqual({ none: 300, node: 200, zone: 0 });
});

describe('a target', () => {
  const targeted = (target: number, survives: 'none' | 'node' | 'zone', rest: Partial<CapacityTier> = {}) =>
    siteCapacity([tier('web', { figures: { ...FIGURES, target }, ...rest })], WAY, survives).tiers[0]?.target;

  test('is held against what is left after the loss that the site declares to survive', () => {
    expect(targeted(300, 'none')).toEqual({ requestsPerSecond: 300, nodes: 3, isMet: true });
    expect(targeted(300, 'node')).toEqual({ requestsPerSecond: 300, nodes: 4, isMet: false });
    // Four nodes in three zones: the fullest has two of them.
    expect(targeted(300, 'zone')).toEqual({ requestsPerSecond: 300, nodes: 5, isMet: false });
  });

  test('that no number of nodes carries is said to be one', () => {
    expect(targeted(5000, 'none')).toEqual({ requestsPerSecond: 5000, nodes: undefined, isMet: false });
  });

  test('beyond the peak more nodes carry less', () => {
    const figures = { ...FIGURES, coherency: 0.05, target: 1000 };
    const [web] = siteCapacity([tier('web', { figures, most: 50 })], WAY, 'none').tiers;
    // √(1 / 0.05) = 4.47: four nodes carry 250, five as much, six less.
    expect(web?.limit).toEqual({ requestsPerSecond: 250, nodes: 4 });
  });
});
