import type { RequestRecord } from '../../../drill/judging/outcome';
import { STREAM_NAMES } from '../../../drill/judging/streams';
import { Generator } from '../../../drill/load/generator';
import type { LoadOptions, LoadTarget } from '../../../drill/load/protocol';
import { FakeSite, until } from './site';

let site: FakeSite;
let target: LoadTarget;
let generator: Generator | undefined;

beforeEach(async () => {
  site = new FakeSite();
  target = await site.listen();
});

afterEach(async () => {
  generator?.pause();
  await site.close();
});

/** Visitors who come until as many requests are through as wanted. */
async function visit(options: Partial<LoadOptions>, wanted: (found: readonly RequestRecord[]) => boolean) {
  generator = new Generator({
    target,
    streams: ['page'],
    rate: 100,
    patience: 10_000,
    retryAfter: 20,
    ...options,
  });
  const found: RequestRecord[] = [];
  generator.start();
  await until(() => {
    found.push(...(generator?.drain().requests ?? []));
    return wanted(found);
  });
  return found;
}

const many = (found: readonly RequestRecord[]) => found.length >= 30;

test('visitors do not wait for each other: while no answer comes, requests go on at their rate', async () => {
  site.failure = () => 'taken';
  const answered = await visit({}, () => site.received.length >= 30);
  expect(answered).toEqual([]);
});

test('requests of a stream are due at even distances, whatever the answers are', async () => {
  let count = 0;
  site.failure = (_, response) => {
    count += 1;
    if (count % 3 > 0) return undefined;
    setTimeout(() => response.writeHead(503).end(), 30);
    return 'taken';
  };
  const due = (await visit({}, many)).map((one) => one.due).sort((a, b) => a - b);
  const distances = due.slice(1).map((time, index) => time - (due[index] ?? 0));
  // A request that is still under way leaves a gap of a whole number of intervals.
  for (const distance of distances) expect(Math.abs(distance / 10 - Math.round(distance / 10))).toBeLessThan(1e-6);
});

test('another rate holds from then on, and no request is due twice', async () => {
  const found = [...(await visit({ rate: 20 }, (requests) => requests.length >= 4))];
  generator?.setRate(100);
  await until(() => {
    found.push(...(generator?.drain().requests ?? []));
    return found.length >= 24;
  });
  const dues = found.map(({ due }) => due).sort((a, b) => a - b);
  const distances = dues.slice(1).map((due, index) => Math.round(due - (dues[index] ?? 0)));
  expect(distances.slice(0, 3)).toEqual([50, 50, 50]);
  expect(distances.slice(-15)).toEqual(Array(15).fill(10));
  expect(new Set(dues).size).toBe(dues.length);
});

test('every stream gets what it asks for, and its writes are acknowledged', async () => {
  const found = await visit({ streams: STREAM_NAMES }, (all) =>
    STREAM_NAMES.every((stream) => all.filter((one) => one.stream === stream).length >= 5),
  );
  expect(found.filter(({ first }) => first.error !== undefined)).toEqual([]);
  expect([...new Set(found.flatMap(({ acknowledged }) => acknowledged?.kind ?? []))].sort()).toEqual([
    'file',
    'row',
    'session',
  ]);
  const tokens = found.flatMap(({ acknowledged }) => (acknowledged?.kind === 'row' ? [acknowledged.token] : []));
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) expect([...site.rows.values()]).toContain(token);
});

test('a failed request is tried once more, with the same token', async () => {
  const refused = new Set<string>();
  site.failure = (request, response) => {
    if (refused.size > 0 || request.method !== 'POST') return undefined;
    request.on('data', (chunk: Buffer) => refused.add(chunk.toString()));
    request.on('end', () => response.writeHead(503).end());
    return 'taken';
  };
  const found = await visit({ streams: ['database-write'] }, (all) => all.some(({ retry }) => retry));
  const retried = found.find(({ retry }) => retry);
  expect(retried?.first).toMatchObject({ status: 503, error: '503' });
  expect(retried?.retry).toMatchObject({ status: 201 });
  expect(retried?.retry?.error).toBeUndefined();
  const [body = ''] = refused;
  expect(retried?.acknowledged).toMatchObject({ kind: 'row', token: new URLSearchParams(body).get('token') });
});

test('who gets no answer gives up, and latency counts from when the request was due', async () => {
  site.failure = () => 'taken';
  const [first] = await visit({ patience: 50 }, (all) => all.length > 0);
  expect(first?.first.error).toBe('timeout');
  expect(first?.retry?.error).toBe('timeout');
  expect((first?.first.ended ?? 0) - (first?.due ?? 0)).toBeGreaterThan(45);
});

test.each<[string, string, LoadOptions['streams'][number]]>([
  ['a page without its end', '<html>This block came from', 'page'],
  ['a page without its block', '<html></html>', 'page'],
  ['no list of rows', '{"error":"none"}', 'database-read'],
])('%s is no good answer', async (_, body, stream) => {
  site.failure = (__, response) => {
    response.writeHead(200).end(body);
    return 'taken';
  };
  const [first] = await visit({ streams: [stream] }, (all) => all.length > 0);
  expect(first?.first).toMatchObject({ status: 200, error: 'wrong content' });
});

test('a connection that is refused says so', async () => {
  await site.close();
  const [first] = await visit({}, (all) => all.length > 0);
  expect(first?.first.error).toBe('ECONNREFUSED');
  site = new FakeSite();
  await site.listen();
});

test('all that was due before a time is known to be through', async () => {
  let hold: (() => void) | undefined;
  site.failure = (_, response) => {
    if (hold) return undefined;
    hold = () => response.writeHead(503).end();
    return 'taken';
  };
  const found = await visit({}, many);
  const settled = generator?.drain().settled ?? 0;
  const [earliest] = found.map(({ due }) => due).sort((a, b) => a - b);
  expect(settled).toBeLessThan(earliest ?? 0);
  hold?.();
  await until(() => (generator?.drain().settled ?? 0) > (earliest ?? 0));
});
