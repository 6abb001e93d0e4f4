import { compareWithVerdict } from '../../../drill/judging/comparison';
import type { DrillResult, DurabilityResult, Fault } from '../../../drill/judging/outcome';
import { STREAM_NAMES } from '../../../drill/judging/streams';
import { DRILL_FORMATS } from '../../../report/drill';
import type { DrillReport } from '../../../report/drill/report';
import { crash, drilled, measured, ms, NODES, requests } from '../../drill/judging/records';
import { verdict } from '../../drill/judging/verdicts';

const ALL = NODES.map(({ element }) => element);
const ZONE: Fault = {
  kind: 'zone-loss',
  element: 'eu-central-1a',
  nodes: NODES.filter(({ zone }) => zone === 'eu-central-1a').map(({ element }) => element),
};

function reported(result: DrillResult, said = verdict()): DrillReport {
  return { result, comparison: compareWithVerdict(result, said) };
}

const durability = (more: Partial<DurabilityResult> = {}): readonly DurabilityResult[] => [
  { kind: 'row', where: 'the site', asked: 240, missing: [] },
  { kind: 'row', where: 'aws_instance.db_2', asked: 240, missing: [], ...more },
  { kind: 'file', where: 'the site', asked: 230, missing: [] },
];

const around: Partial<DrillResult> = {
  fakes: [{ what: 'EC2 API', how: 'an Elastic IP moves after a fixed delay' }],
  leftOut: [{ what: 'media: media from CloudFront', why: 'AWS runs it; there is no machine to boot' }],
};

/** All went well. */
const FINE = reported({
  ...drilled(
    measured(crash('aws_instance.web_1'), {}, { durability: durability() }),
    measured(
      crash('aws_instance.db_1'),
      { 'database-write': [[10.1, 22.4]], 'database-read': [[10.2, 10.4]] },
      { durability: durability(), notes: ['nospof-fence stopped db-1'] },
    ),
    measured(
      ZONE,
      {
        page: [
          [10, 12.1],
          [41, 41.2],
        ],
      },
      { durability: durability() },
    ),
    measured({ kind: 'cold-start', stop: 'clean', nodes: ALL }, { page: [[10, 50]] }),
  ),
  ...around,
});

/** All that can go wrong. */
const WRONG = reported(
  {
    ...drilled(
      measured(
        crash('aws_instance.web_1'),
        { page: [[10, 11.5]] },
        { durability: durability({ missing: ['ab-7', 'ab-9'] }) },
      ),
      measured(
        { kind: 'isolation', element: 'aws_instance.balancer_1', nodes: ['aws_instance.balancer_1'] },
        { page: [[10, 40]], 'file-write': [[41, 49]] },
        { durability: durability({ unanswered: 'Can\'t connect to server "db|2"' }) },
      ),
      measured(crash('aws_instance.db_2')),
      measured(
        crash('aws_instance.db_1'),
        { 'database-write': [[10, 60]], page: [[3, 4.5]] },
        {
          times: { observed: 0, injected: ms(10), restored: ms(40), ended: ms(60) },
        },
      ),
      measured(
        crash('aws_instance.sessions_1'),
        {},
        {
          requests: STREAM_NAMES.filter((one) => one !== 'file-read').flatMap((one) => requests(one, [0, 60])),
          times: { observed: 0, injected: ms(10), restored: ms(40), rejoined: ms(41), ended: ms(60) },
        },
      ),
      measured({ kind: 'cold-start', stop: 'crash', away: 'aws_instance.db_3', nodes: ALL }, { page: [[10, 60]] }),
    ),
    ...around,
    remarks: ['web-1: an unknown call of EC2, DescribeNothing'],
  },
  verdict({ write: { outage: ['aws_instance.db_1', 'aws_instance.db_2'] } }),
);

describe.each([
  ['where all went as predicted', FINE],
  ['where all went wrong', WRONG],
])('%s', (_, report) => {
  test.each(['text', 'markdown'] as const)('%s', (format) => {
    expect(DRILL_FORMATS[format](report, false)).toMatchSnapshot();
  });

  test('the same drill gives the same bytes', () => {
    for (const format of ['text', 'markdown', 'json'] as const) {
      expect(DRILL_FORMATS[format](structuredClone(report), false)).toBe(DRILL_FORMATS[format](report, false));
    }
  });
});

test('every kind of contradiction has been told', () => {
  expect([...new Set(WRONG.comparison.contradictions.map(({ kind }) => kind))].sort()).toEqual([
    'failed-requests',
    'lost-writes',
    'not-back',
    'not-in-sync',
    'not-read-back',
    'not-rejoined',
    'promised-too-much',
    'too-pessimistic',
    'unknown',
    'unsteady',
  ]);
  expect(FINE.comparison.contradictions).toEqual([]);
});

test('the JSON names faults by their number', () => {
  const report = JSON.parse(DRILL_FORMATS.json(WRONG));
  expect(report).toMatchObject({ format: 'nospof-drill', version: 2, holds: false, site: 'shop' });
  expect(report.faults).toHaveLength(6);
  const { streams, ...fault } = report.faults[0];
  expect(fault).toMatchObject({ fault: { kind: 'crash' }, away: 30_000, rejoin: 5_000, sync: 10_000, notes: [] });
  expect(streams[0]).toMatchSnapshot();
  expect(report.contradictions[0]).toEqual({
    fault: 0,
    kind: 'lost-writes',
    durability: { kind: 'row', where: 'aws_instance.db_2', asked: 240, missing: ['ab-7', 'ab-9'] },
  });
  expect(report.comparison.elements[0]).toMatchObject({ fault: 0, element: 'aws_instance.web_1', goal: 'serve' });
});

test('colour is for those who want it', () => {
  expect(DRILL_FORMATS.text(WRONG, true)).toContain('\u001b[31m');
  expect(DRILL_FORMATS.text(WRONG, false)).not.toContain('\u001b');
});

test('a site that was booted only says so', () => {
  const text = DRILL_FORMATS.text(reported({ ...drilled(), ...around }), false);
  expect(text).toContain('08-varnish: booted, no fault injected');
  expect(text).not.toContain('What each fault cost');
});

test('memory that control groups did not count is no memory of 0 MiB', () => {
  const { memoryMiB, ...uncounted } = drilled();
  expect(memoryMiB).toBeGreaterThan(0);
  const report = reported({ ...uncounted, ...around });
  expect(DRILL_FORMATS.text(report, false)).toContain('on 2 processors with memory that was not counted');
  expect(DRILL_FORMATS.json(report)).not.toContain('memoryMiB');
});
