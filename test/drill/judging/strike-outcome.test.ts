import type { RequestRecord, Strike } from '../../../drill/judging/outcome';
import { strikeOutcome } from '../../../drill/judging/strike-outcome';
import { crash, measured, ms } from './records';

const STRIKE = crash('aws_instance.web_1');

test('each stream is told before the strike, while the struck are away, and from their return on', () => {
  const found = strikeOutcome(
    measured(STRIKE, {
      page: [
        [12, 14],
        [41, 42],
      ],
    }),
    ['database-read', 'page'],
  );
  expect(found.streams.map(({ stream }) => stream)).toEqual(['page', 'database-read']);
  const [page, read] = found.streams;
  expect([page?.before.requests, page?.away.requests, page?.back.requests]).toEqual([100, 300, 200]);
  expect([page?.before.failed, page?.away.failed, page?.back.failed]).toEqual([0, 20, 10]);
  expect([read?.before.failed, read?.away.failed, read?.back.failed]).toEqual([0, 0, 0]);
  expect(page?.away.outage).toEqual({ from: ms(2), to: ms(3.9) });
  expect(found).toMatchObject({ away: ms(30), rejoin: ms(5), sync: ms(10), notes: [] });
});

test('what the strike met under way counts to what the strike did', () => {
  const underWay: RequestRecord = {
    stream: 'page',
    due: ms(9.99),
    first: { sent: ms(9.99), ended: ms(14.99), error: 'timeout' },
  };
  const before: RequestRecord = { stream: 'page', due: ms(9), first: { sent: ms(9), ended: ms(9.5), error: '503' } };
  const [page] = strikeOutcome(measured(STRIKE, {}, { requests: [underWay, before] }), ['page']).streams;
  expect([page?.before.failed, page?.away.failed]).toEqual([1, 1]);
});

test('what has not rejoined has no time to rejoin', () => {
  const { times } = measured(STRIKE);
  const { rejoined, synced, ...never } = times;
  expect(rejoined).toBeDefined();
  expect(synced).toBeDefined();
  const found = strikeOutcome(measured(STRIKE, {}, { times: never }), ['page']);
  expect([found.rejoin, found.sync]).toEqual([undefined, undefined]);
});

test('look-ups are told in order', () => {
  const lookups = ['web', 'db_2', 'db_1'].map((where) => ({ kind: 'row' as const, where, asked: 1, missing: [] }));
  const found = strikeOutcome(measured(STRIKE, {}, { lookups }), []);
  expect(found.lookups.map(({ where }) => where)).toEqual(['db_1', 'db_2', 'web']);
});

test('a cold start without a node is looked at until that node is started', () => {
  const strike: Strike = { kind: 'cold-start', stop: 'crash', away: 'aws_instance.db_1', nodes: ['aws_instance.db_1'] };
  const { times } = measured(strike);
  const started = measured(strike, { page: [[40, 56]] }, { times: { ...times, absentStarted: ms(55) } });
  const [page] = strikeOutcome(started, ['page']).streams;
  expect(page?.back).toMatchObject({ requests: 150, failed: 150, silentAtEnd: ms(15) });
});
