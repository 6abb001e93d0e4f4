import { amdahl, gustafson, peak, readScaling, universal } from '../../capacity/laws';
import { erlangB, erlangC, queue } from '../../capacity/queue';
import { studentQuantile } from '../../capacity/student';

describe('laws of scalability, by published figures', () => {
  test('Amdahl and Gustafson with a serial share of 5 %', () => {
    expect([10, 20].map((n) => amdahl(n, 0.05).toFixed(3))).toEqual(['6.897', '10.256']);
    expect([10, 64].map((n) => gustafson(n, 0.05).toFixed(2))).toEqual(['9.55', '60.85']);
    expect(amdahl(1e9, 0.05)).toBeCloseTo(20, 5);
  });

  test('read scaling with one primary and four replicas', () => {
    expect(readScaling(5, 0.2).toFixed(2)).toBe('2.78');
    expect(readScaling(5, 0.15)).toBe(3.125);
    expect(readScaling(1e9, 0.15)).toBeCloseTo(6.67, 2);
  });

  test("the super-serial model's names: α = σ and β = σγ", () => {
    const [serial, gamma] = [0.03, 0.01];
    const superSerial = (n: number) => n / (1 + serial * (n - 1) * (1 + gamma * n));
    for (const n of [1, 2, 10, 100])
      expect(universal(n, { one: 1, contention: serial, coherency: serial * gamma })).toBeCloseTo(superSerial(n), 12);
  });

  test('the peak is where one more or one less does worse', () => {
    const law = { one: 995.6486, contention: 0.02671591, coherency: 7.690945e-4 };
    const top = universal(peak(law), law);
    expect(universal(35, law).toFixed(2)).toBe('12341.75');
    for (const n of [peak(law) - 1, peak(law) + 1]) expect(universal(n, law)).toBeLessThan(top);
  });
});

describe('queues, by published figures', () => {
  test('M/M/3 with λ 2 and a service of 1', () => {
    const { utilization, waits, waiting, response, present } = queue(3, 2, 1) ?? {};
    expect(utilization).toBeCloseTo(2 / 3, 12);
    expect(waits).toBeCloseTo(4 / 9, 12);
    expect(waiting).toBeCloseTo(4 / 9, 12);
    expect(response?.toFixed(4)).toBe('1.4444');
    expect(present?.toFixed(4)).toBe('2.8889');
  });

  test('M/M/1 with λ 75 and μ 100; M/M/2 with λ 5 and μ 10', () => {
    expect(queue(1, 75, 1 / 100)?.response).toBeCloseTo(0.04, 12);
    expect(queue(1, 75, 1 / 100)?.present).toBeCloseTo(3, 12);
    expect(queue(2, 5, 1 / 10)?.waits).toBeCloseTo(0.1, 12);
    expect(queue(2, 5, 1 / 10)?.waiting.toFixed(7)).toBe('0.0066667');
    expect(queue(2, 5, 1 / 10)?.present.toFixed(4)).toBe('0.5333');
  });

  test('M/M/4 with λ 0.35 and a service of 10, as PDQ solves it', () => {
    const found = queue(4, 0.35, 10);
    expect(found?.utilization).toBeCloseTo(0.875, 12);
    expect(found?.waits.toFixed(5)).toBe('0.73786');
    expect(found?.waiting.toFixed(4)).toBe('14.7572');
    expect(found?.response.toFixed(4)).toBe('24.7572');
    expect(found?.present.toFixed(4)).toBe('8.6650');
  });

  test("Erlang's B and C", () => {
    expect(erlangB(3, 2)).toBeCloseTo(4 / 19, 12);
    expect(erlangB(10, 8).toFixed(6)).toBe('0.121661');
    expect(erlangC(10, 8).toFixed(6)).toBe('0.409180');
  });

  test('more than is served is no queue that has a mean', () => {
    expect(queue(2, 20, 1 / 10)).toBeUndefined();
    expect(queue(2, 21, 1 / 10)).toBeUndefined();
  });
});

test("quantiles of Student's t, as tables have them", () => {
  const found = [1, 2, 3, 4, 8, 29, 30].map((freedom) => studentQuantile(0.95, freedom).toFixed(3));
  expect(found).toEqual(['12.706', '4.303', '3.182', '2.776', '2.306', '2.045', '2.042']);
});
