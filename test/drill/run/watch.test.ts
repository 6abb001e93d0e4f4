import type { RequestRecord } from '../../../drill/judging/outcome';
import { now } from '../../../drill/load/protocol';
import { type Visitors, Watch } from '../../../drill/run/watch';

const signal = new AbortController().signal;

function request(stream: RequestRecord['stream'], due: number, error?: string): RequestRecord {
  return { stream, due, first: { sent: due, ended: due + 1, ...(error === undefined ? { status: 200 } : { error }) } };
}

function watch(requests: readonly RequestRecord[], settledUpTo: number): Watch {
  const visitors: Visitors = {
    settledUpTo,
    since: (time) => requests.filter(({ due }) => due >= time),
    settled: async () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    readBack: async () => [],
  };
  return new Watch(visitors, ['page', 'file-write']);
}

test('a stream is good while none of its latest requests failed, and had some', () => {
  const requests = [request('page', 100), request('page', 900), request('file-write', 100, '503')];
  expect(watch(requests, 1_000).good(500)).toEqual(['page']);
  expect(watch(requests, 1_000).good(950)).toEqual(['page']);
  expect(watch([], 1_000).good(500)).toEqual([]);
});

test('a request that hangs holds up what is said of those after it', () => {
  const requests = [request('page', 100, 'timeout'), request('page', 900)];
  expect(watch(requests, 200).good(500)).toEqual([]);
});

test('what keeps a stream from being good is told', () => {
  const requests = [request('page', 900), request('file-write', 800), request('file-write', 900, '503')];
  expect(watch(requests, 1_000).faults(500)).toEqual(['file write: 503 (1 of 2)']);
  expect(watch([], 1_000).faults(500)).toContain('page: no answer yet (0 of 0)');
});

test('the site is good since the first request after the last failure', async () => {
  const late = now() + 10_000;
  const requests = [request('page', 1, '503'), request('page', 5), request('page', late), request('file-write', late)];
  expect(await watch(requests, late + 1).allGood(100, 5_000, signal)).toBe(5);
});

test('streams that need not come back are not waited for', async () => {
  const late = now() + 10_000;
  const requests = [request('page', late), request('file-write', late, '503')];
  expect(await watch(requests, late + 1).allGood(100, 1, signal)).toBeUndefined();
  expect(await watch(requests, late + 1).allGood(100, 5_000, signal, ['page'])).toBeDefined();
});
