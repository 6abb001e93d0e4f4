import type { Resource } from './resource';

/** What links are looked for in: a stack's index of resources. */
interface Linkable {
  ofType(type: string): readonly Resource[];
  get(address: string | undefined): Resource | undefined;
  target(value: unknown): Resource | undefined;
  addressesIn(text: string): readonly string[];
  named(name: string, types: readonly string[]): Resource | undefined;
  value(value: unknown): unknown;
}

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
export function links(value: unknown, types: readonly string[], stack: Linkable): Links {
  const certain = new Map<string, Resource>();
  const possible = new Map<string, Resource>();
  let open = false;
  for (const item of listOf(value, stack)) {
    if (typeof item !== 'string' || item === '') continue;
    const target = stack.target(item);
    if (target && types.includes(target.type)) {
      certain.set(target.address, target);
      possible.set(target.address, target);
      continue;
    }
    const named = item.includes('${') ? undefined : stack.named(item, types);
    if (named) {
      certain.set(named.address, named);
      possible.set(named.address, named);
      continue;
    }
    open = true;
    for (const address of stack.addressesIn(item)) {
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

function listOf(value: unknown, stack: Linkable): readonly unknown[] {
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

/** Which resources of a stack mean which others, each pair of type and argument collected once. */
export class LinkIndex {
  readonly #known = new Map<string, ReadonlyMap<string, Linked>>();

  constructor(private readonly stack: Linkable) {}

  /** Resources of the given types whose argument means this one. O(1) after the first question of its kind. */
  to(target: Resource, types: readonly string[], argument: string): Linked {
    const found = types.map((type) => this.#collected(type, argument, target.type).get(target.address) ?? NOTHING);
    return { certain: found.flatMap(({ certain }) => certain), possible: found.flatMap(({ possible }) => possible) };
  }

  /** By the address of what is meant: the resources of a type that mean it. */
  #collected(type: string, argument: string, target: string): ReadonlyMap<string, Linked> {
    const key = [type, argument, target].join(' ');
    const found = this.#known.get(key) ?? collected(type, argument, target, this.stack);
    this.#known.set(key, found);
    return found;
  }
}

const NOTHING: Linked = { certain: [], possible: [] };

interface Collected {
  readonly certain: Resource[];
  readonly possible: Resource[];
}

function collected(type: string, argument: string, target: string, stack: Linkable): ReadonlyMap<string, Linked> {
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
