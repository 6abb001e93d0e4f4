import { MemoryWatch } from '../../../drill/run/memory-watch';

describe('the memory of all nodes', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const highestOf = (looks: readonly number[]) => {
    const left = [...looks];
    const watch = new MemoryWatch({ memory: () => (left.shift() ?? 0) * 2 ** 20 });
    jest.advanceTimersByTime(looks.length * 1_000);
    return watch.stop();
  };

  test('is the most that was seen in any second', () => {
    expect(highestOf([100, 1326.4, 900])).toBe(1326);
  });

  test('is not known where nobody counts it', () => {
    expect(highestOf([0, 0, 0])).toBeUndefined();
  });
});
