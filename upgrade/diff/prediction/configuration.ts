import { blocks, type Fields, fields, isFields, strings } from '../../../terraform/values';

/** A resource or data source of a configuration. */
export interface Block {
  /** `aws_instance.web_1`; of a data source `data.aws_ssm_parameter.image`. */
  readonly address: string;
  readonly type: string;
  /** Its arguments as they are written; those that `isOwn` are no attributes of the resource. */
  readonly body: Fields;
  /** The configuration of the provider that makes it: `aws`, `aws.us_east_1`. */
  readonly provider: string;
  readonly dependsOn: readonly string[];
  /** Has `count` or `for_each`: there is more than one of it, or none. */
  readonly repeated: string | undefined;
  readonly preventDestroy: boolean;
  readonly createBeforeDestroy: boolean;
  /** Arguments that Terraform leaves as they are; `all` for every one. */
  readonly ignored: ReadonlySet<string>;
  readonly replaceTriggeredBy: readonly string[];
}

/** Arguments that Terraform itself reads, of every resource. */
const OWN = new Set(['//', 'lifecycle', 'depends_on', 'provider', 'count', 'for_each', 'provisioner', 'connection']);

/** Whether an argument is for Terraform itself, or cdktf's metadata. */
export function isOwn(argument: string): boolean {
  return OWN.has(argument);
}

/** The arguments of a resource or data source that are its own attributes. */
export function attributesOf({ body }: Block): Fields {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OWN.has(name)));
}

const NONE: readonly string[] = [];
const NOTHING: ReadonlySet<string> = new Set();

/** A synthesized configuration, as far as Terraform's plan follows from it. */
export class Configuration {
  readonly resources: ReadonlyMap<string, Block>;
  readonly data: ReadonlyMap<string, Block>;
  readonly locals: Fields;
  /** Values that variables have unless they are given others. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** Tags that a provider puts on everything, by its name as in `Block.provider`. */
  readonly defaultTags: ReadonlyMap<string, Fields>;
  /** The region of the provider without an alias. */
  readonly region: string | undefined;
  /** Old address → new address. */
  readonly moves: ReadonlyMap<string, string>;
  /** Addresses that are given up without being destroyed. */
  readonly forgotten: ReadonlySet<string>;
  /** Addresses that take over what is there already (`import` blocks). */
  readonly imported: ReadonlySet<string>;
  /** Names of modules, whose resources are not in this file. */
  readonly modules: readonly string[];

  constructor(json: unknown) {
    const root = fields(json);
    this.resources = blocksOf(root.resource, '');
    this.data = blocksOf(root.data, 'data.');
    this.locals = fields(root.locals);
    this.variables = new Map(
      Object.entries(fields(root.variable)).flatMap(([name, body]) => {
        const given = fields(body);
        return Object.hasOwn(given, 'default') ? [[name, given.default] as const] : [];
      }),
    );
    const providers = Object.entries(fields(root.provider)).flatMap(([name, given]) =>
      blocks(given).map((one) => ({ key: typeof one.alias === 'string' ? `${name}.${one.alias}` : name, one })),
    );
    this.defaultTags = new Map(providers.map(({ key, one }) => [key, fields(blocks(one.default_tags)[0]?.tags)]));
    const region = providers.find(({ key }) => key === 'aws')?.one.region;
    this.region = typeof region === 'string' ? region : undefined;
    this.moves = new Map(
      blocks(root.moved).flatMap(({ from, to }) =>
        typeof from === 'string' && typeof to === 'string' ? [[from, to] as const] : [],
      ),
    );
    const kept = blocks(root.removed).filter(({ lifecycle }) => blocks(lifecycle)[0]?.destroy === false);
    this.forgotten = new Set(kept.flatMap(({ from }) => strings(from)));
    this.imported = new Set(blocks(root.import).flatMap(({ to }) => strings(to)));
    this.modules = Object.keys(fields(root.module)).sort();
  }

  /** Where something with this address is found after all moves; the address itself without one. */
  moved(address: string): string {
    let at = address;
    // A circle of moves is refused by Terraform; here it ends.
    for (let steps = 0; steps <= this.moves.size; steps++) {
      const next = this.moves.get(at);
      if (next === undefined) return at;
      at = next;
    }
    return address;
  }
}

function blocksOf(types: unknown, prefix: string): ReadonlyMap<string, Block> {
  const found = new Map<string, Block>();
  for (const [type, named] of Object.entries(fields(types))) {
    for (const [name, body] of Object.entries(fields(named))) {
      const address = `${prefix}${type}.${name}`;
      const given = isFields(body) ? body : blocks(body)[0];
      if (given) found.set(address, block(address, type, given));
    }
  }
  return found;
}

function block(address: string, type: string, given: Fields): Block {
  const lifecycle = given.lifecycle === undefined ? {} : (blocks(given.lifecycle)[0] ?? {});
  const repeated = given.count ?? given.for_each;
  return {
    address,
    type,
    body: given,
    provider: unquoted(given.provider) ?? type.split('_')[0] ?? '',
    dependsOn: references(given.depends_on),
    repeated: repeated === undefined ? undefined : JSON.stringify(repeated),
    preventDestroy: lifecycle.prevent_destroy === true,
    createBeforeDestroy: lifecycle.create_before_destroy === true,
    ignored: lifecycle.ignore_changes === undefined ? NOTHING : new Set(references(lifecycle.ignore_changes)),
    replaceTriggeredBy: references(lifecycle.replace_triggered_by),
  };
}

function references(value: unknown): readonly string[] {
  return value === undefined ? NONE : strings(value).flatMap((one) => unquoted(one) ?? []);
}

/** References stand bare or, in older files, as `${…}`. */
function unquoted(value: unknown): string | undefined {
  return typeof value === 'string' ? value.replace(/^\$\{(.*)\}$/, '$1') : undefined;
}
