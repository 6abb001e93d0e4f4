import { addressesIn } from '../references';
import { type Resource, ResourceIndex, UnreadableTerraformError } from '../resource-index';
import type { Unread } from '../unread';
import { blocks, type Fields, isFields } from '../values';
import { type SourceBlocks, type SourceFile, sourceBlocks } from './blocks';
import { evaluate, type Scope } from './evaluate';
import { itemsOf } from './functions';
import { parseTemplate } from './parser';
import { ExpressionError } from './syntax';
import { Instance, isMap, Namespace, numberOf, plain, Referred, textOf, toJson, Unknown, type Value } from './values';

/** A configuration as a stack, and what of it was not read. */
export interface SourceStack {
  readonly stack: ResourceIndex;
  readonly unread: readonly Unread[];
}

/** Most resources that one block makes: more is a slip in a number. */
const MOST = 1000;

/** Arguments that say how a resource is made, not what it is. */
const META: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'provider',
  'depends_on',
  'lifecycle',
  'provisioner',
  'connection',
  'dynamic',
  '//',
]);

/**
 * Terraform as people write it, read without a plan: variables by their defaults, `count` and `for_each` where their
 * value is known, references as references. Modules are not entered.
 * @param values values of variables, as `terraform.tfvars` has them
 * @throws UnreadableTerraformError where it holds nothing of AWS
 */
export function sourceStack(files: readonly SourceFile[], values: Fields = {}): SourceStack {
  const configuration = new Configuration(sourceBlocks(files), values, files);
  const { resources, unread, region } = configuration;
  const hasModules = Object.keys(configuration.blocks.modules).length > 0;
  if (resources.length === 0) {
    const why = hasModules
      ? 'it holds modules alone, which are not entered; check a plan of it instead'
      : 'it holds no resource';
    throw new UnreadableTerraformError(why);
  }
  const provider = { aws: region === undefined ? [] : [{ region }] };
  return { stack: new ResourceIndex({ provider }, resources), unread };
}

/** The resources that one block makes. */
interface Instances {
  readonly value: Value;
  readonly instances: readonly { readonly instance: Instance; readonly scope: Scope }[];
}

class Configuration {
  readonly #made = new Map<string, Instances>();
  readonly #locals = new Map<string, Value>();
  readonly #unread = new Map<string, Unread>();

  constructor(
    readonly blocks: SourceBlocks,
    readonly values: Fields,
    files: readonly SourceFile[],
  ) {
    for (const [name, module] of Object.entries(blocks.modules)) {
      const source = isFields(module) && typeof module.source === 'string' ? module.source : 'no source';
      this.#note({ code: 'module', subject: `module.${name}`, detail: `${source}, in ${fileOf(name, files)}` });
    }
  }

  get unread(): readonly Unread[] {
    return [...this.#unread.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
  }

  #note(unread: Unread): void {
    this.#unread.set(`${unread.code} ${unread.subject}`, unread);
  }

  /** Of the provider without an alias. */
  get region(): string | undefined {
    const [own] = this.blocks.providers.filter(({ alias }) => alias === undefined);
    return textOf(this.#value(own?.region ?? null, this.#scope));
  }

  get resources(): readonly Resource[] {
    return [...this.blocks.resources].flatMap(([type, named]) =>
      [...named].flatMap(([name, block]) =>
        this.#make(type, name).instances.map(({ instance: { address }, scope }) => {
          return { address, type, name: address.slice(type.length + 1), body: this.#body(block, scope) };
        }),
      ),
    );
  }

  readonly #scope: Scope = (name) => {
    if (name === 'var') return new Namespace((key) => this.#variable(key));
    if (name === 'local') return new Namespace((key) => this.#local(key));
    if (name === 'data') return new Referred('data');
    const named = this.blocks.resources.get(name);
    return named && new Namespace((key) => (named.has(key) ? this.#make(name, key).value : new Unknown([])));
  };

  #variable(name: string): Value {
    if (Object.hasOwn(this.values, name)) return this.#value(this.values[name], NOTHING);
    const block = this.blocks.variables[name];
    return isFields(block) && 'default' in block ? this.#value(block.default, NOTHING) : new Unknown([]);
  }

  #local(name: string): Value {
    const known = this.#locals.get(name);
    if (known !== undefined) return known;
    // A local that leads to itself has no value.
    this.#locals.set(name, new Unknown([]));
    const value = Object.hasOwn(this.blocks.locals, name)
      ? this.#value(this.blocks.locals[name], this.#scope)
      : new Unknown([]);
    this.#locals.set(name, value);
    return value;
  }

  #make(type: string, name: string): Instances {
    const address = `${type}.${name}`;
    const known = this.#made.get(address);
    if (known) return known;
    const block = this.blocks.resources.get(type)?.get(name) ?? {};
    const single = this.#instance(address, block, this.#scope);
    // While its number is worked out, what refers to it sees one.
    this.#made.set(address, { value: single.instance, instances: [single] });
    const made = this.#several(address, block) ?? { value: single.instance, instances: [single] };
    this.#made.set(address, made);
    return made;
  }

  #several(address: string, block: Fields): Instances | undefined {
    if (block.count !== undefined) return this.#counted(address, block);
    return block.for_each === undefined ? undefined : this.#keyed(address, block);
  }

  #counted(address: string, block: Fields): Instances | undefined {
    const count = numberOf(this.#value(block.count, this.#scope));
    if (count === undefined || !Number.isInteger(count) || count < 0 || count > MOST) {
      this.#note({ code: 'count', subject: address, detail: `count is ${shown(block.count)}` });
      return undefined;
    }
    const instances = Array.from({ length: count }, (_, index) => {
      return this.#instance(`${address}[${index}]`, block, inside(this.#scope, { count: new Map([['index', index]]) }));
    });
    return { value: instances.map(({ instance }) => instance), instances };
  }

  #keyed(address: string, block: Fields): Instances | undefined {
    const each = plain(this.#value(block.for_each, this.#scope));
    const entries = isMap(each) ? [...each] : itemsOf(each)?.map((item) => [textOf(item), item] as const);
    if (entries === undefined || entries.some(([key]) => key === undefined) || entries.length > MOST) {
      this.#note({ code: 'count', subject: address, detail: `for_each is ${shown(block.for_each)}` });
      return undefined;
    }
    const instances = entries.map(([key = '', value]) => {
      const names = {
        each: new Map<string, Value>([
          ['key', key],
          ['value', value],
        ]),
      };
      return [key, this.#instance(`${address}[${JSON.stringify(key)}]`, block, inside(this.#scope, names))] as const;
    });
    return {
      value: new Map(instances.map(([key, { instance }]) => [key, instance])),
      instances: instances.map(([, one]) => one),
    };
  }

  #instance(address: string, block: Fields, scope: Scope) {
    const open = new Set<string>();
    const attribute = (name: string): Value | undefined => {
      if (!Object.hasOwn(block, name) || META.has(name) || open.has(name)) return undefined;
      open.add(name);
      const value = this.#value(block[name], scope);
      open.delete(name);
      return value;
    };
    return { instance: new Instance(address, attribute), scope };
  }

  #body(block: Fields, scope: Scope): Fields {
    const own = Object.entries(block).filter(([key]) => !META.has(key) || key === 'dynamic');
    return this.#block(Object.fromEntries(own), scope);
  }

  /** A block with its arguments worked out, and the blocks that it makes in a loop. */
  #block(block: Fields, scope: Scope): Fields {
    const { dynamic, ...own } = block;
    const body: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(own)) body[this.#key(key, scope)] = this.#argument(value, scope);
    for (const [key, made] of blocks(dynamic).flatMap((one) => this.#dynamic(one, scope))) {
      const before: readonly unknown[] = Array.isArray(body[key]) ? body[key] : [];
      body[key] = [...before, ...made];
    }
    return body;
  }

  #key(key: string, scope: Scope): string {
    return key.includes('${') ? (textOf(this.#value(key, scope)) ?? key) : key;
  }

  #argument(value: unknown, scope: Scope): unknown {
    if (typeof value === 'string') return toJson(this.#value(value, scope));
    if (Array.isArray(value)) return value.map((item) => this.#argument(item, scope));
    return isFields(value) ? this.#block(value, scope) : value;
  }

  #dynamic(dynamic: Fields, scope: Scope): readonly (readonly [string, readonly unknown[]])[] {
    return Object.entries(dynamic).flatMap(([key, all]) =>
      blocks(all).map(({ for_each, iterator, content }) => {
        const each = plain(this.#value(for_each, scope));
        const entries = isMap(each)
          ? [...each]
          : itemsOf(each)?.map((item, index) => [textOf(item) ?? String(index), item] as const);
        const [template] = blocks(content);
        const name = typeof iterator === 'string' ? iterator.replace(/^\$\{(.*)\}$/, '$1') : key;
        // A block of which it is not known whether it is there at all is taken as there, its values unknown.
        const items: readonly (readonly [Value, Value])[] = entries ?? [[new Unknown([]), new Unknown([])]];
        const made = items.map(([index, value]) => {
          const iteration = new Map<string, Value>([
            ['key', index],
            ['value', value],
          ]);
          return this.#block(template ?? {}, inside(scope, { [name]: iteration }));
        });
        return [key, made] as const;
      }),
    );
  }

  #value(value: unknown, scope: Scope): Value {
    if (typeof value === 'string') return text(value, scope);
    if (Array.isArray(value)) return value.map((item) => this.#value(item, scope));
    if (isFields(value))
      return new Map(Object.entries(value).map(([key, one]) => [this.#key(key, scope), this.#value(one, scope)]));
    return typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }
}

/** Where a module is called. */
function fileOf(module: string, files: readonly SourceFile[]): string {
  const found = files.find(({ content }) => blocks(content.module).some((one) => Object.hasOwn(one, module)));
  return found?.name ?? 'no file';
}

const NOTHING: Scope = () => undefined;

function inside(scope: Scope, names: Readonly<Record<string, Value>>): Scope {
  return (name) => (Object.hasOwn(names, name) ? names[name] : scope(name));
}

/** The value of a text; of one that is not read, only what it refers to is known. */
function text(value: string, scope: Scope): Value {
  if (!/[$%]\{/.test(value)) return value;
  try {
    return evaluate(parseTemplate(value), scope);
  } catch (error) {
    if (error instanceof ExpressionError) return new Unknown(mentioned(value));
    throw error;
  }
}

/** Whatever looks like a reference in a text, inside of its expressions or not. */
function mentioned(text: string): readonly string[] {
  return addressesIn(`\${${text.replaceAll(/[{}]/g, ' ')}}`).map((address) => `${address}.id`);
}

/** Longest part of an expression that is shown. */
const SHOWN = 80;

/** An expression on one line, without its comments. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'missing');
  const line = text
    .replace(/(^|\s)(?:#|\/\/).*$/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
