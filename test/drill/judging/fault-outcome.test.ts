import { faultOutcome } from '../../../drill/judging/fault-outcome';
import type { Fault, RequestRecord } from '../../../drill/judging/outcome';
import { crash, measured, ms } from './records';

const FAULT = crash('aws_instance.web_1');

test('each stream is told before the fault, while the affected nodes are away, and from their return on', () => {
  const found = faultOutcome(
    measured(FAULT, {
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

test('what the fault met under way counts to what the fault did', () => {
  const underWay: RequestRecord = {
    stream: 'page',
    due: ms(9.99),
    first: { sent: ms(9.99), ended: ms(14.99), error: 'timeout' },
  };
  const before: RequestRecord = { stream: 'page', due: ms(9), first: { sent: ms(9), ended: ms(9.5), error: '503' } };
  const [page] = faultOutcome(measured(FAULT, {}, { requests: [underWay, before] }), ['page']).streams;
  expect([page?.before.failed, page?.away.failed]).toEqual([1, 1]);
});

test('what has not rejoined has no time to rejoin', () => {
  const { times } = measured(FAULT);
  const { rejoined, synced, ...never } = times;
  expect(rejoined).toBeDefined();
  expect(synced).toBeDefined();
  const found = faultOutcome(measured(FAULT, {}, { times: never }), ['page']);
  expect([found.rejoin, found.sync]).toEqual([undefined, undefined]);
});

test('what was read back is told in order', () => {
  const durability = ['web', 'db_2', 'db_1'].map((where) => ({ kind: 'row' as const, where, asked: 1, missing: [] }));
  const found = faultOutcome(measured(FAULT, {}, { durability }), []);
  expect(found.durability.map(({ where }) => where)).toEqual(['db_1', 'db_2', 'web']);
});

test('a cold start without a node is looked at until that node is started', () => {
  const fault: Fault = { kind: 'cold-start', stop: 'crash', away: 'aws_instance.db_1', nodes: ['aws_instance.db_1'] };
  const { times } = measured(fault);
  const started = measured(fault, { page: [[40, 56]] }, { times: { ...times, absentStarted: ms(55) } });
  const [page] = faultOutcome(started, ['page']).streams;
  expect(page?.back).toMatchObject({ requests: 150, failed: 150, silentAtEnd: ms(15) });
});
