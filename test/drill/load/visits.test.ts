import { type Visit, Visits } from '../../../drill/load/visits';

const answered = (visit: Visit, visits: number) => visit.judge({ status: 200, body: JSON.stringify({ visits }) });

/** The next visit of the session that came first: twenty take turns. */
function sameSession(visits: Visits): () => Visit {
  const next = (): Visit => visits.next('session-write') ?? { ask: { method: 'GET', path: '' }, judge: () => ({}) };
  const cookie = next().ask.headers?.Cookie;
  return () => {
    for (;;) {
      const visit = next();
      if (visit.ask.headers?.Cookie === cookie) return visit;
    }
  };
}

test('a session that begins anew is a failure, once', () => {
  const next = sameSession(new Visits());
  for (const visits of [1, 2, 5]) expect(answered(next(), visits)).toMatchObject({ acknowledged: { visits } });
  const visit = next();
  expect(answered(visit, 1)).toEqual({ error: 'session lost' });
  expect(answered(visit, 2)).toMatchObject({ acknowledged: { visits: 2 } });
  expect(answered(next(), 3)).toMatchObject({ acknowledged: { visits: 3 } });
});

test('two visits of one session may be answered in any order', () => {
  const next = sameSession(new Visits());
  const [first, second] = [next(), next()];
  expect(answered(second, 2).error).toBeUndefined();
  expect(answered(first, 1).error).toBeUndefined();
  expect(answered(next(), 2)).toEqual({ error: 'session lost' });
});

test.each([1, 2, 5, 6])('of %i streams, all twenty sessions take turns', (streams) => {
  const visits = new Visits();
  const seen = Array.from({ length: 40 }, () => {
    for (let other = 1; other < streams; other += 1) visits.next('page');
    return visits.next('session-write')?.ask.headers?.Cookie;
  });
  expect(new Set(seen.slice(0, 20)).size).toBe(20);
  expect(seen.slice(20)).toEqual(seen.slice(0, 20));
});

test('there is no file to read before one was written', () => {
  const visits = new Visits();
  expect(visits.next('file-read')).toBeUndefined();
  const write = visits.next('file-write');
  write?.judge({ status: 503, body: '' });
  expect(visits.next('file-read')).toBeUndefined();
});

test('a file that is stored under another name than its content has is not taken for stored', () => {
  const write = new Visits().next('file-write');
  expect(write?.judge({ status: 201, body: JSON.stringify({ name: `${'0'.repeat(32)}.txt` }) })).toEqual({
    error: 'wrong content',
  });
});
