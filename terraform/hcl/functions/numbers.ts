import { numberOf, truthOf, type Value } from '../values';
import { type Functions, itemsOf, numbersOfAll } from './arguments';

/** Longest list that Terraform's `range` makes. */
const LONGEST = 1024;

/** Functions on numbers. */
export const numberFunctions: Functions = {
  tonumber: (value) => (value === null ? null : numberOf(value)),
  tobool: (value) => (value === null ? null : truthOf(value)),
  range: (...bounds) => range(bounds),
  min: (...numbers) => apply((...known) => Math.min(...known), numbers),
  max: (...numbers) => apply((...known) => Math.max(...known), numbers),
  sum: (list) => apply((...known) => known.reduce((sum, one) => sum + one, 0), itemsOf(list) ?? []),
  floor: (value) => apply((one = 0) => Math.floor(one), [value]),
  ceil: (value) => apply((one = 0) => Math.ceil(one), [value]),
  abs: (value) => apply((one = 0) => Math.abs(one), [value]),
  signum: (value) => apply((one = 0) => Math.sign(one), [value]),
  pow: (base, exponent) => apply((a = 0, b = 0) => a ** b, [base, exponent]),
  log: (value, base) => apply((a = 0, b = 0) => Math.log(a) / Math.log(b), [value, base]),
  parseint: (text, base) => {
    const read = Number.parseInt(String(text), numberOf(base) ?? 10);
    return Number.isNaN(read) ? undefined : read;
  },
};

function apply(math: (...values: number[]) => number, values: readonly (Value | undefined)[]): number | undefined {
  const known = numbersOfAll(values);
  const result = known === undefined || known.length === 0 ? Number.NaN : math(...known);
  return Number.isFinite(result) ? result : undefined;
}

function range(bounds: readonly (Value | undefined)[]): readonly number[] | undefined {
  const known = numbersOfAll(bounds);
  if (known === undefined || known.length === 0) return undefined;
  const [first = 0, second = 0, third] = known;
  const [from, to] = known.length === 1 ? [0, first] : [first, second];
  const step = third ?? (to < from ? -1 : 1);
  const length = Math.max(0, Math.ceil((to - from) / step));
  return length <= LONGEST ? Array.from({ length }, (_, index) => from + index * step) : undefined;
}
