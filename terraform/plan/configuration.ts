import { blocks, type Fields, fields, isFields, strings } from '../values';
import { type Candidate, PlanAddresses } from './addresses';
import { bare, caller, longest, steps } from './reference-steps';

/**
 * What an expression of the configuration refers to. A plan keeps the names in an expression, not the expression: of
 * `[aws_subnet.a.id, aws_subnet.b.id]` all is known, of `aws_subnet.all[count.index].id` only that it is one of them.
 */
export interface ReferredAddresses {
  /** References with their attribute, as `aws_subnet.a.id`, in the order of the expression. */
  readonly references: readonly string[];
  /** Whether these are all, and no more, of what the value consists of. */
  readonly exact: boolean;
}

/** Where an expression stands. */
export interface Where {
  /** Address of the module, as `module.site["a"]`; empty for the root module. */
  readonly module: string;
  /** The resource, or the call of a module, whose argument it is: `each` is its own. @default - of neither */
  readonly type?: string;
  readonly name?: string;
}

const NOTHING: ReferredAddresses = { references: [], exact: false };

/** Deepest chain of variables and outputs that is followed. */
const DEPTH = 24;

/** Type of a call of a module, where it stands for a resource. */
const MODULE = 'module';

/** The configuration block of a plan: where each resource's arguments come from. */
export class PlanConfiguration {
  readonly #addresses: PlanAddresses;

  /** @param addresses of all resources in the plan */
  constructor(
    readonly root: Fields,
    addresses: Iterable<string>,
  ) {
    this.#addresses = new PlanAddresses(addresses);
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
    return fields(this.#resource(module, type, name)?.expressions);
  }

  /** What the references of an expression stand for. */
  resolve(references: readonly string[], where: Where, depth = DEPTH): ReferredAddresses {
    const named = longest(references);
    const all = named.filter((one) => !isKey(one)).map((one) => this.#resolveOne(one, where, depth));
    // A key beside a resource that is named without one tells which of its instances is meant, and there is one alone.
    const keyed = all.some(({ only }) => only === true);
    return {
      references: [...new Set(all.flatMap((one) => one.references))],
      exact: all.length > 0 && all.every(({ exact }) => exact) && (keyed || !named.some(isKey)),
    };
  }

  #resolveOne(reference: string, where: Where, depth: number): ReferredAddresses & { readonly only?: boolean } {
    const parts = steps(reference);
    const [head = '', name = ''] = parts;
    if (depth === 0) return NOTHING;
    if (head === 'var') return this.#variable(bare(name), where.module, depth - 1);
    if (head === MODULE) return this.#outputs(name, parts[2], where.module, depth - 1);
    if (head === 'each') return this.#each(where, depth - 1);
    if (parts.length < 2 || OTHER.has(head)) return NOTHING;
    const address = `${where.module === '' ? '' : `${where.module}.`}${head}.${name}`;
    const attribute = parts
      .slice(2)
      .map((part) => `.${part}`)
      .join('');
    return only(this.#addresses.matching(address), attribute);
  }

  /** What a resource, or a module, goes through: its instance's own is one of these. */
  #each({ module, type, name = '' }: Where, depth: number): ReferredAddresses {
    const owner = type === MODULE ? this.#call(module, name) : this.#resource(module, type ?? '', name);
    const { for_each_expression: forEach } = fields(owner);
    return { ...this.resolve(strings(fields(forEach).references), { module }, depth), exact: false };
  }

  #variable(name: string, module: string, depth: number): ReferredAddresses {
    const { parent, call } = caller(module);
    if (call === undefined) return NOTHING;
    const expression = fields(fields(this.#call(parent, call)?.expressions)[name]);
    if (!('references' in expression)) return NOTHING;
    return this.resolve(strings(expression.references), { module: parent, type: MODULE, name: call }, depth);
  }

  /** An output of a module; all of them where none is named. */
  #outputs(call: string, output: string | undefined, module: string, depth: number): ReferredAddresses {
    const inner = `${module === '' ? '' : `${module}.`}module.${call}`;
    const outputs = fields(fields(this.#module(inner)).outputs);
    const wanted = output === undefined ? Object.keys(outputs) : [bare(output)];
    const found = wanted.map((name) => {
      const expression = fields(fields(outputs[name]).expression);
      return 'references' in expression
        ? this.resolve(strings(expression.references), { module: inner }, depth)
        : NOTHING;
    });
    return {
      references: [...new Set(found.flatMap((one) => one.references))],
      exact: output !== undefined && found.every(({ exact }) => exact),
    };
  }

  #resource(module: string, type: string, name: string): Fields | undefined {
    const resources = blocks(this.#module(module)?.resources);
    return resources.find((one) => one.mode === 'managed' && one.type === type && one.name === name);
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
const OTHER: ReadonlySet<string> = new Set(['local', 'data', 'self', 'path', 'terraform']);

/** What tells one instance from the others, and refers to nothing by itself. */
function isKey(reference: string): boolean {
  return reference === 'count.index' || reference === 'each.key';
}

/** Which of several it is stands in the expression's index or splat, and that is not in the plan; of one it is known. */
function only(candidates: readonly Candidate[], attribute: string): ReferredAddresses & { readonly only?: boolean } {
  const [one] = candidates;
  if (one === undefined || candidates.length > 1)
    return { references: candidates.map(({ address }) => `${address}${attribute || '.id'}`), exact: false };
  const isWhole = attribute === '' && !one.named;
  return { references: [`${one.address}${isWhole ? '.id' : attribute}`], exact: true, only: !one.named };
}
