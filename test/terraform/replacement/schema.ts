/** The provider's schema as `terraform providers schema -json` prints it, as far as the probes read it. */
export interface Attribute {
  /** `string`, or `['list', 'string']`; absent where `nested_type` is. */
  readonly type?: AttributeType;
  readonly nested_type?: { readonly attributes: Readonly<Record<string, Attribute>>; readonly nesting_mode: string };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
}

export type AttributeType = string | readonly [string, AttributeType | Readonly<Record<string, AttributeType>>];

export interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, NestedBlock>>;
}

export interface NestedBlock {
  readonly nesting_mode: 'single' | 'list' | 'set' | 'map';
  readonly block: Block;
  readonly min_items?: number;
  readonly max_items?: number;
}

export interface ResourceSchema {
  readonly version: number;
  readonly block: Block;
}

export interface ProviderSchemas {
  readonly provider_schemas: Readonly<
    Record<string, { readonly resource_schemas: Readonly<Record<string, ResourceSchema>> }>
  >;
}

/** Something that a configuration can say about a resource: an attribute, or a nested block as a whole. */
export interface Setting {
  /** Names of the blocks around it and its own. */
  readonly path: readonly string[];
  /** Undefined for a block. */
  readonly attribute?: Attribute;
  readonly required: boolean;
}

/** Not a property of the resource: how long to wait for it. */
const WAITING = 'timeouts';

/** Every setting of a resource type, nested ones too. */
export function settings(block: Block, above: readonly string[] = []): Setting[] {
  const own = Object.entries(block.attributes ?? {})
    .filter(([name, one]) => (one.required || one.optional) && !(above.length === 0 && name === 'id'))
    .map(([name, attribute]) => ({ path: [...above, name], attribute, required: attribute.required === true }));
  const nested = Object.entries(block.block_types ?? {}).filter(([name]) => name !== WAITING);
  return [
    ...own,
    ...nested.flatMap(([name, inner]) => [
      { path: [...above, name], required: (inner.min_items ?? 0) > 0 },
      ...settings(inner.block, [...above, name]),
    ]),
  ];
}

/** The nested block at a path. */
export function blockAt(block: Block, path: readonly string[]): NestedBlock | undefined {
  const [first = '', ...rest] = path;
  const inner = block.block_types?.[first];
  return rest.length === 0 || !inner ? inner : blockAt(inner.block, rest);
}
