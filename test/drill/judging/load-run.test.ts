import { type CrowdMeasurement, flawsOf, throughput, underWay } from '../../../drill/judging/load-run';

/** Eight visitors who together get 80 answers a second, after 100 ms each. */
const GOOD: CrowdMeasurement = {
  users: 8,
  milliseconds: 10_000,
  answered: 800,
  failed: 0,
  meanResponse: 100,
  generatorBusy: 0.2,
};

test('throughput is answers a second, and times the response time it is who was under way', () => {
  expect(throughput(GOOD)).toBe(80);
  expect(underWay(GOOD)).toBe(8);
  expect(flawsOf(GOOD)).toEqual([]);
});

test.each<[string, Partial<CrowdMeasurement>, readonly string[]]>([
  ['some requests failed', { failed: 9 }, ['failures']],
  ['few of many failed', { failed: 8 }, []],
  ['nothing was answered', { answered: 0, meanResponse: undefined }, ['failures']],
  ['visitors stood about elsewhere', { meanResponse: 80 }, ['littles-law']],
  ['more was under way than came', { meanResponse: 120 }, ['littles-law']],
  ['the visitors took a processor', { generatorBusy: 0.9 }, ['generator']],
  ['two things at once', { meanResponse: 50, generatorBusy: 0.99 }, ['littles-law', 'generator']],
])('a step is no measurement where %s', (_name, differing, flaws) => {
  const { meanResponse, ...rest } = { ...GOOD, ...differing };
  expect(flawsOf({ ...rest, ...(meanResponse === undefined ? {} : { meanResponse }) })).toEqual(flaws);
});
