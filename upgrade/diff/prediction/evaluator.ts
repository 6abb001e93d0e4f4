import { type Fields, fields, isFields } from '../../../terraform/values';
import type { Configuration } from './configuration';
import { isTemplate, type Part, soleReference, type TemplateReference, templateParts } from './template';

/** How far a value is known before anything is applied. */
export interface Certainty {
  /** Addresses whose change makes it known only after apply. */
  readonly follows: readonly string[];
  /** Addresses of which it is unknown whether they are replaced. */
  readonly maybe: readonly string[];
}

/** A value of the configuration, with the reference that it consisted of followed as far as it goes. */
export interface Resolved extends Certainty {
  /** As in the JSON. What only AWS knows stands as its expression, `${aws_vpc.network.id}`. */
  readonly value: unknown;
  /** It is such an expression. */
  readonly opaque: boolean;
}

/** A value as text. */
export interface Rendered extends Certainty {
  readonly text: string;
}

/** What one side of an upgrade knows of its resources. */
export interface Knowledge {
  /** The address that a resource has after the upgrade. */
  addressOf(address: string): string;
  /** What is known of an attribute that the configuration does not set. */
  certaintyOf(address: string, attribute: string | undefined): Certainty;
  /** Whether an attribute keeps the value that it was created with, whatever is set. */
  leftAlone(address: string, attribute: string): boolean;
  /** The value of what only AWS knows, where a state says it. */
  stateOf?(address: string, path: readonly (string | number)[]): unknown;
}

export const CERTAIN: Certainty = { follows: [], maybe: [] };

/** Longest chain of references; a circle, which Terraform refuses, ends here. */
const DEPTH = 64;

/** Values of one side of an upgrade. The same text on both sides means the same value. */
export class Evaluator {
  readonly #configuration: Configuration;
  readonly #knowledge: Knowledge;
  readonly #parts = new Map<string, readonly Part[]>();

  constructor(configuration: Configuration, knowledge: Knowledge) {
    this.#configuration = configuration;
    this.#knowledge = knowledge;
  }

  /** What a value stands for. A string in which an expression is only a part stays as it is. */
  resolve(given: unknown, depth = 0): Resolved {
    if (typeof given !== 'string') return { value: given, opaque: false, ...CERTAIN };
    // Most texts are no reference, and some are long.
    const reference = given.startsWith('${') ? soleReference(this.#partsOf(given)) : undefined;
    if (!reference) return { value: given, opaque: false, ...CERTAIN };
    const target = depth < DEPTH ? this.#target(reference, depth) : undefined;
    return target ? this.resolve(target.value, depth + 1) : this.#opaque(reference);
  }

  /** A value as text: strings as they are, everything else as JSON. */
  render(given: unknown, depth = 0): Rendered {
    const { value, opaque, follows, maybe } = this.resolve(given, depth);
    if (opaque) return { text: String(value), follows, maybe };
    if (typeof value === 'string') return this.#template(value, depth);
    if (typeof value !== 'object' || value === null) return plain(String(value));
    const found: Certainty[] = [];
    const shown = this.#deep(value, found, depth + 1);
    return { text: JSON.stringify(shown), ...merged(found) };
  }

  #deep(given: unknown, found: Certainty[], depth: number): unknown {
    const { value, opaque, ...certainty } = this.resolve(given, depth);
    found.push(certainty);
    if (opaque) return value;
    if (Array.isArray(value)) return value.map((one) => this.#deep(one, found, depth + 1));
    if (isFields(value)) {
      return Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, this.#deep(value[key], found, depth + 1)]),
      );
    }
    if (typeof value !== 'string') return value;
    const rendered = this.#template(value, depth);
    found.push(rendered);
    return rendered.text;
  }

  #template(text: string, depth: number): Rendered {
    const parts = this.#partsOf(text);
    if (parts.every(({ kind }) => kind === 'text')) return plain(text);
    const found: Certainty[] = [];
    const texts = parts.map((part) => (part.kind === 'text' ? part.text : this.#expression(part, found, depth)));
    return { text: texts.join(''), ...merged(found) };
  }

  #expression({ text, references }: Extract<Part, { kind: 'expression' }>, found: Certainty[], depth: number): string {
    let shown = '';
    let from = 0;
    for (const reference of references) {
      const target = depth < DEPTH ? this.#target(reference, depth) : undefined;
      const rendered = target ? this.render(target.value, depth + 1) : this.#opaque(reference);
      found.push(rendered);
      const whole = reference.start === 0 && reference.end === text.length;
      if (whole) return 'text' in rendered ? rendered.text : String(rendered.value);
      const value = 'text' in rendered ? JSON.stringify(rendered.text) : unwrapped(String(rendered.value));
      shown += text.slice(from, reference.start) + value;
      from = reference.end;
    }
    return `\${${shown}${text.slice(from)}}`;
  }

  /** What a reference names, where the configuration itself says. */
  #target({ root, path }: TemplateReference, depth: number): { readonly value: unknown } | undefined {
    const { locals, variables, resources } = this.#configuration;
    const [kind = '', name = ''] = root.split('.');
    if (kind === 'local') return Object.hasOwn(locals, name) ? this.#at(locals[name], path, depth) : undefined;
    if (kind === 'var') return variables.has(name) ? this.#at(variables.get(name), path, depth) : undefined;
    const block = resources.get(root);
    const [attribute] = path;
    if (!block || block.repeated !== undefined || typeof attribute !== 'string') return undefined;
    if (this.#knowledge.leftAlone(root, attribute)) return undefined;
    return this.#at(block.body, path, depth);
  }

  #at(given: unknown, path: TemplateReference['path'], depth: number): { readonly value: unknown } | undefined {
    let value = given;
    for (const step of path) {
      const inside = this.resolve(value, depth + 1).value;
      // A block that stands once is written without its list.
      if (step === 0 && isFields(inside)) value = inside;
      else if (Array.isArray(inside)) value = typeof step === 'number' ? inside[step] : undefined;
      else value = own(fields(inside), String(step));
    }
    return value === undefined || value === null ? undefined : { value };
  }

  /** A reference to what only AWS knows, by the address that it has after the upgrade. */
  #opaque({ root, path }: TemplateReference): Resolved {
    const address = this.#knowledge.addressOf(root);
    const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    const [attribute] = path;
    const certainty = this.#knowledge.certaintyOf(address, typeof attribute === 'string' ? attribute : undefined);
    const isCertain = certainty.follows.length + certainty.maybe.length === 0;
    const known = isCertain ? this.#knowledge.stateOf?.(address, path) : undefined;
    if (known !== undefined) return { value: known, opaque: typeof known === 'string', ...CERTAIN };
    return { value: `\${${address}${steps}}`, opaque: true, ...certainty };
  }

  #partsOf(text: string): readonly Part[] {
    const known = this.#parts.get(text);
    if (known) return known;
    const parts = isTemplate(text) ? templateParts(text) : [{ kind: 'text', text } as const];
    this.#parts.set(text, parts);
    return parts;
  }
}

function own(body: Fields, key: string): unknown {
  return Object.hasOwn(body, key) ? body[key] : undefined;
}

function plain(text: string): Rendered {
  return { text, ...CERTAIN };
}

function unwrapped(text: string): string {
  return text.replace(/^\$\{(.*)\}$/s, '$1');
}

function merged(found: readonly Certainty[]): Certainty {
  return {
    follows: [...new Set(found.flatMap(({ follows }) => follows))].sort(),
    maybe: [...new Set(found.flatMap(({ maybe }) => maybe))].sort(),
  };
}
