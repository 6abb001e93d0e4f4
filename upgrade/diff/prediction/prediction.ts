import { type Fields, fields } from '../../../terraform/values';
import type { Action } from '../../upgrade';
import { replacesByValues } from '../replacement/by-values';
import { REPLACEMENT } from '../replacement/table';
import { shapeOf } from '../shapes/shapes';
import { type Sides, ValueComparison, type ValueDifference } from './compare';
import { attributesOf, type Block, type Configuration, isOwn } from './configuration';
import { CERTAIN, type Certainty, Evaluator } from './evaluator';
import type { StateValues } from './state-values';

/** What Terraform will do with one resource. */
export interface Planned {
  /** Its address after the step; of what goes, before. */
  readonly address: string;
  readonly action: Action | 'none';
  readonly before: Block | undefined;
  readonly after: Block | undefined;
  readonly movedFrom: string | undefined;
  readonly differences: readonly ValueDifference[];
  /** Sorted. */
  readonly replacedBecause: readonly string[];
}

/**
 * What `terraform plan` says of a configuration over the state that another one left, without Terraform: the arguments
 * of each resource are evaluated on both sides and compared, and what the difference does is looked up in the table that
 * was derived from the provider. Complexity: linear in the configurations' text.
 */
export class Prediction {
  readonly #before: Configuration;
  readonly #after: Configuration;
  readonly #state: StateValues | undefined;
  readonly #sides: Sides;
  /** Address after the step → address before it. */
  readonly #origins = new Map<string, string>();
  /** `undefined` while it is being found: a circle, which Terraform refuses. */
  readonly #planned = new Map<string, Planned | undefined>();
  readonly #data = new Map<string, Certainty>();

  /** @param state where the old side is one. @default - it is a configuration, taken to be applied */
  constructor(before: Configuration, after: Configuration, state?: StateValues) {
    this.#state = state;
    this.#before = before;
    this.#after = after;
    for (const address of before.resources.keys()) {
      const target = after.moved(address);
      const taken = target !== address && (before.resources.has(target) || after.resources.has(address));
      this.#origins.set(taken ? address : target, address);
    }
    const names = new Map([...this.#origins].map(([now, old]) => [old, now]));
    const leftAlone = (address: string, attribute: string) => {
      const block = after.resources.get(address);
      return block !== undefined && this.#origins.has(address) && isIgnored(block, attribute);
    };
    this.#sides = {
      before: new Evaluator(before, {
        addressOf: (address) => names.get(address) ?? address,
        certaintyOf: () => CERTAIN,
        leftAlone: (address, attribute) => leftAlone(names.get(address) ?? address, attribute),
      }),
      after: new Evaluator(after, {
        addressOf: (address) => address,
        certaintyOf: (address, attribute) => this.#certaintyOf(address, attribute),
        leftAlone,
        ...(state ? { stateOf: (address, path) => state.valueOf(address, path) } : {}),
      }),
      fromState: state !== undefined,
    };
  }

  /** Every resource of either side, sorted by address. */
  all(): readonly Planned[] {
    const kept = [...this.#after.resources.keys()].map((address) => this.of(address));
    const gone = [...this.#origins]
      .filter(([now]) => !this.#after.resources.has(now))
      .map(([, old]) => this.#gone(old));
    return [...kept, ...gone]
      .filter((one) => one !== undefined)
      .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  }

  /** What becomes of a resource of the new side; undefined for one that is not there, or inside of its own references. */
  of(address: string): Planned | undefined {
    if (this.#planned.has(address)) return this.#planned.get(address);
    const after = this.#after.resources.get(address);
    if (!after) return undefined;
    this.#planned.set(address, undefined);
    const planned = this.#plan(after);
    this.#planned.set(address, planned);
    return planned;
  }

  #plan(after: Block): Planned {
    const { address } = after;
    const origin = this.#origins.get(address);
    const before = origin === undefined ? undefined : this.#before.resources.get(origin);
    const none = { address, before, after, movedFrom: undefined, differences: [], replacedBecause: [] };
    if (!before) return { ...none, action: this.#after.imported.has(address) ? 'unknown' : 'create' };
    const movedFrom = before.address === address ? undefined : before.address;
    const differences = this.#differences(before, after);
    const triggers = after.replaceTriggeredBy.filter((one) => this.#triggers(one));
    const replacedBecause = [
      ...new Set([...differences.filter(({ replaces }) => replaces === 'yes').map(({ path }) => path), ...triggers]),
    ].sort();
    const action = actionOf(differences, replacedBecause, movedFrom);
    return { ...none, action, movedFrom, differences, replacedBecause };
  }

  #differences(before: Block, after: Block): readonly ValueDifference[] {
    const comparison = new ValueComparison(after.type, this.#sides);
    if (before.repeated !== undefined || after.repeated !== undefined || before.type !== after.type) {
      const [old, now] = [before, after].map((one) => JSON.stringify([one.type, one.repeated, attributesOf(one)]));
      if (old !== now) return [unknownDifference(before, after)];
      return [];
    }
    for (const name of new Set([...Object.keys(before.body), ...Object.keys(after.body)])) {
      if (!isOwn(name) && !isIgnored(after, name)) comparison.compare(name, name, before.body[name], after.body[name]);
    }
    const found = comparison.differences
      .filter(({ path }) => !after.ignored.has(path))
      .map((one) => ({ ...one, replaces: replacesByValues(after.type, after.body, one) ?? one.replaces }));
    return [...found, ...this.#defaultTags(before, after)].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The provider's own tags on the resource, where they differ. */
  #defaultTags(before: Block, after: Block): readonly ValueDifference[] {
    if (!shapeOf(after.type).taggable) return [];
    const now = this.#after.defaultTags.get(after.provider) ?? {};
    const old = this.#state ? defaultTagsIn(before.body, now) : (this.#before.defaultTags.get(before.provider) ?? {});
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
      const [a, b] = [old[key], now[key]];
      if (a === b) return [];
      return [
        {
          path: `tags_all.${key}`,
          attribute: 'tags_all',
          ...(a === undefined ? {} : { before: String(a) }),
          ...(b === undefined ? {} : { after: String(b) }),
          follows: [],
          inherited: false,
          replaces: 'no' as const,
        },
      ];
    });
  }

  #gone(address: string): Planned {
    const before = this.#before.resources.get(address);
    const action = this.#after.forgotten.has(address) ? 'forget' : 'destroy';
    return { address, action, before, after: undefined, movedFrom: undefined, differences: [], replacedBecause: [] };
  }

  /** Whether a reference under `replace_triggered_by` names something that changes. */
  #triggers(reference: string): boolean {
    const [type = '', name = '', attribute] = reference.split('.');
    const planned = this.of(`${type}.${name}`);
    if (!planned || planned.action === 'none' || planned.action === 'move') return false;
    if (attribute === undefined || planned.action !== 'update') return true;
    return planned.differences.some((one) => one.attribute === attribute);
  }

  /** What is known before apply of an attribute that the configuration does not set. */
  #certaintyOf(address: string, attribute: string | undefined): Certainty {
    if (address.startsWith('data.')) return this.#certaintyOfData(address);
    if (!this.#after.resources.has(address)) return CERTAIN;
    const planned = this.of(address);
    if (!planned || planned.action === 'unknown') return { follows: [], maybe: [address] };
    if (planned.action === 'create' || planned.action === 'replace') return { follows: [address], maybe: [] };
    if (planned.action !== 'update') return CERTAIN;
    const unknown = REPLACEMENT.types[planned.after?.type ?? '']?.unknownAfter ?? {};
    const changes = planned.differences.some(({ attribute: changed }) =>
      attribute === undefined ? true : unknown[changed]?.includes(attribute),
    );
    return changes ? { follows: [address], maybe: [] } : CERTAIN;
  }

  /** A data source is read while planning, unless what it asks for is known only after apply. */
  #certaintyOfData(address: string): Certainty {
    const known = this.#data.get(address);
    if (known) return known;
    this.#data.set(address, CERTAIN);
    const certainty = this.#readData(address);
    this.#data.set(address, certainty);
    return certainty;
  }

  #readData(address: string): Certainty {
    const after = this.#after.data.get(address);
    const before = this.#before.data.get(address);
    if (!after) return CERTAIN;
    const { follows, maybe, text } = this.#sides.after.render(attributesOf(after));
    const waits = after.dependsOn.filter((one) => (this.of(one)?.action ?? 'none') !== 'none');
    if (follows.length + maybe.length + waits.length > 0) return { follows: [...follows, ...waits], maybe };
    const same = before && this.#sides.before.render(attributesOf(before)).text === text;
    // It answers something else, or perhaps the same: only asking tells.
    return same ? CERTAIN : { follows: [], maybe: [address] };
  }
}

/** The provider's tags that a state shows on a resource; a tag of its own that takes the place of one stands for it. */
function defaultTagsIn({ tags, tags_all: all }: Fields, now: Fields): Fields {
  const own = fields(tags);
  const given = Object.entries(fields(all)).filter(([key]) => !Object.hasOwn(own, key));
  const replaced = Object.entries(now).filter(([key]) => Object.hasOwn(own, key));
  return Object.fromEntries([...given, ...replaced]);
}

function actionOf(
  differences: readonly ValueDifference[],
  replacedBecause: readonly string[],
  movedFrom: string | undefined,
): Action | 'none' {
  if (replacedBecause.length > 0) return 'replace';
  if (differences.some(({ replaces }) => replaces === 'unknown')) return 'unknown';
  if (differences.length > 0) return 'update';
  return movedFrom === undefined ? 'none' : 'move';
}

function isIgnored({ ignored }: Block, attribute: string): boolean {
  return ignored.has('all') || ignored.has(attribute);
}

/** A resource that stands for several, or changes its type: which of them changes how is not predicted. */
function unknownDifference(before: Block, after: Block): ValueDifference {
  const path = before.repeated === after.repeated ? '(all)' : 'count';
  return {
    path,
    attribute: path,
    before: before.repeated ?? '1',
    after: after.repeated ?? '1',
    follows: [],
    inherited: false,
    replaces: 'unknown',
  };
}
