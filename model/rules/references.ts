import { keyPathText, type Path, type Problem, shown } from '../diagnostic';
import type { Draft } from '../draft';
import { type NamePlace, recordOf, roleOf, TIER_KINDS, type Tier, type TierKind } from '../kinds';
import { closest } from '../suggest';

/** That one tier names another. */
export interface TierReference {
  readonly from: Tier;
  readonly to: string;
  readonly path: Path;
  /** Kinds that may be named here. */
  readonly kinds: readonly TierKind[];
}

/** Kinds that may be named at a place, in the order of all kinds. */
export function kindsNamedIn(place: NamePlace): readonly TierKind[] {
  return TIER_KINDS.filter((kind) => recordOf(kind).namedIn.includes(place));
}

/** Every reference of a tier, in the order of the text. */
export function tierReferencesOf(tier: Tier): readonly TierReference[] {
  const names = recordOf(tier.kind).names?.(tier) ?? [];
  return names.map(({ place, to, path }) => ({
    from: tier,
    to,
    path: ['tiers', tier.name, ...path],
    kinds: kindsNamedIn(place),
  }));
}

function allReferences(draft: Draft): readonly TierReference[] {
  return draft.topology.tiers.flatMap(tierReferencesOf);
}

/** A reference names a tier that the file does not have. */
export function unknownTiers(draft: Draft): readonly Problem[] {
  return allReferences(draft)
    .filter(({ to }) => !draft.tierNames.includes(to))
    .map(({ to, path, kinds }) => {
      const fitting = draft.topology.tiers.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
      const meant = closest(to, fitting) ?? closest(to, draft.tierNames);
      return {
        code: 'unknown-tier',
        path,
        at: 'value',
        value: shown(to),
        message: `there is no tier ${shown(to)}`,
        allowed: fitting.length > 0 ? fitting.slice(0, 20).join(', ') : `a tier of kind ${kinds.join(', ')}`,
        fix: meant ? `did you mean ${meant}?` : 'name a tier of this file, or add one',
      };
    });
}

/** A reference names a tier of a kind that cannot do this. What is part of a circle is reported as such. */
export function wrongKinds(draft: Draft): readonly Problem[] {
  const tiers = new Map(draft.topology.tiers.map((tier) => [tier.name, tier]));
  const circular = new Set(
    circles(draft)
      .flat()
      .map(({ path }) => keyPathText(path)),
  );
  return allReferences(draft).flatMap((reference): readonly Problem[] => {
    const target = tiers.get(reference.to);
    if (!target || reference.kinds.includes(target.kind) || circular.has(keyPathText(reference.path))) return [];
    return [
      {
        code: 'wrong-tier-kind',
        path: reference.path,
        at: 'value',
        value: shown(reference.to),
        message: `${reference.to} is a ${target.kind} tier, which a ${reference.from.kind} tier cannot name here`,
        allowed: `a tier of kind ${reference.kinds.join(', ')}`,
        fix: roleOf(target.kind) ? 'name it in the needs of a web tier instead' : 'name a tier of an allowed kind',
      },
    ];
  });
}

/**
 * The circles that references form, each found once, from its first tier on. A depth-first search over the
 * references: linear in their number for each tier that starts one.
 */
function circles(draft: Draft): readonly (readonly TierReference[])[] {
  const outgoing = new Map(draft.topology.tiers.map((tier) => [tier.name, tierReferencesOf(tier)]));
  const finished = new Set<string>();
  const found: TierReference[][] = [];
  const follow = (name: string, trail: readonly TierReference[]): void => {
    for (const reference of outgoing.get(name) ?? []) {
      const start = [...trail, reference].findIndex(({ from }) => from.name === reference.to);
      if (start >= 0) found.push([...trail.slice(start), reference]);
      else if (!finished.has(reference.to)) follow(reference.to, [...trail, reference]);
    }
    finished.add(name);
  };
  for (const name of outgoing.keys()) if (!finished.has(name)) follow(name, []);
  return found;
}

/** Tiers refer to each other in a circle. */
export function cycles(draft: Draft): readonly Problem[] {
  return circles(draft).map((circle) => {
    const names = [...circle.map(({ from }) => from.name), circle.at(-1)?.to ?? ''].join(' → ');
    const last = circle.at(-1);
    return {
      code: 'cycle',
      path: last?.path ?? ['tiers'],
      at: 'value',
      value: names,
      message: `these tiers refer to each other in a circle: ${names}`,
      allowed: 'references that go one way, from the entrance to the data',
      fix: 'remove this reference or another one of the circle',
    };
  });
}
