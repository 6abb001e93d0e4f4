import { addressesIn, addressOf } from '../terraform/references';
import type { Resource, TerraformStack } from '../terraform/stack';

/** What an argument refers to, as far as it can be known. */
export interface Links {
  /** Resources that it means for certain. */
  readonly sure: readonly Resource[];
  /** These, and those that it may mean. */
  readonly perhaps: readonly Resource[];
  /** Whether it may mean others than `sure`, in this Terraform or outside of it. */
  readonly open: boolean;
}

/** The resources of the given types that an argument refers to, one or a list of them. */
export function links(value: unknown, types: readonly string[], stack: TerraformStack): Links {
  const sure = new Map<string, Resource>();
  const perhaps = new Map<string, Resource>();
  let open = false;
  for (const item of listOf(value, stack)) {
    if (typeof item !== 'string' || item === '') continue;
    const target = stack.get(addressOf(item));
    if (target && types.includes(target.type)) {
      sure.set(target.address, target);
      perhaps.set(target.address, target);
      continue;
    }
    open = true;
    for (const address of addressesIn(item)) {
      const candidate = stack.get(address);
      if (candidate && types.includes(candidate.type)) perhaps.set(address, candidate);
    }
  }
  return { sure: [...sure.values()], perhaps: [...perhaps.values()], open };
}

/** Several arguments that mean the same kind of thing. */
export function joined(all: readonly Links[]): Links {
  return {
    sure: [...new Set(all.flatMap(({ sure }) => sure))],
    perhaps: [...new Set(all.flatMap(({ perhaps }) => perhaps))],
    open: all.some(({ open }) => open),
  };
}

function listOf(value: unknown, stack: TerraformStack): readonly unknown[] {
  const resolved = stack.value(value);
  return Array.isArray(resolved) ? resolved.map((one) => stack.value(one)) : [resolved];
}

/** Resources of the given types whose argument means this one for certain, and whether further ones may. */
export function linkedTo(
  target: Resource,
  types: readonly string[],
  value: (resource: Resource) => unknown,
  stack: TerraformStack,
): { readonly sure: readonly Resource[]; readonly perhaps: readonly Resource[] } {
  const found = types
    .flatMap((type) => stack.ofType(type))
    .map((resource) => ({ resource, to: links(value(resource), [target.type], stack) }));
  return {
    sure: found.filter(({ to }) => to.sure.includes(target)).map(({ resource }) => resource),
    perhaps: found.filter(({ to }) => to.perhaps.includes(target)).map(({ resource }) => resource),
  };
}
