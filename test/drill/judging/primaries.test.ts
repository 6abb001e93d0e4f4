import { faultOutcome } from '../../../drill/judging/fault-outcome';
import { type PrimaryLook, twoPrimaries } from '../../../drill/judging/primaries';
import { STREAM_NAMES } from '../../../drill/judging/streams';
import { crash, measured } from './records';

/** Looks at a server five times a second, from one time to another, in seconds. */
function looks(node: string, from: number, to: number, writable: boolean): readonly PrimaryLook[] {
  return Array.from({ length: Math.round((to - from) * 5) }, (_, index) => ({
    node,
    at: from * 1_000 + index * 200,
    writable,
  }));
}

function found(...all: readonly (readonly PrimaryLook[])[]) {
  return twoPrimaries(all.flat().sort((a, b) => a.at - b.at)).map(({ from, to, nodes }) => [from, to, nodes.join()]);
}

describe('two primaries', () => {
  test('are none where one follows the other', () => {
    expect(
      found(looks('a', 0, 5, true), looks('a', 5, 10, false), looks('b', 0, 5, false), looks('b', 5.2, 10, true)),
    ).toEqual([]);
  });

  test('are seen for as long as both say that they take writes', () => {
    const paused = [...looks('a', 0, 2, true), ...looks('a', 8, 8.6, true)];
    expect(found(paused, looks('b', 0, 6, false), looks('b', 6, 12, true))).toEqual([[8_000, 8_600, 'a,b']]);
  });

  test('are none while one stands still: who does not answer takes no writes', () => {
    expect(found(looks('a', 0, 2, true), looks('b', 6, 12, true))).toEqual([]);
  });

  test('of one answer are there for the time of a look', () => {
    expect(found([{ node: 'a', at: 5_000, writable: true }], looks('b', 0, 10, true))).toEqual([[5_000, 5_200, 'a,b']]);
  });

  test('may be three', () => {
    expect(found(looks('a', 0, 3, true), looks('b', 1, 4, true), looks('c', 2, 5, true))).toEqual([
      [1_000, 2_000, 'a,b'],
      [2_000, 3_000, 'a,b,c'],
      [3_000, 4_000, 'b,c'],
    ]);
  });
});

test('a fault’s outcome tells them by the time since the fault', () => {
  const doubled = [{ from: 16_200, to: 16_800, nodes: ['aws_instance.db_1', 'aws_instance.db_2'] }];
  const outcome = faultOutcome(measured(crash('aws_instance.db_1'), {}, { twoPrimaries: doubled }), STREAM_NAMES);
  expect(outcome.twoPrimaries).toMatchObject([{ from: 6_200, to: 6_800 }]);
});
