import { Ledger } from '../../../drill/judging/ledger';
import type { AcknowledgedWrite, RequestRecord } from '../../../drill/judging/outcome';

const record = (acknowledged?: AcknowledgedWrite): RequestRecord => {
  return { stream: 'page', due: 0, first: { sent: 0, ended: 1 }, ...(acknowledged ? { acknowledged } : {}) };
};
const session = (visits: number): AcknowledgedWrite => ({ kind: 'session', session: 's', visits });

test('keeps what was acknowledged, of a session its highest count', () => {
  const ledger = new Ledger();
  const row: AcknowledgedWrite = { kind: 'row', token: 't', id: 1 };
  const file: AcknowledgedWrite = { kind: 'file', name: 't', content: 't' };
  ledger.add([record(row), record(), record(session(2)), record(file)]);
  ledger.add([record(session(4)), record(session(3))]);
  expect(ledger.writes).toEqual([row, session(4), file]);
  ledger.forgetSessions();
  expect(ledger.writes).toEqual([row, file]);
});

test('tells what is new, of a session whatever has grown', () => {
  const ledger = new Ledger();
  const row = (token: string): AcknowledgedWrite => ({ kind: 'row', token, id: 1 });
  ledger.add([record(row('a')), record(session(1))]);
  expect(ledger.takeNew()).toEqual([row('a'), session(1)]);
  ledger.add([record(row('a')), record(row('b')), record(session(1)), record(session(2))]);
  expect(ledger.takeNew()).toEqual([row('b'), session(2)]);
  expect(ledger.takeNew()).toEqual([]);
  ledger.add([record(session(3))]);
  ledger.forgetSessions();
  expect(ledger.takeNew()).toEqual([]);
  expect(ledger.writes).toEqual([row('a'), row('b')]);
});
