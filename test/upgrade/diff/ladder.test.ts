import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import type { Upgrade } from '../../../upgrade/upgrade';
import { blockersOf, shippedSide } from '../../helpers/upgrades';

const STAGES = [
  '01-single-server',
  '02-split-database',
  '03-media-cdn',
  '04-load-balancer-pair',
  '05-glusterfs',
  '06-mysql-replication',
  '07-memcached',
  '08-varnish',
  '09-sessions',
];

const steps = STAGES.slice(1).map((to, index) => ({ from: STAGES[index] ?? '', to }));

/** What people review of a step: all but what is merely made. */
function reviewed(upgrade: Upgrade) {
  const { resources, nodes, machines, goals } = upgrade;
  return {
    blockers: blockersOf(upgrade),
    'single points gone': goals.flatMap(({ goal, gone }) => gone.map(({ element }) => `${goal}: ${element}`)),
    created: resources.filter(({ action }) => action === 'create').length,
    resources: resources
      .filter(({ action }) => action !== 'create')
      .map(({ action, address, changed, replacedBecause }) => {
        const because = action === 'replace' ? replacedBecause : changed.map(({ path }) => path);
        return `${action} ${address}${because.length > 0 ? ` (${because.join(', ')})` : ''}`;
      }),
    nodes: nodes.map(({ event, node }) => `${event} ${node}`),
    machines: machines.map(({ nodes: names, delivery }) => `${names.join(', ')} ${delivery}`),
    unknown: upgrade.unknown,
  };
}

test.each(steps)('from $from to $to', ({ from, to }) => {
  const upgrade = diffStacks(shippedSide(from), shippedSide(to));
  expect(
    upgrade.resources.filter(({ action, stateful }) => stateful && action !== 'create' && action !== 'update'),
  ).toEqual([]);
  expect(reviewed(upgrade)).toMatchSnapshot();
});

test('from each stage to any later one nothing that holds data is replaced or destroyed', () => {
  const lost = STAGES.flatMap((from, index) =>
    STAGES.slice(index + 1).flatMap((to) =>
      diffStacks(shippedSide(from), shippedSide(to))
        .resources.filter(({ action, stateful }) => stateful && action !== 'create' && action !== 'update')
        .map(({ action, address }) => `${from} → ${to}: ${action} ${address}`),
    ),
  );
  expect(lost).toEqual([]);
}, 60_000);
