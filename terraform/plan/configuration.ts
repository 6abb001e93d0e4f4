import { blocks, type Fields, fields, isFields, strings } from '../values';

/**
 * What an expression of the configuration refers to. A plan keeps the names in an expression, not the expression: of
 * `[aws_subnet.a.id, aws_subnet.b.id]` all is known, of `aws_subnet.all[count.index].id` only that it is one of them.
 */
export interface Referred {
  /** References with their attribute, as `aws_subnet.a.id`, in the order of the expression. */
  readonly references: readonly string[];
  /** Whether these are all, and no more, of what the value consists of. */
  readonly exact: boolean;
}

const NOTHING: Referred = { references: [], exact: false };

/** Deepest chain of variables and outputs that is followed. */
const DEPTH = 24;

/** The configuration block of a plan: where each resource's arguments come from. */
export class PlanConfiguration {
  readonly #addresses: ReadonlySet<string>;
  readonly #instances: ReadonlyMap<string, readonly string[]>;

  /** @param addresses of all resources in the plan */
  constructor(
    readonly root: Fields,
    addresses: Iterable<string>,
  ) {
    this.#addresses = new Set(addresses);
    const instances = new Map<string, string[]>();
    for (const address of this.#addresses) {
      const base = address.replace(/\[[^[\]]*\]$/, '');
      const known = instances.get(base);
      if (known) known.push(address);
      else instances.set(base, [address]);
    }
    this.#instances = instances;
  }

  /** Region of the AWS provider without an alias, where the plan has it. */
  region(variables: Fields): string | undefined {
    const { expressions } = fields(fields(this.root.provider_config).aws);
    const region = fields(fields(expressions).region);
    if (typeof region.constant_value === 'string') return region.constant_value;
    const name = strings(region.references)[0]?.replace(/^var\./, '');
    const value = name === undefined ? undefined : fields(variables[name]).value;
    return typeof value === 'string' ? value : undefined;
  }

  /** The arguments of a resource as expressions: a leaf has `constant_value` or `references`, a block is a list. */
  expressions(module: string, type: string, name: string): Fields {
    const resources = blocks(this.#module(module)?.resources);
    const found = resources.find((one) => one.mode === 'managed' && one.type === type && one.name === name);
    return fields(found?.expressions);
  }

  /** What the references of an expression in a module stand for. */
  resolve(references: readonly string[], module: string, depth = DEPTH): Referred {
    const all = longest(references).map((one) => this.#resolveOne(one, module, depth));
    return {
      references: [...new Set(all.flatMap((one) => one.references))],
      exact: all.length > 0 && all.every(({ exact }) => exact),
    };
  }

  #resolveOne(reference: string, module: string, depth: number): Referred {
    const parts = split(reference);
    const [head = '', name = ''] = parts;
    if (depth === 0) return NOTHING;
    if (head === 'var') return this.#variable(bare(name), module, depth - 1);
    if (head === 'module') return this.#output(name, bare(parts[2] ?? ''), module, depth - 1);
    if (parts.length < 2 || OTHER.has(head)) return NOTHING;
    const attributes = parts.slice(2).map((part) => `.${part}`);
    const address = `${module === '' ? '' : `${module}.`}${head}.${name}`;
    if (this.#addresses.has(address)) return { references: [`${address}${attributes.join('')}`], exact: true };
    const instances = this.#instances.get(address) ?? [];
    // Which of them is in the expression's index or splat, and that is not in the plan.
    return { references: instances.map((one) => `${one}.id`), exact: false };
  }

  #variable(name: string, module: string, depth: number): Referred {
    const { parent, call } = caller(module);
    if (call === undefined) return NOTHING;
    const expression = fields(fields(this.#call(parent, call)?.expressions)[name]);
    return 'references' in expression ? this.resolve(strings(expression.references), parent, depth) : NOTHING;
  }

  #output(call: string, output: string, module: string, depth: number): Referred {
    const inner = `${module === '' ? '' : `${module}.`}module.${call}`;
    const found = fields(fields(fields(fields(this.#module(inner)).outputs)[output]).expression);
    return 'references' in found ? this.resolve(strings(found.references), inner, depth) : NOTHING;
  }

  #call(module: string, name: string): Fields | undefined {
    const call = fields(this.#module(module)?.module_calls)[name];
    return isFields(call) ? call : undefined;
  }

  #module(address: string): Fields | undefined {
    const { parent, call } = caller(address);
    const module = call === undefined ? this.root.root_module : this.#call(parent, call)?.module;
    return isFields(module) ? module : undefined;
  }
}

/** What is no resource; `local` is not in a plan at all. */
const OTHER: ReadonlySet<string> = new Set(['local', 'data', 'each', 'count', 'self', 'path', 'terraform']);

/** Each reference is followed by what it is a part of: `a.b[0].id`, `a.b[0]`, `a.b`. The first of each such run. */
function longest(references: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let last = '';
  for (const one of references) {
    const isPart = last.startsWith(one) && /^[.[]/.test(last.slice(one.length));
    if (!isPart) kept.push(one);
    last = one;
  }
  return kept;
}

/** The steps of a reference, each with its index: `aws_subnet`, `a["x.y"]`, `id`. */
function split(reference: string): readonly string[] {
  return reference.match(/(?:\["[^"]*"\]|[^.])+/g) ?? [];
}

function bare(step: string): string {
  return step.replace(/\[.*$/, '');
}

/** The module that a module is called in, and by which name; of the root there is none. */
function caller(module: string): { readonly parent: string; readonly call: string | undefined } {
  const steps = split(module);
  const last = steps.at(-1);
  if (last === undefined) return { parent: '', call: undefined };
  return { parent: steps.slice(0, -2).join('.'), call: bare(last) };
}
