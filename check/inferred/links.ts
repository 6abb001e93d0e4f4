import { addressesIn, addressOf } from '../../terraform/references';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';

/** What an argument refers to, as far as it can be known. */
export interface Links {
  /** Resources that it means for certain. */
  readonly certain: readonly Resource[];
  /** These, and those that it may mean. */
  readonly possible: readonly Resource[];
  /** Whether it may mean others than `certain`, in this Terraform or outside of it. */
  readonly open: boolean;
}

/** The resources of the given types that an argument refers to, one or a list of them. */
export function links(value: unknown, types: readonly string[], stack: ResourceIndex): Links {
  const certain = new Map<string, Resource>();
  const possible = new Map<string, Resource>();
  let open = false;
  for (const item of listOf(value, stack)) {
    if (typeof item !== 'string' || item === '') continue;
    const target = stack.get(addressOf(item));
    if (target && types.includes(target.type)) {
      certain.set(target.address, target);
      possible.set(target.address, target);
      continue;
    }
    open = true;
    for (const address of addressesIn(item)) {
      const candidate = stack.get(address);
      if (candidate && types.includes(candidate.type)) possible.set(address, candidate);
    }
  }
  return { certain: [...certain.values()], possible: [...possible.values()], open };
}

/** Several arguments that mean the same kind of thing. */
export function joined(all: readonly Links[]): Links {
  return {
    certain: [...new Set(all.flatMap(({ certain }) => certain))],
    possible: [...new Set(all.flatMap(({ possible }) => possible))],
    open: all.some(({ open }) => open),
  };
}

function listOf(value: unknown, stack: ResourceIndex): readonly unknown[] {
  const resolved = stack.value(value);
  return Array.isArray(resolved) ? resolved.map((one) => stack.value(one)) : [resolved];
}

/** Which resources mean another one by an argument. */
export interface Linked {
  /** Those that mean it for certain. */
  readonly certain: readonly Resource[];
  /** These, and those that may mean it. */
  readonly possible: readonly Resource[];
}

/** Resources of the given types whose argument means this one. O(1) after the first question of its kind. */
export function linkedTo(target: Resource, types: readonly string[], argument: string, stack: ResourceIndex): Linked {
  const found = types.map((type) => index(type, argument, target.type, stack).get(target.address) ?? NOTHING);
  return { certain: found.flatMap(({ certain }) => certain), possible: found.flatMap(({ possible }) => possible) };
}

const NOTHING: Linked = { certain: [], possible: [] };

interface Collected {
  readonly certain: Resource[];
  readonly possible: Resource[];
}

const indices = new WeakMap<ResourceIndex, Map<string, ReadonlyMap<string, Linked>>>();

/** By the address of what is meant: the resources of a type that mean it. */
function index(type: string, argument: string, target: string, stack: ResourceIndex): ReadonlyMap<string, Linked> {
  const known = indices.get(stack) ?? new Map<string, ReadonlyMap<string, Linked>>();
  indices.set(stack, known);
  const key = [type, argument, target].join(' ');
  const found = known.get(key) ?? collected(type, argument, target, stack);
  known.set(key, found);
  return found;
}

function collected(type: string, argument: string, target: string, stack: ResourceIndex): ReadonlyMap<string, Linked> {
  const byTarget = new Map<string, Collected>();
  const at = ({ address }: Resource): Collected => {
    const entry = byTarget.get(address) ?? { certain: [], possible: [] };
    byTarget.set(address, entry);
    return entry;
  };
  for (const resource of stack.ofType(type)) {
    const { certain, possible } = links(resource.body[argument], [target], stack);
    for (const one of certain) at(one).certain.push(resource);
    for (const one of possible) at(one).possible.push(resource);
  }
  return byTarget;
}
