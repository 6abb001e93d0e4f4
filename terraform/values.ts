import { type Fields, isFields } from '../model/fields';

export { blocks, type Fields, fields, isFields } from '../model/fields';

/** What stands for a value of which nothing is known. */
export const NOT_KNOWN = '${unknown()}';

/** A block each argument of which may be anything that an expression names. */
function anyBlock(expression: string): Fields {
  return new Proxy<Fields>({}, { get: (_, key) => (typeof key === 'string' ? expression : undefined) });
}

/**
 * As `blocks`; where it is not known whether there are any, or which, one that may have any argument. For what makes a verdict worse by
 * being there; what makes it better is read with `blocks`.
 */
export function possibleBlocks(value: unknown): readonly Fields[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) =>
    isFields(one) ? [one] : isUnknown(one) ? [anyBlock(one)] : [],
  );
}

/** Whether a value is an expression of which not all is known. */
export function isUnknown(value: unknown): value is string {
  return typeof value === 'string' && value.includes('${unknown(');
}

/** The strings of a list, or the one string. */
export function strings(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

/** A number, also one written as a string. */
export function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}
