import { type Path, type Problem, shown } from '../diagnostic';
import { KINDS, TIER_KINDS, type TierKind, type TierSource } from '../kinds';
import type { TierSources } from '../resolve';
import { closest } from '../suggest';
import { isPlainMap, type PlainValue } from '../yaml/spans';
import { schemaProblems } from './problems';
import { withoutKeys } from './read-header';
import { MAX_TIERS, TIERS_ALLOWED } from './topology';
import { wrongType } from './wrong-type';

/** The tiers of a topology, each with defaults in place of what is wrong in it. */
export interface ReadTiers {
  /** Those that are of use. */
  readonly tiers: TierSources;
  readonly problems: readonly Problem[];
  /** All names, those of tiers beyond use too. */
  readonly names: readonly string[];
  /** Names of the tiers in which nothing is wrong. */
  readonly sound: readonly string[];
}

export function readTiers(content: PlainValue | undefined): ReadTiers {
  const entries = isPlainMap(content) ? Object.entries(content) : [];
  const read = entries.slice(0, MAX_TIERS).map(([name, value]) => ({ name, ...readTier(value, ['tiers', name]) }));
  return {
    tiers: new Map(read.flatMap(({ name, tier }) => (tier ? [[name, tier] as const] : []))),
    problems: [...countProblems(content), ...read.flatMap(({ problems }) => problems)],
    names: entries.map(([name]) => name),
    sound: read.flatMap(({ name, problems }) => (problems.length === 0 ? [name] : [])),
  };
}

function countProblems(content: PlainValue | undefined): readonly Problem[] {
  const count = isPlainMap(content) ? Object.keys(content).length : 1;
  if (count >= 1 && count <= MAX_TIERS) return [];
  return [
    {
      code: 'out-of-range',
      path: ['tiers'],
      at: 'key',
      message: `a topology has 1 to ${MAX_TIERS} tiers, not ${count}`,
      allowed: TIERS_ALLOWED,
      fix: count === 0 ? 'add a tier, as web: { kind: single-server }' : 'split the site into several topologies',
    },
  ];
}

interface ReadTier {
  readonly tier?: TierSource;
  readonly problems: readonly Problem[];
}

function readTier(value: PlainValue, path: Path): ReadTier {
  if (!isPlainMap(value)) return { problems: [wrongType(path, value, 'a map with a kind, as { kind: web }')] };
  const kind = TIER_KINDS.find((known) => known === value.kind);
  if (kind === undefined) return { problems: [kindProblem(value.kind, [...path, 'kind'])] };
  const schema: SchemaOf = KINDS[kind].schema;
  const result = schema.safeParse(value);
  if (result.success) return { tier: result.data, problems: [] };
  const problems = schemaProblems(result.error, path, value);
  const wrong = new Set(problems.map((problem) => String(problem.path[path.length])));
  return { tier: schema.safeParse(withoutKeys(value, wrong)).data, problems };
}

/** Any of the kinds' schemas; which one is known only when it runs. */
type SchemaOf = (typeof KINDS)[TierKind]['schema'];

function kindProblem(kind: PlainValue | undefined, path: Path): Problem {
  const allowed = TIER_KINDS.join(', ');
  if (kind === undefined) {
    const message = 'the tier does not say of which kind it is';
    return { code: 'missing-key', path, at: 'key', message, allowed, fix: `add kind: one of ${allowed}` };
  }
  if (typeof kind !== 'string') return wrongType(path, kind, `one of: ${allowed}`);
  const meant = closest(kind, TIER_KINDS);
  const message = `there is no kind of tier called ${shown(kind)}`;
  const fix = meant ? `did you mean ${meant}?` : 'choose one of the kinds';
  return { code: 'unknown-kind', path, at: 'value', value: shown(kind), message, allowed, fix };
}
