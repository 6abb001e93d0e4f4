import { ipv4 } from '../../ipv4';
import { numberOf, textOf } from '../values';
import type { Functions } from './arguments';

/** Functions on blocks of IPv4 addresses. */
export const networkFunctions: Functions = {
  cidrsubnet: (block, bits, number) => {
    const [prefix, added, index] = [textOf(block), numberOf(bits), numberOf(number)];
    return prefix === undefined || added === undefined || index === undefined
      ? undefined
      : subnet(prefix, added, index);
  },
  cidrsubnets: (block, ...bits) => {
    const prefix = textOf(block);
    const sizes = bits.map(numberOf);
    return prefix === undefined || sizes.some((one) => one === undefined)
      ? undefined
      : inTurn(
          prefix,
          sizes.map((one) => one ?? 0),
        );
  },
  cidrhost: (block, number) => {
    const [prefix, index] = [textOf(block), numberOf(number)];
    const [base, length] = parts(prefix ?? '');
    if (base === undefined || index === undefined) return undefined;
    return dotted(index < 0 ? base + 2 ** (32 - length) + index : base + index);
  },
  cidrnetmask: (block) => {
    const length = Number(textOf(block)?.split('/')[1] ?? Number.NaN);
    return length >= 0 && length <= 32 ? dotted(2 ** 32 - 2 ** (32 - length)) : undefined;
  },
};

function subnet(block: string, bits: number, index: number): string | undefined {
  const [base, length] = parts(block);
  const size = 2 ** (32 - length - bits);
  if (base === undefined || length + bits > 32 || index < 0 || index >= 2 ** bits) return undefined;
  return `${dotted(base + index * size)}/${length + bits}`;
}

/** Blocks one after the other, each at the next place where it may begin. */
function inTurn(block: string, sizes: readonly number[]): readonly string[] | undefined {
  const [base, length] = parts(block);
  if (base === undefined) return undefined;
  let next = base;
  return sizes.map((bits) => {
    const size = 2 ** (32 - length - bits);
    const from = Math.ceil(next / size) * size;
    next = from + size;
    return `${dotted(from)}/${length + bits}`;
  });
}

function parts(block: string): readonly [base: number | undefined, length: number] {
  const [text = '', length = ''] = block.split('/');
  const [address, size] = [ipv4(text), 2 ** (32 - Number(length))];
  return [address === undefined ? undefined : Math.floor(address / size) * size, Number(length)];
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
