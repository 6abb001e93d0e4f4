import { busyShare, calm, type ProcessorTime, processorTime, saturation } from '../../drill/run/processors';

const { signal } = new AbortController();
const at = (busy: number, idle: number): ProcessorTime => ({ busy, idle });

/** Each look tells the next of these. */
function looks(...times: readonly ProcessorTime[]) {
  const left = [...times];
  const look = () => left.shift() ?? at(0, 0);
  return { left, look };
}

test('the share of the time in which processors worked', () => {
  expect(busyShare(at(100, 50), at(190, 60))).toBe(0.9);
  expect(busyShare(at(1, 1), at(1, 1))).toBe(0);
});

test("this machine's processors tell their times, which grow", () => {
  const from = processorTime();
  for (const end = Date.now() + 50; Date.now() < end; );
  const to = processorTime();
  expect(to.busy + to.idle).toBeGreaterThan(from.busy + from.idle);
});

test('a part of a fault under saturation is noted, with the share rounded down', () => {
  expect(saturation('while they came back', at(0, 0), at(89, 11))).toEqual([]);
  expect(saturation('while they came back', at(0, 0), at(1939, 61))).toEqual([
    expect.stringMatching(/^while they came back, .* busy 96 % of the time/),
  ]);
});

describe('calm', () => {
  test('is waited for until there is room', async () => {
    const { left, look } = looks(at(0, 0), at(100, 0), at(200, 0), at(250, 50), at(300, 50));
    await calm(50, signal, { look, every: 1 });
    expect(left).toEqual([at(300, 50)]);
  });

  test('is not waited for longer than told', async () => {
    const { left, look } = looks(at(0, 0), at(100, 0), at(200, 0), at(300, 0));
    await calm(2, signal, { look, every: 1 });
    expect(left).toEqual([at(300, 0)]);
  });
});
