import { type Fields, isFields, NOT_KNOWN, strings } from '../values';
import { blockOf, inTurn } from './block-match';
import type { PlanConfiguration } from './configuration';
import type { PlannedResource } from './document';
import type { Identities } from './identities';
import { mayBeLooped } from './looped-blocks';

/** Where values that are known after the apply come from. */
interface Origin {
  /** The plan's own record of the configuration: names in expressions. */
  readonly expressions: Fields;
  /** The arguments by their expressions, where the source is at hand. */
  readonly source?: unknown;
}

/** What stands at one place of a resource's arguments. */
interface Place {
  readonly key: string;
  readonly value: unknown;
  /** `true` for what is known after the apply, or its shape. */
  readonly unknown: unknown;
  readonly expression: unknown;
  readonly source: unknown;
  /** The expression of the whole argument, inside of which this is. */
  readonly inherited: Fields | undefined;
  /** Whether it is in a block that the plan's record does not have, or may be one: blocks that are made in a loop. */
  readonly looped: boolean;
}

/** Reads the arguments of one planned resource. */
export class ArgumentReader {
  constructor(
    readonly resource: PlannedResource,
    readonly configuration: PlanConfiguration,
    readonly identities: Identities,
  ) {}

  object(
    values: Fields,
    unknown: Fields,
    { expressions, source }: Origin,
    { inherited, looped }: Pick<Place, 'inherited' | 'looped'> = { inherited: undefined, looped: false },
  ): Fields {
    const keys = new Set([...Object.keys(values), ...Object.keys(unknown)]);
    const read = [...keys].flatMap((key): [string, unknown][] => {
      const value = this.#value({
        key,
        value: values[key],
        unknown: unknown[key],
        expression: expressions[key] ?? inherited,
        source: isFields(source) ? source[key] : undefined,
        inherited,
        looped: looped || (!isFields(source) && mayBeLooped(this.resource.type, key, [values, expressions])),
      });
      return value === undefined || value === null ? [] : [[key, value]];
    });
    return Object.fromEntries(read);
  }

  #value(place: Place): unknown {
    const { key, value, unknown, expression, source, inherited, looped } = place;
    if (unknown === true) return this.#later(place);
    if (typeof value === 'string') return this.identities.reference(value, key, this.resource);
    if (Array.isArray(value) || Array.isArray(unknown)) return this.#list(place);
    if (!isFields(value) && !isFields(unknown)) return value;
    const leaf = leafOf(expression);
    const nested = leaf === undefined && isFields(expression) ? expression : {};
    return this.object(
      isFields(value) ? value : {},
      isFields(unknown) ? unknown : {},
      { expressions: nested, source },
      { inherited: leaf ?? inherited, looped },
    );
  }

  #list(place: Place): unknown {
    const { key, value, unknown, expression, source, looped } = place;
    const values: readonly unknown[] = Array.isArray(value) ? value : [];
    const unknowns: readonly unknown[] = Array.isArray(unknown) ? unknown : [];
    const length = Math.max(values.length, unknowns.length);
    if (unknowns.some((one) => one === true)) {
      if (Array.isArray(source) && !isOpen(source)) return source;
      if (leafOf(expression) !== undefined) {
        const known = values
          .filter((one) => typeof one === 'string')
          .map((one) => this.identities.reference(one, key, this.resource));
        return [...known, ...strings(this.#referred(expression))];
      }
    }
    const matched = inTurn(values, Array.isArray(source) ? source : []);
    // Blocks that the configuration's record does not have, or fewer of than there are, come from a loop.
    const isBlocks = values.some(isFields);
    const recorded = Array.isArray(expression) ? expression.length : expression === undefined ? 0 : length;
    return Array.from({ length }, (_, index) => {
      const item = values[index];
      const written = Array.isArray(expression) ? blockOf(item, index, expression, length) : expression;
      return this.#value({
        ...place,
        value: item,
        unknown: unknowns[index],
        expression: written,
        source: matched[index],
        looped: looped || (isBlocks && recorded < length),
      });
    });
  }

  /** What is known after the apply: by the source where that tells, by the plan's own record of it otherwise. */
  #later({ expression, source, looped }: Place): unknown {
    if (source !== undefined && !isOpen(source)) return source;
    const referred = this.#referred(expression);
    if (referred !== undefined && (source === undefined || !isOpen(referred))) return referred;
    return source ?? (looped ? NOT_KNOWN : undefined);
  }

  #referred(expression: unknown): unknown {
    const leaf = leafOf(expression);
    if (leaf === undefined) return undefined;
    const { references, exact } = this.configuration.resolve(strings(leaf.references), this.resource);
    if (!exact) return `\${unknown(${references.join(', ')})}`;
    const texts = references.map((one) => `\${${one}}`);
    return texts.length === 1 ? texts[0] : texts;
  }
}

/** Whether a part of a value is not known. */
function isOpen(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${unknown(');
  return typeof value === 'object' && value !== null && Object.values(value).some(isOpen);
}

/** An expression with references; a constant or a block is none. */
function leafOf(expression: unknown): Fields | undefined {
  return isFields(expression) && Array.isArray(expression.references) ? expression : undefined;
}

/** Whether a shape of unknown values has any. */
export function holdsUnknown(unknown: unknown): boolean {
  if (unknown === true) return true;
  return typeof unknown === 'object' && unknown !== null && Object.values(unknown).some(holdsUnknown);
}
