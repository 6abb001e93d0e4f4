import fc from 'fast-check';
import type { RequestRecord } from '../../../drill/judging/outcome';
import { outageLength, statistics } from '../../../drill/judging/statistics';
import { ms, requests } from './records';

const SPAN = { from: 0, to: ms(10) };
const of = (records: readonly RequestRecord[]) => statistics(records, records, SPAN);

test('a stream without a failure has no outage', () => {
  const found = of(requests('page', [0, 10]));
  expect(found).toEqual({
    requests: 100,
    failed: 0,
    failedAfterRetry: 0,
    longestRun: 0,
    longestSilence: 100,
    silentAtEnd: 80,
    latency: { p50: 20, p99: 20, max: 20 },
    errors: {},
  });
  expect(outageLength(found)).toBe(0);
});

test('an outage lasts from the first to the last failing request, by the times they were due', () => {
  const found = of(requests('page', [0, 10], [[2, 5]]));
  expect(found).toMatchObject({ failed: 30, longestRun: 30, outage: { from: 2_000, to: 4_900 }, silentAtEnd: 80 });
  expect(outageLength(found)).toBe(2_900);
  // The first second try that is good was sent a second after the first attempt that ended after 4 s.
  expect(found.failedAfterRetry).toBe(20);
  expect(found.errors).toEqual({ ECONNREFUSED: 30 });
  expect(found.longestSilence).toBe(ms(5) + 20 - (ms(1.9) + 20));
});

test('failures that come and go are one outage, and the longest run is told', () => {
  const found = of(
    requests(
      'page',
      [0, 10],
      [
        [1, 2],
        [6, 6.3],
      ],
    ),
  );
  expect(found).toMatchObject({ failed: 13, longestRun: 10, outage: { from: 1_000, to: 6_200 } });
});

test('one failure is no time, and yet a failure', () => {
  const found = of(requests('page', [0, 10], [[4, 4.1]]));
  expect(found).toMatchObject({ failed: 1, failedAfterRetry: 0, outage: { from: 4_000, to: 4_000 } });
  expect(outageLength(found)).toBe(0);
});

test("failures at the window's end leave the stream silent", () => {
  const found = of(requests('page', [0, 10], [[7, 10]], { retried: false }));
  expect(found).toMatchObject({ failed: 30, failedAfterRetry: 30, outage: { to: 9_900 } });
  expect(found.silentAtEnd).toBe(ms(10) - (ms(6.9) + 20));
});

test('where everything fails there is no latency, and all of it is silence', () => {
  const found = of(requests('page', [0, 10], [[0, 10]], { retried: false, error: 'timeout' }));
  expect(found).toMatchObject({ failed: 100, longestRun: 100, longestSilence: ms(10), silentAtEnd: ms(10) });
  expect(found.latency).toBeUndefined();
  expect(found.errors).toEqual({ timeout: 100 });
});

test('without requests nothing was seen', () => {
  expect(of([])).toMatchObject({ requests: 0, failed: 0, longestSilence: ms(10), silentAtEnd: ms(10), errors: {} });
});

test('latency counts from when a request was due, not from when it was sent', () => {
  const late: RequestRecord = { stream: 'page', due: 1_000, first: { sent: 3_000, ended: 3_010, status: 200 } };
  expect(of([late]).latency).toEqual({ p50: 2_010, p99: 2_010, max: 2_010 });
});

test('percentiles are values that were measured', () => {
  const records = Array.from({ length: 200 }, (_, index): RequestRecord => {
    return { stream: 'page', due: index, first: { sent: index, ended: index + 1 + ((index * 7) % 200), status: 200 } };
  });
  expect(of(records).latency).toEqual({ p50: 100, p99: 198, max: 200 });
});

test('a good second try, and an answer to a request of the window before, end the silence', () => {
  const retried: RequestRecord = {
    stream: 'page',
    due: 1_000,
    first: { sent: 1_000, ended: 1_010, error: '503' },
    retry: { sent: 2_010, ended: 2_500, status: 200 },
  };
  const earlier: RequestRecord = { stream: 'page', due: -3_000, first: { sent: -3_000, ended: 1_500, status: 200 } };
  const found = statistics([retried], [retried, earlier], SPAN);
  expect(found).toMatchObject({
    requests: 1,
    failed: 1,
    failedAfterRetry: 0,
    silentAtEnd: 7_500,
    longestSilence: 7_500,
  });
});

test('requests due at one time count alike in either order', () => {
  const one = (due: number, error?: string): RequestRecord => {
    return { stream: 'page', due, first: { sent: due, ended: due + 5, ...(error ? { error } : {}) } };
  };
  const records = [one(1_000, '503'), one(1_000), one(1_001, '503')];
  expect(of(records).longestRun).toBe(2);
  expect(of([...records].reverse()).longestRun).toBe(2);
});

test('numbers hold together for any requests', () => {
  const record = fc
    .record({
      due: fc.nat(9_999),
      took: fc.nat(6_000),
      failed: fc.boolean(),
      again: fc.constantFrom('none', 'good', 'bad'),
    })
    .map(({ due, took, failed, again }): RequestRecord => {
      const attempt = (sent: number, bad: boolean) => ({ sent, ended: sent + took, ...(bad ? { error: 'x' } : {}) });
      const retry = failed && again !== 'none' ? { retry: attempt(due + took + 1_000, again === 'bad') } : {};
      return { stream: 'page', due, first: attempt(due, failed), ...retry };
    });
  fc.assert(
    fc.property(fc.array(record), (records) => {
      const found = of(records);
      const counted = Object.values(found.errors).reduce((sum, one) => sum + one, 0);
      expect(found.requests).toBe(records.length);
      expect(counted).toBe(found.failed);
      expect(found.failedAfterRetry).toBeLessThanOrEqual(found.failed);
      expect(found.longestRun).toBeLessThanOrEqual(found.failed);
      expect(found.silentAtEnd).toBeLessThanOrEqual(found.longestSilence);
      expect(found.longestSilence).toBeLessThanOrEqual(ms(10));
      expect(found.outage === undefined).toBe(found.failed === 0);
      expect(statistics([...records].reverse(), [...records].reverse(), SPAN)).toEqual(found);
    }),
  );
});
