import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contradiction, Observed, Predicted } from '../../../drill/judging/findings';
import { DOWN_AFTER, LIMITS, limitOf } from '../../../drill/judging/limits';
import { FAULT_KINDS, type Fault, type StreamStatistics } from '../../../drill/judging/outcome';
import { STREAM_NAMES, STREAMS } from '../../../drill/judging/streams';
import { LOAD_DEFAULTS } from '../../../drill/load/protocol';
import { DRILL_JSON_VERSION } from '../../../report/drill/json';
import { PROJECT } from '../../helpers/synthesized';

const page = (name: string) => readFileSync(join(PROJECT, 'docs', name), 'utf8').replace(/\s+/g, ' ');
const GUIDE = page('drill.md');
const CONTRACT = page('drill-json.md');

/** Complete by their types: a value more does not compile. */
const KINDS: Readonly<Record<Contradiction['kind'], true>> = {
  'promised-too-much': true,
  'too-pessimistic': true,
  'not-back': true,
  'lost-writes': true,
  'not-read-back': true,
  'failed-requests': true,
  unsteady: true,
  'not-rejoined': true,
  'not-in-sync': true,
  unknown: true,
};
const PREDICTED: Readonly<Record<Predicted, true>> = {
  none: true,
  soft: true,
  recovery: true,
  outage: true,
  broken: true,
};
const OBSERVED: Readonly<Record<Observed, true>> = { none: true, brief: true, lasting: true, unknown: true };
const FIGURES: Readonly<Record<keyof StreamStatistics, true>> = {
  requests: true,
  failed: true,
  failedAfterRetry: true,
  outage: true,
  longestRun: true,
  longestSilence: true,
  silentAtEnd: true,
  latency: true,
  errors: true,
};

test.each([...Object.keys({ ...KINDS, ...PREDICTED, ...OBSERVED, ...FIGURES }), ...STREAM_NAMES])(
  'the contract of the JSON tells what `%s` is',
  (value) => {
    expect(CONTRACT).toContain(`\`${value}\``);
  },
);

test('the contract is of the version that is written', () => {
  expect(CONTRACT).toContain(`\`version\` is ${DRILL_JSON_VERSION}.`);
});

test.each(STREAM_NAMES)('the guide shows the stream %s with its goal', (name) => {
  const { title, goal } = STREAMS[name];
  expect(GUIDE).toMatch(new RegExp(`\\| ${title} \\|[^|]*\\|[^|]*\\| ${goal} \\|`));
});

test.each([
  ['how often visitors come', `\`--rate\`, ${LOAD_DEFAULTS.rate} a second`],
  ['when they give up', `gives up after ${LOAD_DEFAULTS.patience / 1_000} s`],
  ['how long a takeover takes', `takes ${LIMITS.takeover / 1_000} s at most`],
  ['how long a promotion takes', `may fail for ${LIMITS.promotion / 1_000} s`],
  ['when a stream is down', `no good answer in the last ${DOWN_AFTER / 1_000} s`],
])('the guide says %s', (_, text) => {
  expect(GUIDE).toContain(text);
});

test.each(FAULT_KINDS)('the guide and the contract show the kind of fault %s, and the guide its limits', (kind) => {
  expect(GUIDE).toContain(`| \`${kind}\` |`);
  expect(CONTRACT).toContain(`\`${kind}\``);
  if (kind === 'cold-start' || kind === 'restore') return;
  const row = GUIDE.split('| kind | a stream may fail for')[1]?.match(
    new RegExp(`\\|[^|]*\`${kind}\`[^|]*\\| (\\d+) s[^|]*\\| (\\d+) s`),
  );
  const element = 'aws_instance.db_1';
  const fault = { kind, element, nodes: [element], seconds: 6, deaf: 'itself', percent: 30, disk: 'data' } as Fault;
  const node = { element, tier: 'db', kind: 'mysql', zone: 'a', promotion: 'pacemaker' } as const;
  expect(row?.slice(1).map(Number)).toEqual(
    (['page', 'database-write'] as const).map((stream) => limitOf(stream, fault, [node]) / 1_000),
  );
});
