import type { ServiceGraph } from '../../../model/service-graph';

/** Terraform's JSON, to be changed. */
// biome-ignore lint/suspicious/noExplicitAny: mutants change arbitrary places of a JSON document.
export type Json = any;

/** A stack as synthesized, and what is known of it. */
export interface Original {
  readonly stack: Json;
  readonly claims: ServiceGraph;
}

/** One change of a stack. */
export interface Mutant {
  readonly name: string;
  /** Changes a copy in place. */
  readonly change: (stack: Json) => void;
  /** An element that must become a single point of failure of some goal. @default - any change of the verdict will do */
  readonly element?: string;
}

/** Resources of one type, by address. */
export function resources(stack: Json, type: string): [address: string, body: Json][] {
  return Object.entries(stack.resource[type] ?? {}).map(([name, body]) => [`${type}.${name}`, body]);
}

/** The resource at an address of a copy. */
export function at(stack: Json, address: string): Json {
  const [type, name] = address.split('.') as [string, string];
  return stack.resource[type][name];
}

export function remove(stack: Json, address: string): void {
  const [type, name] = address.split('.') as [string, string];
  delete stack.resource[type][name];
}

/** Groups of interchangeable machines, each once. */
export function memberGroups({ claims }: Original): readonly (readonly string[])[] {
  const groups = claims.services.map(({ members }) => members).filter((members) => members.length > 1);
  return [...new Map(groups.map((members) => [members.join(), members])).values()];
}

/** Machines that any claim names. */
export function machines(original: Original): readonly string[] {
  const members = original.claims.services.flatMap((service) => service.members);
  return [...new Set(members)].filter((address) => address.startsWith('aws_instance.')).sort();
}

/** The name of the local that holds a machine's configuration. */
export function localOf(stack: Json, address: string): string {
  return /local\.(\w+)/.exec(at(stack, address).user_data_base64)?.[1] ?? '';
}

/** Name of the zone that a machine stands in. */
export function zoneOf(stack: Json, address: string): string {
  return at(stack, subnetOf(stack, address)).availability_zone;
}

export function subnetOf(stack: Json, address: string): string {
  return /\$\{(aws_subnet\.\w+)\.id\}/.exec(at(stack, address).subnet_id)?.[1] ?? '';
}
