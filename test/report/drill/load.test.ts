import { readMeasurements } from '../../../capacity/measurements';
import type { LoadRun } from '../../../drill/judging/load-run';
import { LOAD_FORMATS } from '../../../report/drill/load';
import { loadCsv } from '../../../report/drill/load-csv';

const RUN: LoadRun = {
  site: 'shop',
  file: 'site.yaml',
  command: 'sudo npx nospof drill site.yaml --load measured.csv',
  tier: 'web',
  stream: 'database-read',
  processors: 2,
  share: 0.25,
  steps: [
    { nodes: 1, users: 8, milliseconds: 15_000, answered: 600, failed: 0, meanResponse: 200, generatorBusy: 0.04 },
    { nodes: 2, users: 16, milliseconds: 15_000, answered: 1_140, failed: 0, meanResponse: 210, generatorBusy: 0.07 },
    { nodes: 3, users: 24, milliseconds: 15_000, answered: 1_500, failed: 60, meanResponse: 230, generatorBusy: 0.1 },
    { nodes: 4, users: 32, milliseconds: 15_000, answered: 1_920, failed: 0, meanResponse: 250, generatorBusy: 0.14 },
  ],
};

test('the file is what capacity fit takes, without what could not be measured', () => {
  const csv = loadCsv(RUN);
  expect(csv).toMatchSnapshot();
  expect(readMeasurements(csv, 2)).toEqual({
    measurements: [
      { n: 1, throughput: 40 },
      { n: 2, throughput: 76 },
      { n: 4, throughput: 128 },
    ],
  });
});

test('where nothing limits a node, a reader is told that figures cannot grow', () => {
  const { share: _, ...unlimited } = RUN;
  expect(loadCsv({ ...unlimited, processors: 1 })).toContain('share one processor, and nothing keeps one of web');
});

test.each(['text', 'markdown', 'json'] as const)('as %s', (format) => {
  expect(LOAD_FORMATS[format](RUN, false)).toMatchSnapshot();
});
