import { verdictOf } from '../../check/verdict';
import type { Declares } from '../../model/service-graph';
import { noteText } from '../../report/check/notes';
import { shippedText, synthesized } from '../helpers/synthesized';
import { at, type Json, remove, resources } from './mutants/mutant';

const small = synthesized(shippedText('05-glusterfs'));
const large = synthesized(shippedText('08-varnish'));

/** Stage 5, whose database is a single point of failure, with another declaration. */
function declaring(declares: Declares) {
  return verdictOf(small.stack, { ...small.serviceGraph, declares });
}

const db = ['aws_instance.db_1', 'aws_ebs_volume.db_1_data'];
const because = 'the budget of this year';

describe('what a topology declares', () => {
  test.each([
    ['none', []],
    ['node', db],
    ['zone', [...db, 'eu-central-1a']],
  ] as const)('survives: %s', (survives, elements) => {
    const { holds, breaches } = declaring({ survives, accept: [] });
    expect(holds).toBe(elements.length === 0);
    const expected = ['serve', 'write'].flatMap((goal) =>
      elements.map((element) => ({ kind: 'single-point', goal, element })),
    );
    expect(breaches).toEqual(expected);
  });

  test('an accepted risk is no breach, and stays visible', () => {
    const accept = ['serve', 'write'].flatMap((goal) => db.map((element) => ({ element, goal, because })));
    const { holds, breaches, accepted, goals } = declaring({ survives: 'node', accept: accept as Declares['accept'] });
    expect({ holds, breaches, accepted }).toEqual({ holds: true, breaches: [], accepted: accept });
    expect(goals.find(({ goal }) => goal === 'serve')?.singlePoints.map(({ element }) => element)).toContain(db[0]);
  });

  test('accepted for one goal is not accepted for another', () => {
    const accept = db.map((element) => ({ element, goal: 'serve' as const, because }));
    expect(declaring({ survives: 'node', accept }).breaches.map((one) => 'goal' in one && one.goal)).toEqual([
      'write',
      'write',
    ]);
  });

  test('an accepted risk that is none is a breach, whatever is declared', () => {
    const stale = { element: 'aws_instance.web_1', goal: 'serve' as const, because };
    const { holds, breaches, staleAccepts } = declaring({ survives: 'none', accept: [stale] });
    expect({ holds, staleAccepts }).toEqual({ holds: false, staleAccepts: [stale] });
    expect(breaches).toEqual([{ kind: 'stale-accept', goal: 'serve', element: stale.element }]);
  });
});

function changed(change: (stack: Json) => void) {
  const copy: Json = structuredClone(large.stack);
  change(copy);
  return verdictOf(copy, large.serviceGraph);
}

const points = (verdict: ReturnType<typeof changed>, goal: string) =>
  verdict.goals.find((one) => one.goal === goal)?.singlePoints.map(({ element, effect }) => `${element} ${effect}`);

test('a goal whose way is closed altogether does not work', () => {
  const verdict = changed((copy) => remove(copy, 'aws_vpc_security_group_ingress_rule.db_firewall_from_web_3306'));
  expect(verdict.breaches).toEqual([
    { kind: 'broken-goal', goal: 'serve' },
    { kind: 'broken-goal', goal: 'write' },
  ]);
  expect(verdict.goals.map(({ goal, works }) => [goal, works])).toEqual([
    ['media', true],
    ['serve', false],
    ['upload', true],
    ['write', false],
  ]);
});

test('all private subnets through one NAT gateway: it and its zone end recovery', () => {
  const verdict = changed((copy) => {
    for (const [, route] of resources(copy, 'aws_route')) {
      if (route.nat_gateway_id) route.nat_gateway_id = '${aws_nat_gateway.network_nat_a.id}';
    }
  });
  expect(points(verdict, 'write')).toEqual(['aws_nat_gateway.network_nat_a recovery', 'eu-central-1a recovery']);
  expect(verdict.gaps).toEqual([]);
  const [nat] = verdict.goals.find(({ goal }) => goal === 'upload')?.singlePoints ?? [];
  expect(nat?.path).toEqual(['network_nat_a', 'web_1 and web_2', 'balancer needs web.upload', 'upload']);
});

test('a shared data volume is a single point of failure, with its zone', () => {
  const verdict = changed((copy) => {
    at(copy, 'aws_volume_attachment.db_2_data_attachment').volume_id = '${aws_ebs_volume.db_1_data.id}';
  });
  expect(points(verdict, 'write')).toContain('aws_ebs_volume.db_1_data outage');
});

test('two zones that may be one by another name are taken for one, and that is said', () => {
  const verdict = changed((copy) => {
    for (const [, subnet] of resources(copy, 'aws_subnet')) {
      if (subnet.availability_zone !== 'eu-central-1b') continue;
      delete subnet.availability_zone;
      subnet.availability_zone_id = 'euc1-az1';
    }
  });
  expect(points(verdict, 'serve')).toContain('eu-central-1a outage');
  expect(verdict.unknown.map(noteText)).toContain(
    'whether the zone euc1-az1 is one of eu-central-1a, eu-central-1b and eu-central-1c; assumed: each of them',
  );
});

test('the loss of a zone takes its machines, and nothing fails', () => {
  const { elements } = verdictOf(large.stack, large.serviceGraph);
  const zone = elements.find(({ element }) => element === 'eu-central-1c');
  expect(zone).toMatchObject({
    goals: [],
    services: [],
    degraded: ['db.read', 'db.write', 'uploads.mount'],
    elements: [
      'aws_ebs_volume.db_3_data',
      'aws_ebs_volume.uploads_3_data',
      'aws_instance.db_3',
      'aws_instance.uploads_3',
      'aws_nat_gateway.network_nat_c',
    ],
  });
});

test('availability names what dominates, and pairs are counted', () => {
  const serve = verdictOf(large.stack, large.serviceGraph).goals.find(({ goal }) => goal === 'serve');
  expect(serve?.availability).toMatchObject({ method: 'exact' });
  expect(serve?.availability?.availability).toBeCloseTo(0.99971434, 6);
  expect(serve?.availability?.dominant[0]?.element).toBe('eu-central-1');
  expect(serve?.pairs).toMatchObject({ count: 33 });
  expect(serve?.pairs.likeliest[0]).toEqual({
    elements: ['aws_instance.balancer_1', 'aws_instance.balancer_2'],
    probability: 0.005 * 0.005,
  });
});
