import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseTopology } from '../../model';
import { KINDS, NAME_PLACES, type NamePlace, recordOf, TIER_KINDS, type TierKind } from '../../model/kinds';
import { kindsNamedIn } from '../../model/rules/references';
import { anyOptions } from './any-tier';

/*
 * Random topologies, drawn from the records: a kind that has a record is drawn, with every key whose values can be told from
 * its schema, wherever other kinds may name it.
 */

/** Options of a site. */
const site = fc.record(
  {
    zones: fc.constantFrom(1, 2, 3),
    network: fc.record({ egress: fc.constantFrom('per-zone', 'single') }),
    tags: fc.constant({ team: 'web' }),
    alarms: fc.constant({ email: 'ops@example.com' }),
    snapshots: fc.record({ everyHours: fc.constantFrom(12, 24), keep: fc.constantFrom(7, 14) }),
    keep: fc.constant({ 'old-1-data': { zone: 'eu-central-1a', storageGiB: 20 } }),
  },
  { requiredKeys: [] },
);

/** Kinds that can be an entrance, the rarer a kind is worth drawing the smaller its weight: what names nothing is one site. */
const entrances = TIER_KINDS.flatMap((kind) => {
  const { entrance, names } = recordOf(kind);
  return entrance ? [{ arbitrary: fc.constant(kind), weight: names ? 5 : 1 }] : [];
});

/** Which of several a topology takes, decided one by one as it is put together. */
type Choices = (below: number) => number;

/** Options of one tier of each kind, and of a second one. */
type Drawn = Readonly<Record<TierKind, readonly [object, object]>>;

function drawn(hasDomain: boolean, isEntrance: boolean): fc.Arbitrary<Drawn> {
  const pairs = TIER_KINDS.map((kind) => {
    const options = anyOptions(kind, { hasDomain, isEntrance });
    return [kind, fc.tuple(options, options)] as const;
  });
  return fc.record(Object.fromEntries(pairs) as Record<TierKind, fc.Arbitrary<[object, object]>>);
}

/** Of the entrance, and of what stands behind it. */
const both = (hasDomain: boolean) => fc.tuple(drawn(hasDomain, true), drawn(hasDomain, false));
const WITH_DOMAIN = both(true);
const WITHOUT_DOMAIN = both(false);

const whole = fc
  .tuple(site, fc.boolean(), fc.oneof(...entrances), fc.infiniteStream(fc.nat({ max: 1 << 20 })))
  .chain(([header, hasDomain, entrance, stream]) =>
    (hasDomain ? WITH_DOMAIN : WITHOUT_DOMAIN).map(([first, others]) => {
      const choices: Choices = (below) => (stream.next().value ?? 0) % below;
      return {
        name: 'shop',
        region: 'eu-central-1',
        ...header,
        ...(hasDomain ? { domain: 'shop.example.com' } : {}),
        tiers: new Composition(others, choices).from(entrance, first[entrance][0]),
      };
    }),
  );

/** Puts a site together, from its entrance to what stands behind. */
class Composition {
  readonly #tiers: Record<string, object> = {};

  constructor(
    readonly drawn: Drawn,
    readonly choose: Choices,
  ) {}

  from(entrance: TierKind, options: object): Readonly<Record<string, object>> {
    this.#add(baseName(entrance), entrance, options);
    return this.#tiers;
  }

  #add(name: string, kind: TierKind, options: object): void {
    this.#tiers[name] = { kind, ...options };
    const named = placesOf(kind).map((place) => this.#namesAt(place));
    this.#tiers[name] = { kind, ...options, ...Object.fromEntries(named) };
  }

  /** The key of a place, with names in the form that its schema has. */
  #namesAt(place: NamePlace): readonly [string, unknown] {
    const [, key = ''] = place.split('.');
    if (NAME_PLACES[place] === 'use') return [key, this.#uses(place)];
    const target = () => this.#tierFor(kindsNamedIn(place));
    if (!isList(place)) return [key, target()];
    const names = [...new Set(Array.from({ length: this.choose(3) }, target))];
    return [key, names.map((to) => ({ path: `/${to}/`, to }))];
  }

  /** At most one tier of each role. */
  #uses(place: NamePlace): readonly string[] {
    const roles = [...new Set(kindsNamedIn(place).map((kind) => recordOf(kind).role))];
    return roles.flatMap((role) => {
      if (this.choose(3) === 0) return [];
      return [this.#tierFor(kindsNamedIn(place).filter((kind) => recordOf(kind).role === role))];
    });
  }

  /** A tier of one of the kinds: one that is there, or another. */
  #tierFor(kinds: readonly TierKind[]): string {
    const kind = kinds[this.choose(kinds.length)];
    if (kind === undefined) throw new RangeError('a place that no kind may stand at');
    const base = baseName(kind);
    const names = [base, `${base}b`].slice(0, this.choose(3) === 0 ? 2 : 1);
    const name = names.at(-1) ?? base;
    if (!(name in this.#tiers)) this.#add(name, kind, this.drawn[kind][names.length - 1] ?? {});
    return name;
  }
}

/** What a tier is called: kinds that do the same share a name, so that two sites have a tier that changes its kind. */
function baseName(kind: TierKind): string {
  const { role, runsApplication } = recordOf(kind);
  return role ?? (runsApplication ? 'main' : kind);
}

function placesOf(kind: TierKind): readonly NamePlace[] {
  return (Object.keys(NAME_PLACES) as NamePlace[]).filter((place) => place.startsWith(`${kind}.`));
}

/** Whether the key of a place takes a list of maps, as routes. */
function isList(place: NamePlace): boolean {
  const [kind, key = ''] = place.split('.') as [TierKind, string];
  const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> = KINDS[kind].schema.shape;
  return shape[key]?.safeParse([]).success ?? false;
}

/** Texts of valid topologies with every kind, relation and option of a site, all of one site. */
export const anyTopology: fc.Arbitrary<string> = whole
  .map((document) => stringify(document))
  .filter((text) => 'topology' in parseTopology(text, 'any.yaml'));
