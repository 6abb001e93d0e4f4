import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdictOf } from '../../check/verdict';
import { OPTIONS, PROJECT, shippedText, synthesized } from '../helpers/synthesized';

const base = shippedText('08-varnish');
const survives = (what: string) => base.replace('survives: zone', `survives: ${what}`);
const db = (options: string) => base.replace(/db: \{.*\}/, `db: { kind: mysql, ${options} }`);

/** Topologies off the ladder: what they declare they hold, and every claim has its evidence. */
const HOLDING: Readonly<Record<string, string>> = {
  'two replica sets of files': base.replace('kind: glusterfs, nodes: 3', 'kind: glusterfs, nodes: 6'),
  'files with an arbiter': base.replace('kind: glusterfs,', 'kind: glusterfs, arbiter: true,'),
  // The arbiter's 13 GiB have room for a few more files than a brick's 50 at four times as many bytes each.
  'files with an arbiter whose size is rounded up': base.replace(
    'kind: glusterfs, nodes: 3, storageGiB: 20',
    'kind: glusterfs, arbiter: true, nodes: 3, storageGiB: 50',
  ),
  'every database node takes writes': db('nodes: 3, replication: galera, mode: hot-hot'),
  'a replica that nobody promotes': db('nodes: 2').replace('survives: zone', 'survives: none'),
  'replicas that nobody promotes': db('nodes: 3, failover: none').replace('survives: zone', 'survives: none'),
  'three balancers': base.replace('kind: haproxy, nodes: 2', 'kind: haproxy, nodes: 3'),
  'one balancer': survives('none').replace('kind: haproxy, nodes: 2', 'kind: haproxy, nodes: 1'),
  PHP: base.replace('    kind: web\n', '    kind: web\n    runtime: php\n'),
  'a certificate of its own': base.replace('address: elastic-ip', 'address: elastic-ip, tls: secret'),
  "Let's Encrypt": base.replace('region: eu-central-1\n', 'region: eu-central-1\ndomain: shop.example.com\n'),
  'routes to one tier': base
    .replace('to: pagecache }', 'to: pagecache, routes: [{ path: /api/, to: api }, { path: /v2/, to: api }] }')
    .replace('  db: {', '  api: { kind: web, nodes: 2, needs: [db] }\n  db: {'),
  'two zones': survives('node').replace('region: eu-central-1\n', 'region: eu-central-1\nzones: 2\n'),
  'one way out': `${survives('node')}network: { egress: single }\n`,
  'many web nodes': base.replace('    nodes: 2\n', '    nodes: 60\n'),
};

test.each(Object.entries(HOLDING))('%s', (_name, text) => {
  const { stack, serviceGraph } = synthesized(text);
  const { holds, breaches, gaps, unknown } = verdictOf(stack, serviceGraph);
  expect({ holds, breaches, gaps, unknown }).toEqual({ holds: true, breaches: [], gaps: [], unknown: [] });
});

test.each(OPTIONS)('%s has evidence for all that it claims', (file) => {
  const { stack, serviceGraph } = synthesized(readFileSync(join(PROJECT, file), 'utf8'));
  const { gaps, unknown, goals } = verdictOf(stack, serviceGraph);
  expect({ gaps, unknown }).toEqual({ gaps: [], unknown: [] });
  expect(goals.filter(({ works }) => !works)).toEqual([]);
});

function pointsOf(text: string, goal: string): string[] | undefined {
  const { stack, serviceGraph } = synthesized(text);
  const found = verdictOf(stack, serviceGraph).goals.find((one) => one.goal === goal);
  return found?.singlePoints.map(({ element, effect }) => `${element} ${effect}`);
}

test('one NAT gateway for all zones, and its zone, end recovery', () => {
  expect(pointsOf(`${base}network: { egress: single }\n`, 'serve')).toEqual([
    'aws_nat_gateway.network_nat_a recovery',
    'eu-central-1a recovery',
  ]);
});

test('a quorum of three in two zones hangs on the zone that has two of them', () => {
  const text = survives('node').replace('region: eu-central-1\n', 'region: eu-central-1\nzones: 2\n');
  expect(pointsOf(text, 'upload')).toEqual(['aws_nat_gateway.network_nat_a recovery', 'eu-central-1a outage']);
});

test('without failover reads go on when the primary is lost, and writes do not', () => {
  const text = db('nodes: 3, failover: none').replace('survives: zone', 'survives: none');
  expect(pointsOf(text, 'serve')).toEqual([]);
  expect(pointsOf(text, 'write')).toEqual([
    'aws_instance.db_1 outage',
    'aws_ebs_volume.db_1_data outage',
    'eu-central-1a outage',
  ]);
});
