import type { Difference, Effect, TypeRules } from '../../../upgrade/diff/replacement/table';
import { EXAMPLES } from './examples';
import type { Answer } from './probe';
import type { Json } from './values';

/** What the provider's answers say, type by type. */
export function derive(answers: readonly Answer[]): Record<string, TypeRules> {
  const byType = new Map<string, Answer[]>();
  for (const answer of answers) {
    const known = byType.get(answer.probe.type);
    if (known) known.push(answer);
    else byType.set(answer.probe.type, [answer]);
  }
  return Object.fromEntries(
    [...byType]
      .sort(([a], [b]) => compare(a, b))
      .map(([type, given]) => [type, rules(given, EXAMPLES[type]?.conditional)]),
  );
}

function rules(answers: readonly Answer[], conditional: TypeRules['conditional']): TypeRules {
  const effects = new Map<string, Partial<Record<Difference, Effect>>>();
  const unknownAfter = new Map<string, Set<string>>();
  for (const answer of answers) {
    const { path, difference } = answer.probe;
    const effect = effectOf(answer);
    if (difference === 'same' || effect === undefined) continue;
    effects.set(path, { ...effects.get(path), [difference]: effect });
    if (effect === 'update') {
      const [top = ''] = path.split('.');
      unknownAfter.set(top, new Set([...(unknownAfter.get(top) ?? []), ...becomesUnknown(answer)]));
    }
  }
  const paths = [...effects].sort(([a], [b]) => compare(a, b));
  const withEffect = (wanted: Effect) => paths.filter(([, one]) => usual(one) === wanted).map(([path]) => path);
  const ignores = withEffect('nothing');
  const unknowns = [...unknownAfter].filter(([, names]) => names.size > 0).sort(([a], [b]) => compare(a, b));
  return {
    replaces: withEffect('replace'),
    updates: withEffect('update'),
    ...optional('ignores', ignores.length > 0 ? ignores : undefined),
    ...optional('except', object(paths.map(([path, one]) => [path, exceptions(one)] as const))),
    ...optional('defaults', object(defaults(answers))),
    ...optional('unknownAfter', object(unknowns.map(([name, names]) => [name, [...names].sort()] as const))),
    ...optional('conditional', conditional),
  };
}

/**
 * What the provider does, if its answer is about the probed setting: where something else changes too, nothing is
 * learned.
 */
export function effectOf({ probe, change }: Answer): Effect | undefined {
  if (!change) return undefined;
  const [top = ''] = probe.path.split('.');
  if (change.actions.length === 1 && change.actions[0] === 'no-op') return 'nothing';
  if (change.actions.includes('delete')) {
    return change.replace_paths?.some(([name]) => name === top) ? 'replace' : undefined;
  }
  return same(member(change.before, top), member(change.after, top)) && !isUnknown(member(change.after_unknown, top))
    ? undefined
    : 'update';
}

/** The effect of an attribute's change, or of a block that comes and goes. */
function usual({ changed, added, removed }: Partial<Record<Difference, Effect>>): Effect | undefined {
  return changed ?? (added === removed ? added : undefined);
}

function exceptions(effects: Partial<Record<Difference, Effect>>): Partial<Record<Difference, Effect>> | undefined {
  const rule = usual(effects);
  const found = Object.entries(effects).filter(([, effect]) => effect !== rule);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Attributes that were known and are not any more. */
function becomesUnknown({ probe, change }: Answer): string[] {
  const unknown = change?.after_unknown;
  if (unknown === null || typeof unknown !== 'object') return [];
  const [top] = probe.path.split('.');
  return Object.entries(unknown)
    .filter(([name, value]) => name !== top && isUnknown(value))
    .map(([name]) => name);
}

function isUnknown(value: unknown): boolean {
  if (value === true) return true;
  return value !== null && typeof value === 'object' && Object.values(value).some(isUnknown);
}

/** What the provider planned for a new resource beyond its configuration. */
export function defaults(answers: readonly Answer[]): [string, string | number | boolean][] {
  return answers.flatMap(({ probe, made }) =>
    probe.difference === 'same' ? beyond(probe.after, made?.after, []) : [],
  );
}

function beyond(
  config: Json | undefined,
  planned: unknown,
  path: readonly string[],
): [string, string | number | boolean][] {
  if (planned === null || typeof planned !== 'object') return [];
  return Object.entries(planned)
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([name, value]: [string, unknown]): [string, string | number | boolean][] => {
      const given = member(config, name);
      const here = Array.isArray(planned) ? path : [...path, name];
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        return given === undefined && !Array.isArray(planned) ? [[here.join('.'), value]] : [];
      }
      return given !== null && typeof given === 'object' ? beyond(given as Json, value, here) : [];
    });
}

function member(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object'
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

/** An object of what is defined; undefined where nothing is. */
function object<V>(entries: readonly (readonly [string, V | undefined])[]): Record<string, V> | undefined {
  const defined = entries.filter((entry): entry is [string, V] => entry[1] !== undefined);
  return defined.length > 0 ? Object.fromEntries(defined) : undefined;
}
