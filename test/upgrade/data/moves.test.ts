import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../upgrade/steps';
import { sideOf } from '../../helpers/upgrades';

/** A site of two applications, with what each needs and the tiers that keep it. */
const site = (web: string, api: string, ...tiers: readonly string[]) => `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, to: web, routes: [{ path: /api/, to: api }] }
  web: { kind: web, nodes: 2, needs: [${web}] }
  api: { kind: web, nodes: 2, needs: [${api}] }
${tiers.map((tier) => `  ${tier}\n`).join('')}`;

const [ONE, TWO, THREE] = ['one', 'two', 'three'].map((name) => `${name}: { kind: mysql }`) as [string, string, string];

function diff(before: string, after: string) {
  const upgrade = diffStacks(sideOf(before), sideOf(after));
  const { steps } = upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' });
  const blockers = upgrade.blockers.filter(({ kind }) => /^(data-|replication)/.test(kind));
  return { blockers: blockers.map(({ kind, address, reason }) => [`${kind} ${address}`, reason] as const), steps };
}

describe('databases between two applications', () => {
  test('exchanged: neither copy is printed, for each would overwrite the other', () => {
    const { blockers, steps } = diff(site('one', 'two', ONE, TWO), site('two', 'one', ONE, TWO));
    expect(blockers.map(([at]) => at)).toEqual(['data-abandoned one', 'data-abandoned two']);
    expect(blockers[0]?.[1]).toContain('two keeps data of its own already');
    expect(steps.filter(({ title }) => /^(Dump|Load|Copy)/.test(title))).toEqual([]);
  });

  test('two become one: the later copy would overwrite the earlier', () => {
    const { blockers } = diff(site('one', 'two', ONE, TWO), site('three', 'three', THREE));
    expect(blockers.map(([at]) => at)).toEqual(['data-abandoned one', 'data-abandoned two']);
    expect(blockers[0]?.[1]).toContain('three would get the data of several tiers');
  });

  test('one application is pointed to the other’s, and its own goes', () => {
    const { blockers } = diff(site('one', 'two', ONE, TWO), site('two', 'two', TWO));
    expect(blockers.map(([at]) => at)).toEqual(['data-abandoned one']);
  });

  test('one gets another name: both applications stand still for the dump, so that no write comes after it', () => {
    const { blockers, steps } = diff(site('one', 'one', ONE), site('two', 'two', TWO));
    expect(blockers.map(([at]) => at)).toEqual(['data-moves two']);
    const dump = steps.find(({ title }) => title === 'Dump the database of one');
    expect(dump?.commands[0]).toEqual({
      on: ['api-1', 'api-2', 'web-1', 'web-2'],
      lines: ['systemctl stop apache2'],
    });
    expect(dump?.downtime[0]?.goals).toContain('write');
  });

  test('tiers and applications get other names at once: which database is whose does not show', () => {
    const after = site('three', 'four', THREE, 'four: { kind: mysql }')
      .replaceAll('web', 'shop')
      .replaceAll('kind: shop', 'kind: web');
    const { blockers } = diff(site('one', 'two', ONE, TWO), after.replaceAll('api', 'rest'));
    expect(blockers.map(([at]) => at)).toEqual(['data-abandoned one', 'data-abandoned two']);
    expect(blockers[0]?.[1]).toContain('which of four and three is to get it does not show');
  });

  test('one splits in two: each gets a copy of the whole', () => {
    const { blockers } = diff(site('one', 'one', ONE), site('two', 'three', TWO, THREE));
    expect(blockers.map(([at]) => at)).toEqual(['data-moves three', 'data-moves two']);
  });
});

test('an application that gives its only database up is told where it stays', () => {
  const before = `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, to: web }
  web: { kind: web, needs: [one] }
  one: { kind: mysql }
`;
  const { blockers } = diff(
    before,
    `${before.replace(', needs: [one]', '').replace('  one: { kind: mysql }\n', '')}keep:\n  one-1-data: { zone: eu-central-1a, storageGiB: 20 }\n`,
  );
  expect(blockers).toEqual([
    ['data-abandoned one', expect.stringContaining('it stays on what it is on, which nothing serves')],
  ]);
});
