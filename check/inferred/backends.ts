import type { Resource } from '../../terraform/resource-index';
import type { Balancer } from './balancing/balancer';
import { isTarget } from './balancing/balancers';
import type { Callee } from './callee';
import type { CallTargets } from './calls';
import type { InferenceContext } from './context';
import type { Entrance } from './entrances/entrance';
import { isPublicMachine } from './entrances/public-machines';
import type { MachineGroup } from './machines/group';
import type { Condition } from './site';

/** What serves requests by itself: machines and load balancers, and how they stand to each other. */
export class Backends implements CallTargets {
  /** Machines that visitors may come to without a load balancer. */
  readonly open: readonly MachineGroup[];
  /** What machines may call: inner load balancers, and machines with none before them. */
  readonly callees: readonly Callee[];
  readonly #services = new Map<MachineGroup, string>();
  readonly #groups: ReadonlyMap<string, MachineGroup>;
  readonly #balancers: ReadonlyMap<string, Balancer>;

  constructor(
    readonly groups: readonly MachineGroup[],
    readonly balancers: readonly Balancer[],
    readonly context: InferenceContext,
  ) {
    this.#groups = new Map(groups.map((group) => [group.resource.address, group]));
    this.#balancers = new Map(balancers.map((balancer) => [balancer.resource.address, balancer]));
    for (const group of groups) this.#services.set(group, context.names.service(group.resource.address, 'serve'));
    const behind = new Set(balancers.flatMap((balancer) => this.groupsOf(balancer)));
    const alone = groups.filter((group) => !behind.has(group));
    this.open = alone.filter((group) => isPublicMachine(group, context));
    this.callees = [
      ...balancers.filter(({ internal }) => internal).map(balancerCallee),
      ...alone.filter((group) => !this.open.includes(group)).map((group) => this.#machineCallee(group)),
    ];
  }

  serviceOf(group: MachineGroup): string {
    return this.#services.get(group) ?? group.resource.address;
  }

  group(resource: Resource): MachineGroup | undefined {
    return this.#groups.get(resource.address);
  }

  balancer(resource: Resource): Balancer | undefined {
    return this.#balancers.get(resource.address);
  }

  /** What a target that is no machine needs to answer. */
  answering(resource: Resource): Condition {
    const balancer = this.balancer(resource);
    return balancer ? { service: balancer.service } : { up: resource.address };
  }

  /** Public load balancers that no other one sends to. */
  get fronts(): readonly Balancer[] {
    return this.balancers.filter(({ internal, resource }) => !internal && !isTarget(resource, this.context));
  }

  /** Where visitors' requests come to first, behind names and distributions. */
  first(entrances: readonly Entrance[], behind: Iterable<Resource>): readonly (Balancer | MachineGroup)[] {
    const met = [...entrances.flatMap(({ resource, leadsTo }) => [resource, ...leadsTo]), ...behind];
    return [...new Set(met)].flatMap((one) => this.balancer(one) ?? this.group(one) ?? []);
  }

  behind(balancer: Balancer): readonly (MachineGroup | Balancer)[] {
    const inner = balancer.targets.flatMap(({ targets }) => targets.others.flatMap((one) => this.balancer(one) ?? []));
    return [...this.groupsOf(balancer), ...inner];
  }

  called({ resource }: Callee): Balancer | MachineGroup | undefined {
    return this.balancer(resource) ?? this.group(resource);
  }

  groupsOf({ targets }: Balancer): readonly MachineGroup[] {
    return [...new Set(targets.flatMap((one) => one.targets.machines.map(({ of }) => of)))];
  }

  #machineCallee(group: MachineGroup): Callee {
    const { resource, securityGroups, subnets } = group;
    return { resource, service: this.serviceOf(group), securityGroups, subnets, ports: undefined };
  }
}

function balancerCallee({ resource, service, securityGroups, subnets, ports }: Balancer): Callee {
  return { resource, service, securityGroups, subnets, ports };
}
