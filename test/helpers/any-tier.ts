import fc from 'fast-check';
import { z } from 'zod';
import { type AroundTier, KINDS, recordOf, type TierKind, type TierSource } from '../../model/kinds';

/** Most values of one key, and so most nodes of a drawn tier. */
const FEW = 6;

/** Machines that a drawn tier may have: there are a hundred, which differ in nothing that a draw would find. */
const SIZES = ['t3.small', 't3.medium', 't4g.medium'];

/** Where a tier is to be drawn. */
interface Place {
  readonly hasDomain: boolean;
  /** Whether it is to be the site's entrance, or not to be. */
  readonly isEntrance: boolean;
}

/** Options of one tier, without what names others; none contradicts another where that can be avoided. */
export function anyOptions(kind: TierKind, place: Place): fc.Arbitrary<object> {
  const keys = Object.entries(KINDS[kind].schema.shape).flatMap(([key, schema]) => {
    const values = key === 'size' ? SIZES : key === 'offset' || key === 'kind' ? [] : valuesOf(schema);
    return values.length > 0 ? [[key, fc.constantFrom(...values)] as const] : [];
  });
  const options = fc.record(Object.fromEntries(keys), { requiredKeys: [] });
  // What can be no entrance stays as it is: it is not taken for one.
  const wanted = (given: object) => fits(kind, given, place);
  const isPossible = fc.sample(options, { numRuns: 200, seed: 1 }).some(wanted);
  return isPossible ? options.filter(wanted) : fc.constant({});
}

function fits(kind: TierKind, given: object, { hasDomain, isEntrance }: Place): boolean {
  const read = z.safeParse(KINDS[kind].schema, { kind, ...given, ...named(kind) });
  if (!read.success) return false;
  const record = recordOf(kind);
  const placed = { name: kind, zones: ['eu-central-1a'], exposure: 'private' as const };
  const tier = record.spec(read.data as TierSource, placed, { hasDomain });
  const around: AroundTier = {
    hasDomain,
    os: 'debian-13',
    isGiven: (key) => key in given,
    roleOf: () => undefined,
    isCache: () => undefined,
    kindsFor: () => '',
  };
  const conflicts = record.conflicts?.(tier, around) ?? [];
  return conflicts.length === 0 && (record.entrance?.of(tier) !== undefined) === isEntrance;
}

/** A name for each required key that names another tier. */
function named(kind: TierKind): object {
  const required = Object.entries(KINDS[kind].schema.shape).filter(
    ([key, schema]) => key !== 'kind' && !z.safeParse(schema, undefined).success,
  );
  return Object.fromEntries(required.map(([key]) => [key, 'other']));
}

/** Some values that a key takes, as far as its schema tells: none of a list, or of a text without an example. */
function valuesOf(schema: z.core.$ZodType): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return valuesOf(schema.unwrap());
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodLiteral) return [...schema.values];
  if (schema instanceof z.ZodBoolean) return [false, true];
  if (schema instanceof z.ZodNumber) {
    const { minValue, maxValue } = schema;
    const least = minValue ?? 0;
    return Array.from({ length: FEW }, (_, index) => least + index).filter((value) => value <= (maxValue ?? value));
  }
  return schema instanceof z.ZodString ? examplesOf(schema) : [];
}

/** What a schema of a text says is allowed ends in examples: `a number of MiB or GiB, as 512M or 1G`. */
function examplesOf(schema: z.ZodString): readonly string[] {
  const allowed = schema.safeParse(Number.NaN).error?.issues[0]?.message ?? '';
  const examples = / as (.*)$/.exec(allowed)?.[1]?.split(' or ') ?? [];
  return examples.filter((example) => schema.safeParse(example).success);
}
