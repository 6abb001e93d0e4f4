import { addressOf } from '../../terraform/references';
import type { Resource } from '../../terraform/resource-index';
import type { Backends } from './backends';
import type { Callee } from './callee';
import type { Calls } from './calls';
import type { InferenceContext } from './context';
import type { Entrance } from './entrances/entrance';
import type { MachineGroup } from './machines/group';
import { wayOutOf } from './machines/group';
import { baseAddress } from './names';

/**
 * What is asked of Terraform that visitors come in to nowhere, as where network, data and machines are kept apart: of each store
 * and of each group of machines that it answers, and of subnets with egress that something could be rebuilt in them.
 */
export function goalsWithoutEntrance(
  stores: readonly Callee[],
  backends: Backends,
  calls: Calls,
  context: InferenceContext,
): readonly Entrance[] {
  const kept = stores.map(({ resource, service }) => goal(resource, resource.address, service));
  const groups = [...grouped(backends.groups, ({ resource }) => baseAddress(resource.address))].map(([base, alike]) =>
    machineGoal(base, alike, calls, context),
  );
  const found = [...kept, ...groups];
  const functions =
    found.length > 0
      ? []
      : backends.functions.map(({ resource, service }) => goal(resource, resource.address, service));
  const all = [...found, ...functions, ...networkGoals(backends.groups, context)];
  if (all.length > 0)
    context.note(
      'no-entrance',
      all.map(({ label }) => label),
    );
  return all;
}

function goal(resource: Resource, label: string, serve: string): Entrance {
  return { resource, label, ask: 'answer', serve, leadsTo: [] };
}

/** Machines that one block makes stand in for each other: nothing in the Terraform says that they do not. */
function machineGoal(base: string, alike: readonly MachineGroup[], calls: Calls, context: InferenceContext): Entrance {
  const service = context.names.service(base, 'answer');
  const members = alike.flatMap((group) =>
    group.machines.map((machine) => {
      return { element: machine.element, needs: calls.needsOf(group, machine), wayOut: machine.wayOut };
    }),
  );
  if (members.length > 1) context.note('any-member', base);
  context.offer({ id: service, members, enough: 1 });
  const [first] = alike;
  return goal(first?.resource ?? { address: base, type: '', name: base, body: {} }, base, service);
}

/** Subnets that nothing stands in yet, by their network: what will stand in them is rebuilt through their NAT gateways. */
function networkGoals(groups: readonly MachineGroup[], context: InferenceContext): readonly Entrance[] {
  const { stack, places } = context;
  const used = new Set(groups.flatMap(({ subnets }) => subnets.possible));
  const free = ['aws_subnet', 'aws_default_subnet']
    .flatMap((type) => stack.ofType(type))
    .filter((subnet) => !used.has(subnet))
    .flatMap((subnet) => {
      const way = wayOutOf(subnet, subnet.address, context);
      return way ? [{ subnet, way, network: networkOf(subnet) }] : [];
    });
  return [...grouped(free, ({ network }) => network)].map(([network, all]) => {
    const service = context.names.service(network, 'subnets');
    const members = all.map(({ subnet, way }) => {
      const { class: kind, ...element } = places.element(subnet.address, 'managed', places.named(subnet));
      return { element: context.add({ ...element, class: kind }), needs: [], wayOut: way };
    });
    context.offer({ id: service, members, enough: 1 });
    const [first] = all;
    return goal(first?.subnet ?? { address: network, type: '', name: network, body: {} }, network, service);
  });
}

/** The network of a subnet, by its address or its id. */
function networkOf({ body }: Resource): string {
  const written = typeof body.vpc_id === 'string' ? body.vpc_id : 'the network';
  return addressOf(written) ?? (written.includes('${') ? 'the network' : written);
}

function grouped<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const known = groups.get(key(one));
    if (known) known.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}
