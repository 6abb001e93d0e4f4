import type { AcknowledgedWrite } from '../../../drill/judging/outcome';
import type { LoadTarget } from '../../../drill/load/protocol';
import { readBack } from '../../../drill/load/read-back';
import { FakeSite } from './site';

let site: FakeSite;
let target: LoadTarget;

beforeEach(async () => {
  site = new FakeSite();
  target = await site.listen();
  site.rows.set(1, 'a-1').set(2, 'a-2').set(3, 'somebody else');
  site.files.set('f1.txt', 'one').set('f2.txt', 'cut');
  site.sessions.set('s1', 3).set('s2', 3);
});

afterEach(() => site.close());

const WRITES: readonly AcknowledgedWrite[] = [
  { kind: 'row', token: 'a-1', id: 1 },
  { kind: 'row', token: 'a-2', id: 2 },
  { kind: 'row', token: 'a-3', id: 3 },
  { kind: 'row', token: 'a-4', id: 4 },
  { kind: 'file', name: 'f1.txt', content: 'one' },
  { kind: 'file', name: 'f2.txt', content: 'cut short' },
  { kind: 'file', name: 'f3.txt', content: 'gone' },
  { kind: 'session', session: 's1', visits: 3 },
  { kind: 'session', session: 's2', visits: 4 },
];

const look = () => readBack(WRITES, { target, patience: 2_000, retryAfter: 5 });

test('what is gone, and what is another now, is missing', async () => {
  expect(await look()).toEqual([
    { kind: 'row', where: 'the site', asked: 4, missing: ['a-3', 'a-4'] },
    { kind: 'file', where: 'the site', asked: 3, missing: ['f2.txt', 'f3.txt'] },
    { kind: 'session', where: 'the site', asked: 2, missing: ['s2'] },
  ]);
});

test('what is there a moment later is not missing', async () => {
  const early = new Set<string>();
  site.failure = ({ url = '' }, response) => {
    if (early.has(url)) return undefined;
    early.add(url);
    response.writeHead(404).end();
    return 'taken';
  };
  expect((await look()).map(({ missing }) => missing.length)).toEqual([2, 2, 1]);
});

test('a site that does not answer says nothing of what it keeps', async () => {
  site.failure = ({ url = '' }, response) => {
    if (!url.startsWith('/rows')) return undefined;
    response.writeHead(503).end();
    return 'taken';
  };
  expect((await look())[0]).toEqual({
    kind: 'row',
    where: 'the site',
    asked: 4,
    missing: [],
    unanswered: '4 of 4 got no answer (503)',
  });
});

test('what nobody wrote is not read back', async () => {
  expect(await readBack([], { target, patience: 100, retryAfter: 5 })).toEqual([]);
});
