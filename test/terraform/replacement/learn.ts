import type { Answer } from './probe';
import type { Pair } from './values';

/** Values that the provider takes, told apart by resource type and attribute name. */
export type Learned = ReadonlyMap<string, Pair>;

export const learnedKey = (type: string, name: string) => `${type} ${name}`;

/** What the provider's refusals say of the values that it would have taken. */
export function learn(answers: readonly Answer[]): Learned {
  return new Map(
    answers.flatMap(({ probe: { type, path }, refusal }) => {
      const found = refusal === undefined ? undefined : lesson(refusal.replace(/\s+/g, ' '), path);
      return found ? [[learnedKey(type, found.name), found.pair] as const] : [];
    }),
  );
}

interface Lesson {
  readonly name: string;
  readonly pair: Pair;
}

function lesson(refusal: string, path: string): Lesson | undefined {
  const one = /expected (\S+) to be one of \[(.*?)\], got/.exec(refusal);
  if (one) return choice(one[1], one[2]);
  const valid = /Path: (\S+?)(?: Given Value:| \[).*Valid Values: \[(.*?)\]/.exec(refusal);
  if (valid) return choice(valid[1], valid[2]);
  const must = /Attribute (\S+) value must be one of: \[(.*?)\]/.exec(refusal);
  if (must) return choice(must[1], must[2]);
  const range = /expected (\S+) to be in the range \((-?\d+) - (-?\d+)\)/.exec(refusal);
  if (range) return { name: leaf(range[1]), pair: [Number(range[2]), Number(range[3])] };
  if (/cannot parse '.*' as boolean/.test(refusal)) return { name: leaf(path), pair: ['true', 'false'] };
  if (/cannot parse '.*' as (int|float)/.test(refusal)) return { name: leaf(path), pair: ['60', '120'] };
  return undefined;
}

function choice(name: string | undefined, list: string | undefined): Lesson | undefined {
  const quoted = [...(list ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  const [first, second] = quoted.length > 0 ? quoted : (list ?? '').split(' ');
  if (first === undefined || second === undefined) return undefined;
  return { name: leaf(name), pair: [first, second] };
}

/** The name of the attribute in a path that may have indexes. */
function leaf(path = ''): string {
  return (
    path
      .replaceAll(/\[[^\]]*\]/g, '')
      .split('.')
      .filter((part) => !/^\d+$/.test(part))
      .at(-1) ?? ''
  );
}
