import type { GapCode } from '../../../check/evidence/gap';
import { verdictOf } from '../../../check/verdict';
import type { Json } from '../mutants/mutant';
import { CASES, stages } from './gap-cases';

test.each(Object.entries(stages))('%s as it is has none', (_, { stack, serviceGraph }) => {
  expect(verdictOf(stack, serviceGraph).gaps).toEqual([]);
});

test.each(CASES)('%s: %s, %s (%s)', (code, subject, lookedFor, stage, change) => {
  const { stack, serviceGraph } = stages[stage];
  const copy: Json = structuredClone(stack);
  change(copy);
  const gaps = verdictOf(copy, serviceGraph).gaps.filter((gap) => gap.code === code && gap.lookedFor === lookedFor);
  expect(gaps.map((gap) => gap.subject.replace(/^\w+\./, ''))).toContain(subject);
});

test('each kind of gap has a case', () => {
  const all: Record<GapCode, true> = {
    'no-such-member': true,
    'unknown-zone': true,
    'address-outside-subnet': true,
    'address-taken': true,
    'no-volume': true,
    'unreadable-configuration': true,
    'wrong-configuration': true,
    'peer-drift': true,
    'not-as-rendered': true,
    refused: true,
    'no-network': true,
    'no-right': true,
    'no-egress': true,
    'closed-to-visitors': true,
    'closed-port': true,
    'not-named': true,
    'not-admitted': true,
    'no-health-check': true,
    'not-started': true,
    'no-takeover': true,
    'no-quorum': true,
    'no-replica': true,
  };
  // These have tests of their own: rendered.test.ts, refused.test.ts.
  expect(new Set([...CASES.map(([code]) => code), 'not-as-rendered', 'refused'])).toEqual(new Set(Object.keys(all)));
});

test('the application that a setup step fetches lies in the bucket', () => {
  const { stack, serviceGraph } = stages.whole;
  const copy: Json = structuredClone(stack);
  const objects = Object.entries<Json>(copy.resource.aws_s3_object);
  const [name = '', application] = objects.find(([, { key }]) => key.startsWith('application/')) ?? [];
  delete copy.resource.aws_s3_object[name];
  const { holds, gaps } = verdictOf(copy, serviceGraph);
  expect(holds).toBe(false);
  expect(gaps.map(({ subject, lookedFor }) => [subject, lookedFor])).toEqual(
    ['aws_instance.web_1', 'aws_instance.web_2'].map((web) => [web, `the application, ${application.key}`]),
  );
});
