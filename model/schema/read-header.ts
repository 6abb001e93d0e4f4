import type { Problem } from '../diagnostic';
import type { PlainMap, PlainValue } from '../yaml/spans';
import { schemaProblems } from './problems';
import { type HeaderSource, headerSchema } from './topology';

/** The top of a topology, with defaults in place of what is wrong. */
export interface ReadHeader {
  readonly header: HeaderSource;
  readonly problems: readonly Problem[];
  /** Keys in which nothing is wrong, defaults included. */
  readonly sound: readonly string[];
}

/** Stand-ins for required keys, so that the rules can go on and find what else is wrong. */
const STAND_INS = { name: 'site', region: 'us-east-1', tiers: {} };

export function readHeader(content: PlainMap): ReadHeader {
  const keys = Object.keys(headerSchema.shape);
  const result = headerSchema.safeParse(content);
  if (result.success) return { header: result.data, problems: [], sound: keys };
  const problems = schemaProblems(result.error, [], content);
  const wrong = new Set(problems.map(({ path }) => String(path[0])));
  return {
    header: headerSchema.parse({ ...STAND_INS, ...withoutKeys(content, wrong) }),
    problems,
    sound: keys.filter((key) => !wrong.has(key)),
  };
}

/** A copy of a map without some of its keys. */
export function withoutKeys(map: PlainMap, keys: ReadonlySet<string>): Record<string, PlainValue> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.has(key)));
}
