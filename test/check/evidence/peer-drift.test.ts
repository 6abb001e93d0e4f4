import { verdictOf } from '../../../check/verdict';
import { gapText } from '../../../report/check/gaps';
import { shippedText, synthesized } from '../../helpers/synthesized';
import { type Json, localOf } from '../mutants/mutant';

const { stack, serviceGraph } = synthesized(shippedText('08-varnish'));

/** Gaps of the kind, as `member: what was looked for`, and the points of a goal, after a change of machines' texts. */
function after(goal: string, ...changes: readonly (readonly [address: string, from: string | RegExp, to: string])[]) {
  const copy: Json = structuredClone(stack);
  for (const [address, from, to] of changes) {
    const local = localOf(copy, address);
    const changed = copy.locals[local].replace(from, to);
    if (changed === copy.locals[local]) throw new Error(`not in ${address}: ${from}`);
    copy.locals[local] = changed;
  }
  const { gaps, goals } = verdictOf(copy, serviceGraph);
  return {
    gaps: gaps
      .filter(({ code }) => code === 'peer-drift')
      .map(({ subject, lookedFor, where }) => `${subject}: ${lookedFor}, ${where}`),
    points: goals.find((one) => one.goal === goal)?.singlePoints.map(({ element }) => element),
  };
}

test('a line that one of two lacks: the other is a single point of failure', () => {
  expect(after('serve', ['aws_instance.balancer_2', /^ *option redispatch 1\n/m, ''])).toEqual({
    gaps: [
      "aws_instance.balancer_2: the line 'option redispatch 1', as its peers have it, /etc/haproxy/haproxy.cfg of balancer_2",
    ],
    points: ['aws_instance.balancer_1', 'eu-central-1a'],
  });
});

test('a line that two have otherwise: neither stands in for the other', () => {
  const { gaps, points } = after('serve', [
    'aws_instance.balancer_1',
    'virtual_router_id 173',
    'virtual_router_id 174',
  ]);
  expect(gaps).toHaveLength(2);
  expect(points).toEqual(['aws_instance.balancer_1', 'aws_instance.balancer_2', 'eu-central-1a', 'eu-central-1b']);
});

test('a line that one of three has otherwise: the other two are both needed', () => {
  expect(after('write', ['aws_instance.db_3', 'crypto_hash: sha256', 'crypto_hash: sha1'])).toEqual({
    gaps: [
      "aws_instance.db_3: the line 'crypto_hash: sha256', as its peers have it, /etc/corosync/corosync.conf of db_3",
    ],
    points: [
      'aws_instance.db_1',
      'aws_instance.db_2',
      'aws_ebs_volume.db_1_data',
      'aws_ebs_volume.db_2_data',
      'aws_nat_gateway.network_nat_a',
      'aws_nat_gateway.network_nat_b',
      'eu-central-1a',
      'eu-central-1b',
    ],
  });
});

test.each([
  ['a package that one lacks', 'aws_instance.web_2', /^ - apache2\n/m, ''],
  [
    'a script that one may not run',
    'aws_instance.balancer_1',
    /(- path: \/usr\/local\/sbin\/nospof-address\n) *perm.*\n/,
    '$1',
  ],
  ['what only one does', 'aws_instance.uploads_2', /^( *)set -euo pipefail\n/m, '$1set -euo pipefail\n$1exit 1\n'],
  ['another order', 'aws_instance.pagecache_1', /( *\.interval.*\n)( *\.timeout.*\n)/, '$2$1'],
] as const)('%s', (_what, address, from, to) => {
  expect(after('serve', [address, from, to]).gaps).not.toEqual([]);
});

test.each([
  [
    'lacks a line',
    'balancer_2',
    /^ *option redispatch 1\n/m,
    '',
    "haproxy.cfg of balancer_2 lacks the line 'option redispatch 1' that its peers have",
  ],
  [
    'has one more',
    'uploads_2',
    /^( *)set -euo pipefail\n/m,
    '$1set -euo pipefail\n$1exit 1\n',
    "of uploads_2 has the line 'exit 1', which its peers lack",
  ],
] as const)('a report says where a machine %s', (_, name, from, to, expected) => {
  const copy: Json = structuredClone(stack);
  const local = localOf(copy, `aws_instance.${name}`);
  copy.locals[local] = copy.locals[local].replace(from, to);
  const drifting = verdictOf(copy, serviceGraph).gaps.filter(({ code }) => code === 'peer-drift');
  expect(drifting.map(gapText).join('\n')).toContain(expected);
});

test('what all are told alike is no slip', () => {
  const both = ['aws_instance.balancer_1', 'aws_instance.balancer_2'].map(
    (address) => [address, 'option redispatch 1', 'option redispatch 2'] as const,
  );
  expect(after('serve', ...both)).toEqual({ gaps: [], points: [] });
});
