import { LinkIndex } from './links';
import { addressesIn, addressOf } from './references';
import type { Resource } from './resource';
import { type Fields, fields, isFields, strings } from './values';

export type { Resource };

/** Terraform's JSON, given as something else. */
export class UnreadableTerraformError extends Error {
  override readonly name = 'UnreadableTerraformError';
}

const LOCAL = /^\$\{local\.([A-Za-z0-9_-]+)\}$/;

/** Longest chain of locals that refer to locals: a circle ends here. */
const LOCAL_DEPTH = 16;

/** A synthesized stack (`cdk.tf.json`), by address and by type. */
export class ResourceIndex {
  readonly #resources = new Map<string, Resource>();
  /** Blocks whose `count` or `for_each` gives nothing. */
  readonly #none: ReadonlySet<string>;
  readonly #types = new Map<string, Resource[]>();
  readonly #addresses = new Map<string, string | undefined>();
  #names: ReadonlyMap<string, readonly Resource[]> | undefined;
  readonly #mentioned = new Map<string, readonly string[]>();
  readonly #referring = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  /** Which resources mean which others. */
  readonly links = new LinkIndex(this);
  readonly locals: Fields;
  readonly #data: Fields;
  /** Region of the AWS provider, where it is written out. */
  readonly region: string | undefined;
  /** Versions of the AWS provider that the Terraform asks for, where it says. */
  readonly providerVersion: string | undefined;

  /**
   * @param json the document; its locals and providers count in any case
   * @param resources what is in it. @default - the resources of its `resource` block
   * @param mayBeEmpty whether nothing of AWS is an answer too, as in a state before the first apply
   * @throws UnreadableTerraformError where it is not Terraform's JSON, or holds nothing of AWS
   */
  constructor(json: unknown, resources?: readonly Resource[], mayBeEmpty = false) {
    if (!isFields(json)) throw new UnreadableTerraformError("it is not an object, as Terraform's JSON is");
    this.locals = fields(json.locals);
    this.#data = fields(json.data);
    this.#none = emptyBlocks(json.resource);
    for (const resource of resources ?? resourcesOf(json)) this.#add(resource);
    if (!mayBeEmpty && ![...this.#types.keys()].some((type) => type.startsWith('aws_'))) {
      throw new UnreadableTerraformError('it holds no resource of AWS');
    }
    const required = fields(fields(fields(json.terraform).required_providers).aws).version;
    this.providerVersion = typeof required === 'string' ? required : undefined;
    const provider = fields(json.provider).aws;
    const regions = (Array.isArray(provider) ? provider : [provider]).map((one) => this.text(fields(one).region));
    this.region = regions.find((region) => region !== undefined && !region.includes('${'));
  }

  get(address: string | undefined): Resource | undefined {
    return address === undefined ? undefined : this.#resources.get(address);
  }

  /** The arguments of a data source, as `data.aws_vpc.main`; undefined where it is none of this stack. */
  data(address: string): Fields | undefined {
    const [, type = '', name = ''] = /^data\.([a-z][a-z0-9_]*)\.([\w-]+)/.exec(address) ?? [];
    const found = fields(this.#data[type])[name];
    return isFields(found) ? found : undefined;
  }

  /** Whether a resource or data source has a block, be it one whose `count` gives nothing. */
  declares(address: string): boolean {
    return this.has(address) || this.#none.has(address) || this.data(address) !== undefined;
  }

  has(address: string): boolean {
    return this.#resources.has(address);
  }

  /** The one resource of the given types that has a name, where no reference to it is written. */
  named(name: string, types: readonly string[]): Resource | undefined {
    this.#names ??= namesOf(this.#resources.values());
    const found = (this.#names.get(name) ?? []).filter(({ type }) => types.includes(type));
    return found.length === 1 ? found[0] : undefined;
  }

  /** All resources, in the order of the file. */
  get all(): Iterable<Resource> {
    return this.#resources.values();
  }

  /** All resources of a type, in the order of the file. */
  ofType(type: string): readonly Resource[] {
    return this.#types.get(type) ?? [];
  }

  /** The address that a value refers to, whether it is in this stack or not. Each text is resolved once. */
  addressOf(value: unknown): string | undefined {
    if (typeof value !== 'string') return undefined;
    if (!this.#addresses.has(value)) this.#addresses.set(value, addressOf(value));
    return this.#addresses.get(value);
  }

  /** The resource of this stack that a value refers to. */
  target(value: unknown): Resource | undefined {
    return this.get(this.addressOf(value));
  }

  /** All addresses that a text refers to inside its `${…}` expressions. Each text is read once. */
  addressesIn(text: string): readonly string[] {
    const known = this.#mentioned.get(text) ?? addressesIn(text);
    this.#mentioned.set(text, known);
    return known;
  }

  /**
   * Resources of a type whose argument refers to an address, or to several with it among them. O(1) after the first
   * question of its kind.
   */
  referring(type: string, argument: string, address: string): readonly Resource[] {
    const key = `${type}.${argument}`;
    const known = this.#referring.get(key) ?? this.#collect(type, argument);
    this.#referring.set(key, known);
    return known.get(address) ?? [];
  }

  #collect(type: string, argument: string): ReadonlyMap<string, readonly Resource[]> {
    const found = new Map<string, Resource[]>();
    for (const resource of this.ofType(type)) {
      const value = resource.body[argument];
      for (const one of new Set((Array.isArray(value) ? value : [value]).map((each) => this.addressOf(each)))) {
        if (one === undefined) continue;
        const others = found.get(one);
        if (others) others.push(resource);
        else found.set(one, [resource]);
      }
    }
    return found;
  }

  /** A value with a reference to a local replaced by what it stands for. */
  value(value: unknown): unknown {
    let resolved = value;
    for (let depth = 0; depth < LOCAL_DEPTH; depth++) {
      const name = typeof resolved === 'string' ? LOCAL.exec(resolved)?.[1] : undefined;
      if (name === undefined) return resolved;
      resolved = Object.hasOwn(this.locals, name) ? this.locals[name] : undefined;
    }
    return undefined;
  }

  /** A text, locals resolved; expressions in it stay as they are. */
  text(value: unknown): string | undefined {
    const resolved = this.value(value);
    return typeof resolved === 'string' ? resolved : undefined;
  }

  /** A list of texts, locals resolved. */
  texts(value: unknown): readonly string[] {
    return strings(this.value(value)).flatMap((one) => strings(this.value(one)));
  }

  #add(resource: Resource): void {
    this.#resources.set(resource.address, resource);
    const same = this.#types.get(resource.type);
    if (same) same.push(resource);
    else this.#types.set(resource.type, [resource]);
  }
}

function emptyBlocks(resource: unknown): ReadonlySet<string> {
  const all = Object.entries(fields(resource)).flatMap(([type, named]) =>
    Object.entries(fields(named)).flatMap(([name, body]) => (isNone(fields(body)) ? [`${type}.${name}`] : [])),
  );
  return new Set(all);
}

function resourcesOf(json: Fields): readonly Resource[] {
  if (!isFields(json.resource)) throw new UnreadableTerraformError("it has no 'resource' block");
  return Object.entries(json.resource).flatMap(([type, named]) =>
    Object.entries(fields(named)).flatMap(([name, body]) => {
      if (isNone(fields(body))) return [];
      return { address: `${type}.${name}`, type, name, body: fields(body) };
    }),
  );
}

/** Whether a resource's `count` or `for_each` gives nothing, so that it is not there. */
function isNone({ count, for_each: each }: Fields): boolean {
  if (count !== undefined) return /^(\$\{\s*)?0\s*\}?$/.test(String(count));
  if (typeof each === 'string')
    return /^\$\{\s*(toset\(\s*\[\s*\]\s*\)|tomap\(\s*\{\s*\}\s*\)|\[\s*\]|\{\s*\})\s*\}$/.test(each);
  return typeof each === 'object' && each !== null && Object.keys(each).length === 0;
}

/** Attributes by which others name a resource. */
const NAMES = [
  'name',
  'identifier',
  'cluster_identifier',
  'replication_group_id',
  'bucket',
  'function_name',
  'id',
  'arn',
];

function namesOf(resources: Iterable<Resource>): ReadonlyMap<string, readonly Resource[]> {
  const index = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(strings(NAMES.map((key) => resource.body[key])))) {
      const known = index.get(name);
      if (known) known.push(resource);
      else index.set(name, [resource]);
    }
  }
  return index;
}
