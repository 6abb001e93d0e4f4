import type { Attribute, AttributeType, Block } from './schema';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Two values that an attribute may change between. */
export type Pair = readonly [Json, Json];

/** Pairs for attribute names that mean the same wherever they stand, and whose values the provider looks at. */
const BY_NAME: readonly (readonly [RegExp, Pair])[] = [
  [/(^|_)arn$|_arns$/, ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b']],
  [/policy$/, [policy('a'), policy('b')]],
  [/ipv6_cidr_block$|^cidr_ipv6$/, ['2001:db8::/64', '2001:db8:1::/64']],
  [/cidr_block$|^cidr_ipv4$|^cidr$/, ['10.0.1.0/24', '10.0.2.0/24']],
  [/ipv6/, ['2001:db8::1', '2001:db8::2']],
  [/_ip$|^ip_address$|^private_ips?$|private_ips$/, ['10.0.1.5', '10.0.1.6']],
  [
    /kms_key_id$|kms_master_key_id$/,
    ['arn:aws:kms:eu-central-1:123456789012:key/a', 'arn:aws:kms:eu-central-1:123456789012:key/b'],
  ],
  [/availability_zones?$/, ['eu-central-1a', 'eu-central-1b']],
  [/region$/, ['eu-central-1', 'eu-west-1']],
  [/account_id$|owner_id$/, ['123456789012', '210987654321']],
  [/date$/, ['2031-01-01T00:00:00Z', '2032-01-01T00:00:00Z']],
  [/port$/, [443, 8443]],
];

function policy(sid: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: sid, Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
  });
}

/** Two values for an attribute, from its name and type. */
export function pair(name: string, attribute: Attribute): Pair {
  if (attribute.nested_type) {
    const [first, second] = [0, 1].map((index) => object(attribute.nested_type?.attributes ?? {}, index));
    return [[first ?? {}], [second ?? {}]];
  }
  return [typed(name, attribute.type ?? 'string', 0), typed(name, attribute.type ?? 'string', 1)];
}

function object(attributes: Readonly<Record<string, Attribute>>, index: number): Json {
  const required = Object.entries(attributes).filter(([, one]) => one.required);
  return Object.fromEntries(required.map(([name, one]) => [name, pair(name, one)[index] ?? null]));
}

function typed(name: string, type: AttributeType, index: 0 | 1): Json {
  if (typeof type === 'string') return scalar(name, type, index);
  const [collection, inner] = type;
  if (collection === 'object') {
    return Object.fromEntries(
      Object.entries(inner).map(([key, value]) => [key, typed(key, value as AttributeType, index)]),
    );
  }
  const element = typeof inner === 'string' || Array.isArray(inner) ? typed(name, inner as AttributeType, index) : null;
  return collection === 'map' ? { key: element } : [element];
}

function scalar(name: string, type: string, index: 0 | 1): Json {
  if (type === 'bool') return index === 0;
  const known = BY_NAME.find(([pattern]) => pattern.test(name))?.[1][index];
  if (known !== undefined && typeof known === type) return known;
  if (type === 'number') return index + 1;
  return `${name.replaceAll('_', '-')}-${'ab'[index]}`;
}

/** The least that a block must hold. */
export function minimal(
  block: Block,
  values: (name: readonly string[]) => Pair | undefined,
  path: readonly string[],
): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, one] of Object.entries(block.attributes ?? {})) {
    if (one.required) result[name] = (values([...path, name]) ?? pair(name, one))[0];
  }
  for (const [name, inner] of Object.entries(block.block_types ?? {})) {
    const count = inner.min_items ?? 0;
    if (count > 0) result[name] = Array.from({ length: count }, () => minimal(inner.block, values, [...path, name]));
  }
  return result;
}
