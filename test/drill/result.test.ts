import { verdictOf } from '../../check/verdict';
import { compareWithVerdict } from '../../drill/judging/comparison';
import { LIMITS, limitOf } from '../../drill/judging/limits';
import { STREAM_NAMES } from '../../drill/judging/streams';
import { LOAD_DEFAULTS } from '../../drill/load/protocol';
import { planDrill } from '../../drill/plan';
import { drillResult } from '../../drill/result';
import { parseTopology } from '../../model';
import { shippedText, synthesized } from '../helpers/synthesized';
import { crash, measured } from './judging/records';

function drilled(name: string, fault = crash('aws_instance.db_1')) {
  const text = shippedText(name);
  const parsed = parseTopology(text, `${name}.yaml`);
  if ('diagnostics' in parsed) throw new Error('it does not parse');
  const { stack, serviceGraph } = synthesized(text, name);
  const plan = planDrill(stack, serviceGraph, parsed.topology, { nfs: true });
  const result = drillResult(
    plan,
    parsed.topology,
    {
      streams: STREAM_NAMES,
      rate: 20,
      bootToServing: 30_000.4,
      memoryMiB: 900,
      processors: 2,
      faults: [measured(fault, { 'database-write': [[10, 26]], 'database-read': [[10, 55]] })],
      leftOut: plan.leftOut,
      remarks: [],
    },
    { file: `topologies/${name}.yaml`, command: 'again' },
  );
  return { result, verdict: verdictOf(stack, serviceGraph) };
}

test.each([
  ['05-glusterfs', undefined],
  ['06-mysql-replication', 'pacemaker'],
  ['06b-galera', 'galera'],
])('%s: a new writer comes by %s', (name, promotion) => {
  const { result } = drilled(name);
  const node = result.nodes.find(({ element }) => element === 'aws_instance.db_1');
  expect(node).toMatchObject({ tier: 'db', kind: 'mysql', zone: 'eu-central-1a' });
  expect(node?.promotion).toBe(promotion);
  const limit = limitOf('database-write', crash('aws_instance.db_1'), result.nodes);
  expect(limit).toBe(promotion === 'pacemaker' ? LIMITS.promotion : LIMITS.takeover);
});

test('what was measured is held against the verdict on the same stack', () => {
  const { result, verdict } = drilled('05-glusterfs');
  expect(result).toMatchObject({ site: 'shop', load: { ...LOAD_DEFAULTS, rate: 20 }, bootToServing: 30_000 });
  expect(result.fakes.length).toBeGreaterThan(0);
  const { contradictions, elements, unobserved } = compareWithVerdict(result, verdict);
  expect(elements.map(({ goal, predicted, away }) => [goal, predicted, away.observed])).toEqual([
    ['serve', 'outage', 'lasting'],
    ['upload', 'none', 'none'],
    ['write', 'outage', 'lasting'],
  ]);
  expect(contradictions).toEqual([]);
  expect(unobserved).toEqual(['media']);
});

test('the same outage contradicts a verdict that says that the site goes on', () => {
  const { result, verdict } = drilled('06b-galera');
  expect(compareWithVerdict(result, verdict).contradictions.map(({ kind }) => kind)).toEqual([
    'promised-too-much',
    'promised-too-much',
    'promised-too-much',
  ]);
});

test('zones are named as the verdict names them', () => {
  const { result, verdict } = drilled('06b-galera', {
    kind: 'zone-loss',
    element: 'eu-central-1a',
    nodes: ['aws_instance.db_1'],
  });
  const { notInjected } = compareWithVerdict(result, verdict);
  expect(notInjected.map(({ element }) => element)).not.toContain('eu-central-1a');
  expect(notInjected.map(({ element }) => element)).toContain('eu-central-1b');
});
