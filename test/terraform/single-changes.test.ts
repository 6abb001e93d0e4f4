import type { BlockerKind, Upgrade } from '../../upgrade/upgrade';
import { plannedChanges } from '../helpers/plan-changes';
import { needs } from '../helpers/programs';
import { oneOfEach } from '../helpers/sample';
import { type Stack, synthTexts } from '../helpers/stacks';
import { shippedText } from '../helpers/synthesized';
import type { Plan } from '../helpers/terraform';
import { type GrowingSite, siteNeeds, startSite } from './growth/ladder';
import { disagreements, lost, predicted, summary, touched } from './growth/plans';

const REGION = 'region: eu-central-1\n';
/** Two balancers, two web servers, NFS and a database in two zones. */
const SITE = shippedText('04-load-balancer-pair').replace(REGION, `${REGION}zones: 2\n`);

const ELSEWHERE = SITE.replace(REGION, 'region: eu-west-1\n').replace('zone: eu-central-1a', 'zone: eu-west-1a');

const CHANGES: Readonly<Record<string, string>> = {
  'a web node more': SITE.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 3'),
  'a third zone, with a web node in it': SITE.replace('zones: 2', 'zones: 3').replace(
    'kind: web\n    nodes: 2',
    'kind: web\n    nodes: 3',
  ),
  'larger web nodes': SITE.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 2\n    size: t3.large'),
  'web nodes of another architecture': SITE.replace(
    'kind: web\n    nodes: 2',
    'kind: web\n    nodes: 2\n    size: t4g.small',
  ),
  'a larger volume': SITE.replace('db: { kind: mysql, storageGiB: 20 }', 'db: { kind: mysql, storageGiB: 40 }'),
  'a smaller volume': SITE.replace('db: { kind: mysql, storageGiB: 20 }', 'db: { kind: mysql, storageGiB: 10 }'),
  'options of managed services': SITE.replace(
    REGION,
    `${REGION}alarms: { email: ops@example.com }\nsnapshots: { everyHours: 6, keep: 28 }\ntags: { team: web }\n`,
  ).replace('media: { kind: cdn }', 'media: { kind: cdn, priceClass: all }'),
  'one way out for both zones': SITE.replace(REGION, `${REGION}network: { egress: single }\n`),
};

/** A replicated database in three zones. */
const REPLICATED = shippedText('06-mysql-replication');
const DATABASE = 'replication: primary-replica, failover: automatic';

/** What is changed of its replication, and what it is changed from. */
const REPLICATIONS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'primary and replicas to Galera': [DATABASE, 'replication: galera'],
  'Galera to primary and replicas': ['replication: galera', DATABASE],
  'automatic failover to none': [DATABASE, 'replication: primary-replica, failover: none'],
  'no failover to an automatic one': ['replication: primary-replica, failover: none', DATABASE],
};

/**
 * Each begins with a site of its own, which takes a minute to apply; what blocks is looked at for all. The others are
 * skipped: NOSPOF_EXHAUSTIVE=1 plans all.
 */
const PLANNED = oneOfEach(Object.keys(REPLICATIONS), () => 'a change of replication');

/** Blockers about what Terraform would destroy. */
const LOSSES: ReadonlySet<BlockerKind> = new Set(['data-destroyed', 'data-replaced', 'identity-lost']);

describe('over a site in two zones, one change:', () => {
  let site: GrowingSite | undefined;
  let before: Stack;
  let after: ReadonlyMap<string, Stack>;
  beforeAll(async () => {
    const names = Object.keys(CHANGES);
    const texts = Object.values(CHANGES).map((text, index) => [`change-${index}`, text]);
    const [first, ...others] = synthTexts({ 'change-': SITE, ...Object.fromEntries(texts), elsewhere: ELSEWHERE });
    if (!first) throw new Error('nothing was synthesized');
    before = first;
    names.push('another region');
    after = new Map(others.map((stack, index) => [names[index] ?? '', stack]));
    if (siteNeeds.every(({ met }) => met)) {
      site = await startSite(before);
      await site.apply(before);
    }
  }, 300_000);
  afterAll(() => site?.stop(), 60_000);

  const step = async (name: string): Promise<{ readonly plan: Plan; readonly upgrade: Upgrade }> => {
    const stack = after.get(name);
    if (!stack || !site) throw new RangeError(`no change ${name}`);
    return { plan: await site.plan(stack), upgrade: predicted(before, stack) };
  };

  describe.each(Object.keys(CHANGES))('%s', (name) => {
    needs(...siteNeeds)(
      'is planned as nospof predicts, and loses nothing without a blocker',
      async () => {
        const { plan, upgrade } = await step(name);
        expect(disagreements(plan, upgrade)).toEqual([]);
        expect(lost(plan)).toEqual(
          upgrade.blockers.filter(({ kind }) => LOSSES.has(kind)).map(({ address }) => address),
        );
        expect(summary(plan)).toMatchSnapshot();
        expect(
          upgrade.blockers.map(({ kind, address, acceptable }) => ({ kind, address, acceptable })),
        ).toMatchSnapshot();
      },
      300_000,
    );
  });

  needs(...siteNeeds)(
    'a third zone leaves every gateway, address and subnet as it is',
    async () => {
      const { plan } = await step('a third zone, with a web node in it');
      expect(summary(plan)).toContain('create aws_nat_gateway: 1');
      expect(touched(plan, ['aws_nat_gateway', 'aws_eip', 'aws_subnet', 'aws_route', 'aws_route_table'])).toEqual([]);
    },
    300_000,
  );

  needs(...siteNeeds)(
    'another region is refused: Terraform would find nothing there, make all of it anew, and leave the data behind',
    async () => {
      const { plan, upgrade } = await step('another region');
      const volumes = plannedChanges(plan).filter(({ type }) => type === 'aws_ebs_volume');
      expect(volumes.length).toBeGreaterThan(0);
      expect(volumes.filter(({ action }) => action !== 'create')).toEqual([]);
      expect(upgrade.blockers).toContainEqual(expect.objectContaining({ kind: 'region-changed', acceptable: false }));
    },
    300_000,
  );
});

describe('over a replicated database, one change of its replication:', () => {
  const sites = new Map<string, Promise<GrowingSite>>();
  let stacks: ReadonlyMap<string, Stack>;
  beforeAll(() => {
    const options = [...new Set(Object.values(REPLICATIONS).flat())];
    const texts = options.map((option, index) => [`option-${index}`, REPLICATED.replace(DATABASE, option)]);
    const all = synthTexts(Object.fromEntries(texts));
    stacks = new Map(all.map((stack, index) => [options[index] ?? '', stack]));
  }, 300_000);
  afterAll(async () => {
    for (const site of sites.values()) await (await site).stop();
  }, 60_000);

  const stackOf = (option: string): Stack => {
    const found = stacks.get(option);
    if (!found) throw new RangeError(`no stack with ${option}`);
    return found;
  };
  /** Each beginning is applied once. */
  const siteOf = (option: string): Promise<GrowingSite> => {
    const begun = sites.get(option) ?? begin(stackOf(option));
    sites.set(option, begun);
    return begun;
  };
  const begin = async (stack: Stack): Promise<GrowingSite> => {
    const site = await startSite(stack);
    await site.apply(stack);
    return site;
  };

  test.each(Object.values(REPLICATIONS))('%s → %s blocks for the data, or says how it gets there', (from, to) => {
    const kinds = predicted(stackOf(from), stackOf(to)).blockers.map(({ kind, address }) => `${kind} ${address}`);
    expect(kinds).toContain('replication-changed db');
  });

  describe.each(Object.entries(REPLICATIONS))('%s', (name, [from, to]) => {
    // One title whether drawn or not: a snapshot that no test asks for fails a run, and a skipped test asks for its own.
    const drawn = PLANNED.includes(name) ? needs(...siteNeeds) : it.skip;
    drawn(
      'is planned as nospof predicts, and destroys nothing that holds data',
      async () => {
        const plan = await (await siteOf(from)).plan(stackOf(to));
        expect(disagreements(plan, predicted(stackOf(from), stackOf(to)))).toEqual([]);
        expect(lost(plan)).toEqual([]);
        expect(summary(plan)).toMatchSnapshot();
      },
      600_000,
    );
  });
});
