import type { Resource } from '../resource-index';
import type { Fields } from '../values';
import { callingFile, type SourceBlocks } from './blocks';
import { bodyOf, META } from './body';
import type { Scope } from './evaluate';
import type { Evaluation } from './evaluation';
import { type Instances, instancesOf } from './instances';
import type { Regions } from './regions';
import { isUnreadModule, type SourceModule } from './source-module';
import { conversion } from './types';
import { fromJson, Instance, Namespace, orUnknown, Referred, toJson, Unknown, type Value } from './values';

interface MadeResource {
  readonly value: Instance;
  readonly scope: Scope;
}

interface MadeModule {
  readonly value: Namespace;
  readonly module: ModuleInstance | undefined;
}

/** What a module is called with. */
export interface ModuleCall {
  /** `module.site["a"]`; empty for the root module. */
  readonly address: string;
  /** The value of a variable; undefined where the call gives none. */
  readonly argument: (name: string) => Value | undefined;
  readonly regions: Regions;
}

/** Arguments of a call that are no variables of the module. */
const CALL: ReadonlySet<string> = new Set(['source', 'version', 'count', 'for_each', 'providers', 'depends_on']);

/** A module, called once: its names, resources and the modules that it calls are worked out when they are asked for. */
export class ModuleInstance {
  readonly #blocks: SourceBlocks;
  readonly #regions: Regions;
  readonly #known = new Map<string, Value>();
  readonly #resources = new Map<string, Instances<MadeResource>>();
  readonly #modules = new Map<string, Instances<MadeModule>>();

  constructor(
    readonly source: SourceModule,
    readonly call: ModuleCall,
    readonly evaluation: Evaluation,
  ) {
    this.#blocks = evaluation.blocksOf(source.files);
    this.#regions = call.regions.within(this.#blocks.providers, (region) => evaluation.value(region, this.#scope));
  }

  /** Region of the provider without an alias. */
  get region(): string | undefined {
    return this.#regions.of(undefined);
  }

  /** All resources, and those of the modules below. */
  *resources(): Iterable<Resource> {
    for (const [type, named] of this.#blocks.resources) {
      for (const [name, block] of named) {
        for (const { value, scope } of this.#resource(type, name, block).all) {
          const { address } = value;
          const base = `${this.#prefix}${type}.`;
          const region = block.provider === undefined ? this.region : this.#regions.of(block.provider);
          yield {
            address,
            type,
            name: address.slice(base.length),
            body: bodyOf(block, scope, this.evaluation),
            ...(region === undefined ? {} : { region }),
          };
        }
      }
    }
    yield* this.#readSubnets();
    for (const name of this.#blocks.modules.keys()) {
      for (const { module } of this.#module(name).all) if (module) yield* module.resources();
    }
  }

  output(name: string): Value {
    const block = this.#blocks.outputs.get(name);
    if (block === undefined) return new Unknown([]);
    return this.#once(`output.${name}`, () => this.evaluation.value(block.value, this.#scope));
  }

  get outputs(): readonly string[] {
    return [...this.#blocks.outputs.keys()];
  }

  get #prefix(): string {
    return this.call.address === '' ? '' : `${this.call.address}.`;
  }

  readonly #scope: Scope = (name) => {
    switch (name) {
      case 'var':
        return new Namespace((key) => this.#once(`var.${key}`, () => this.#variable(key)));
      case 'local':
        return new Namespace((key) => this.#once(`local.${key}`, () => this.#local(key)));
      case 'module':
        return new Namespace((key) => (this.#blocks.modules.has(key) ? this.#module(key).value : new Unknown([])));
      case 'path':
        return this.#path;
      case 'terraform':
        return new Namespace((key) => (key === 'workspace' ? this.#workspace : new Unknown([])));
      case 'data':
        return new Namespace((type) => new Namespace((key) => this.#data(type, key)));
      default: {
        const named = this.#blocks.resources.get(name);
        return named && new Namespace((key) => this.#resourceValue(name, key, named.get(key)));
      }
    }
  };

  get #path(): Value {
    const { path } = this.source;
    return new Namespace((key) =>
      key === 'root' ? '.' : key === 'module' && path !== undefined ? path : new Unknown([]),
    );
  }

  /** A plan does not say in which it was made. */
  get #workspace(): Value {
    const { root, planned } = this.evaluation;
    if (planned !== undefined || root === undefined) return new Unknown([]);
    if (root.workspace === undefined) this.evaluation.note({ code: 'workspace', subject: 'terraform.workspace' });
    return root.workspace ?? 'default';
  }

  /** What is asked for while it is worked out leads to itself, and has no value. */
  #once(name: string, work: () => Value): Value {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, new Unknown([]));
    const value = this.evaluation.deeper(`${this.#prefix}${name}`, work);
    this.#known.set(name, value);
    return value;
  }

  #variable(name: string): Value {
    const block = this.#blocks.variables.get(name);
    const given = this.call.argument(name);
    const convert = conversion(block?.type);
    if (given !== undefined && (given !== null || block?.nullable !== false)) return convert(given);
    if (block === undefined || !('default' in block)) return orUnknown(given);
    return convert(this.evaluation.value(block.default, NOTHING));
  }

  #local(name: string): Value {
    const { locals } = this.#blocks;
    return Object.hasOwn(locals, name) ? this.evaluation.value(locals[name], this.#scope) : new Unknown([]);
  }

  #resourceValue(type: string, name: string, block: Fields | undefined): Value {
    return block === undefined ? new Unknown([]) : this.#resource(type, name, block).value;
  }

  #resource(type: string, name: string, block: Fields): Instances<MadeResource> {
    const address = `${this.#prefix}${type}.${name}`;
    return this.#made(this.#resources, address, block, (one, scope) => this.#instance(one, block, scope));
  }

  /** Subnets that are read as data, where it is said which zone they are in. */
  *#readSubnets(): Iterable<Resource> {
    for (const [name, block] of this.#blocks.data.get('aws_subnet') ?? []) {
      if (block.availability_zone === undefined) continue;
      for (const { value, scope } of this.#read('aws_subnet', name, block).all) {
        const body = bodyOf(pick(block, ['availability_zone', 'cidr_block', 'vpc_id']), scope, this.evaluation);
        yield { address: value.address, type: 'aws_subnet', name: value.address.replace(/^.*\.(?=[^.]+$)/, ''), body };
      }
    }
  }

  /** A data source that is not declared is referred to all the same. */
  #data(type: string, name: string): Value {
    const block = this.#blocks.data.get(type)?.get(name);
    if (block === undefined) return new Referred(`${this.#prefix}data.${type}.${name}`);
    return this.#read(type, name, block).value;
  }

  #read(type: string, name: string, block: Fields): Instances<MadeResource> {
    return this.#made(this.#resources, `${this.#prefix}data.${type}.${name}`, block, (one, scope) => {
      const region = this.#regions.of(block.provider);
      const known = type === 'aws_region' && region !== undefined ? { name: region, region, id: region } : {};
      const shown = type === 'aws_availability_zones' ? this.#zonesAddress(one, block, region, scope) : one;
      return this.#instance(one, { ...known, ...block }, scope, shown);
    });
  }

  /** Lists of a region's zones are one list, whichever modules read it. */
  #zonesAddress(address: string, block: Fields, region: string | undefined, scope: Scope): string {
    const stated = JSON.stringify([region, toJson(this.evaluation.value(withoutMeta(block), scope))]);
    return this.evaluation.zonesAddress(stated, address.slice(this.#prefix.length), address);
  }

  #module(name: string): Instances<MadeModule> {
    const block = this.#blocks.modules.get(name) ?? {};
    return this.#made(this.#modules, `${this.#prefix}module.${name}`, block, (address, scope) =>
      this.#called(name, block, address, scope),
    );
  }

  #called(name: string, block: Fields, address: string, scope: Scope): MadeModule {
    const source = this.source.calls.get(name);
    if (source === undefined || isUnreadModule(source)) {
      const what = typeof block.source === 'string' ? block.source : 'no source';
      const file = callingFile(name, this.source.files);
      const remedy = source?.remedy ?? 'give its folder, or a plan';
      this.evaluation.note({
        code: 'module',
        subject: `${this.#prefix}module.${name}`,
        detail: `${what}, called in ${file}: ${remedy}`,
      });
      return { value: new Namespace(() => new Unknown([])), module: undefined };
    }
    const module = new ModuleInstance(
      source,
      {
        address,
        argument: (key) =>
          Object.hasOwn(block, key) && !CALL.has(key) ? this.evaluation.value(block[key], scope) : undefined,
        regions: this.#regions.passed(block.providers),
      },
      this.evaluation,
    );
    return { value: new Namespace((key) => module.output(key), module.outputs), module };
  }

  /** While the number of its instances is worked out, what refers to a block sees one. */
  #made<T extends { readonly value: Value }>(
    known: Map<string, Instances<T>>,
    address: string,
    block: Fields,
    make: (address: string, scope: Scope) => T,
  ): Instances<T> {
    const before = known.get(address);
    if (before) return before;
    if (block.count !== undefined || block.for_each !== undefined) {
      const single = make(address, this.#scope);
      known.set(address, { value: single.value, all: [single] });
    }
    const made = instancesOf(address, block, this.#scope, this.evaluation, make);
    known.set(address, made);
    return made;
  }

  /** @param shown the address that references to it have */
  #instance(address: string, block: Fields, scope: Scope, shown = address): MadeResource {
    const known = new Map<string, Value | undefined>();
    const attribute = (name: string): Value | undefined => {
      if (known.has(name)) return known.get(name);
      const planned = this.evaluation.planned?.attribute(address, name);
      if (planned !== undefined) return fromJson(planned);
      if (!Object.hasOwn(block, name) || META.has(name)) return undefined;
      // What leads to itself has no value.
      known.set(name, undefined);
      const value = this.evaluation.value(block[name], scope);
      known.set(name, value);
      return value;
    };
    return { value: new Instance(shown, attribute), scope };
  }
}

const NOTHING: Scope = () => undefined;

function pick(block: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(block).filter(([key]) => keys.includes(key)));
}

function withoutMeta(block: Fields): Fields {
  return Object.fromEntries(Object.entries(block).filter(([key]) => !META.has(key) || key === 'dynamic'));
}
