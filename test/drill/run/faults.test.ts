import { FAULT_KINDS } from '../../../drill/judging/outcome';
import { faultsOf } from '../../../drill/run/faults';
import { faultTitle } from '../../../report/drill/words';
import { shippedPlan } from '../plans';

const { nodes } = shippedPlan('08-varnish');

function names(selection?: Parameters<typeof faultsOf>[1]): readonly string[] {
  return faultsOf(nodes, selection).map((fault) =>
    fault.kind === 'cold-start'
      ? `cold start ${fault.stop}${fault.away === undefined ? '' : ` but ${fault.away}`}`
      : `${fault.kind} ${'element' in fault ? fault.element : fault.tier}`,
  );
}

test('all nodes are crashed, those that agree among themselves isolated, zones lost, the whole started cold', () => {
  const all = names();
  expect(all.filter((name) => name.startsWith('crash'))).toHaveLength(nodes.length);
  expect(all.filter((name) => name.startsWith('isolation'))).toEqual(
    ['balancer_1', 'balancer_2', 'db_1', 'db_2', 'db_3', 'uploads_1', 'uploads_2', 'uploads_3'].map(
      (name) => `isolation aws_instance.${name}`,
    ),
  );
  expect(all.slice(-6)).toEqual([
    'zone-loss eu-central-1a',
    'zone-loss eu-central-1b',
    'zone-loss eu-central-1c',
    'cold start crash',
    'cold start crash but aws_instance.db_1',
    'cold start clean',
  ]);
});

test('a zone takes all its nodes with it', () => {
  const loss = faultsOf(nodes).find((fault) => fault.kind === 'zone-loss' && fault.element === 'eu-central-1c');
  expect(loss?.nodes).toEqual(['aws_instance.db_3', 'aws_instance.uploads_3']);
});

test('named tiers alone get faults, without zones and cold starts', () => {
  expect(names({ only: ['web', 'sessions'] })).toEqual(
    ['sessions_1', 'sessions_2', 'web_1', 'web_2'].map((name) => `crash aws_instance.${name}`),
  );
});

test('one node alone, or one of each tier', () => {
  expect(names({ crash: 'web-2' })).toEqual(['crash aws_instance.web_2']);
  expect(names({ short: true })).toEqual(
    ['balancer', 'db', 'pagecache', 'sessions', 'uploads', 'web'].map((tier) => `crash aws_instance.${tier}_1`),
  );
});

/** `full data disk of uploads_1`, of a selection. */
function titles(selection: Parameters<typeof faultsOf>[1]): readonly string[] {
  return faultsOf(nodes, selection).map((fault) => faultTitle(fault));
}

test('all kinds are there to be asked for, for one node as well', () => {
  expect(titles({ only: ['db-1'], kinds: FAULT_KINDS })).toEqual([
    'crash of db_1',
    'isolation of db_1',
    'pause of db_1, 6 s',
    'pause of db_1, 30 s',
    'db_1 hears nobody',
    'nobody hears db_1',
    '30 % packet loss at db_1',
    'full data disk of db_1',
    'full root disk of db_1',
    'stop and start of db_1',
    'restore of db, data of one node lost',
    'restore of db, data of a majority lost',
    'restore of db, data of all nodes lost',
  ]);
});

test('a node that only callers use gets no bad network, and no pause that is over before anybody acts', () => {
  expect(titles({ only: ['web-1'], kinds: FAULT_KINDS })).toEqual([
    'crash of web_1',
    'pause of web_1, 30 s',
    'full root disk of web_1',
    'stop and start of web_1',
  ]);
});

test('a short drill can have other kinds than crashes', () => {
  expect(titles({ short: true, kinds: ['stop-start', 'cold-start'] })).toEqual(
    ['balancer', 'db', 'pagecache', 'sessions', 'uploads', 'web'].map((tier) => `stop and start of ${tier}_1`),
  );
});

test('of each tier with data on volumes one node, a majority and all lose them', () => {
  const restores = faultsOf(nodes, { kinds: ['restore'] });
  expect(
    restores.map((fault) => [faultTitle(fault), fault.nodes.map((one) => one.replace('aws_instance.', '')).join()]),
  ).toEqual([
    ['restore of db, data of one node lost', 'db_3'],
    ['restore of db, data of a majority lost', 'db_2,db_3'],
    ['restore of db, data of all nodes lost', 'db_1,db_2,db_3'],
    ['restore of uploads, data of one node lost', 'uploads_3'],
    ['restore of uploads, data of a majority lost', 'uploads_2,uploads_3'],
    ['restore of uploads, data of all nodes lost', 'uploads_1,uploads_2,uploads_3'],
  ]);
  const single = faultsOf(shippedPlan('05-glusterfs').nodes, { kinds: ['restore'], only: ['db'] });
  expect(single.map(faultTitle)).toEqual(['restore of db, data of all nodes lost']);
});

test.each([
  ['01-single-server', ['web']],
  ['02-split-database', ['db', 'web']],
  ['04-load-balancer-pair', ['db', 'files']],
])('of %s each tier that has data of its own on a volume gets it back', (stage, tiers) => {
  const restores = faultsOf(shippedPlan(stage).nodes, { kinds: ['restore'] });
  expect(restores.map(faultTitle)).toEqual(tiers.map((tier) => `restore of ${tier}, data of all nodes lost`));
});

test('a single machine is neither isolated nor lost with its zone', () => {
  const single = faultsOf(shippedPlan('01-single-server').nodes);
  expect(single.map(({ kind }) => kind)).toEqual(['crash', 'cold-start', 'cold-start']);
});
