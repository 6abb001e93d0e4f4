import type { Resource } from '../../terraform/resource-index';
import type { Balancer } from './balancing/balancer';
import { isTarget } from './balancing/balancers';
import type { Callee } from './callee';
import type { CallingUnit, CallTargets } from './calls';
import type { InferenceContext } from './context';
import type { Entrance } from './entrances/entrance';
import { hasPublicAddress, isPublicMachine } from './entrances/public-machines';
import { type FunctionUnit, functionOf } from './functions';
import { addressing } from './machines/containers';
import type { MachineGroup } from './machines/group';
import type { Condition } from './site';

const NOWHERE = { certain: [], possible: [], open: false };

/** What serves requests by itself: machines, functions and load balancers, and how they stand to each other. */
export class Backends implements CallTargets {
  /** Machines that visitors may come to without a load balancer. */
  readonly open: readonly MachineGroup[];
  /** Machines that no load balancer stands before. */
  readonly alone: readonly MachineGroup[];
  /** What machines may call: inner load balancers, machines with none before them; others by their address alone. */
  readonly callees: readonly Callee[];
  readonly #services = new Map<MachineGroup, string>();
  readonly #groups: ReadonlyMap<string, MachineGroup>;
  readonly #balancers: ReadonlyMap<string, Balancer>;
  readonly #functions: ReadonlyMap<string, FunctionUnit>;

  constructor(
    readonly groups: readonly MachineGroup[],
    readonly balancers: readonly Balancer[],
    readonly functions: readonly FunctionUnit[],
    readonly context: InferenceContext,
  ) {
    this.#groups = new Map(groups.map((group) => [group.resource.address, group]));
    this.#balancers = new Map(balancers.map((balancer) => [balancer.resource.address, balancer]));
    this.#functions = new Map(functions.map((one) => [one.resource.address, one]));
    for (const group of groups) this.#services.set(group, context.names.service(group.resource.address, 'serve'));
    const behind = new Set(balancers.flatMap((balancer) => this.groupsOf(balancer)));
    this.alone = groups.filter((group) => !behind.has(group));
    this.open = this.alone.filter((group) => isPublicMachine(group, context));
    this.callees = [
      ...balancers.map(balancerCallee),
      ...this.alone.map((group) => this.#machineCallee(group)),
      ...functions.map(functionCallee),
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

  /** The function that is meant, by itself or by an alias. */
  function(resource: Resource): FunctionUnit | undefined {
    const meant = functionOf(resource, this.context);
    return meant && this.#functions.get(meant.address);
  }

  /** What a target that is no machine needs to answer. */
  answering(resource: Resource): Condition {
    const service = this.balancer(resource)?.service ?? this.function(resource)?.service;
    return service === undefined ? { up: resource.address } : { service };
  }

  /** Public load balancers that no other one sends to. */
  get fronts(): readonly Balancer[] {
    return this.balancers.filter(({ internal, resource }) => !internal && !isTarget(resource, this.context));
  }

  /** Where visitors' requests come to first, behind names and distributions. */
  first(entrances: readonly Entrance[], behind: Iterable<Resource>): readonly (Balancer | CallingUnit)[] {
    const met = [...entrances.flatMap(({ resource, leadsTo }) => [resource, ...leadsTo]), ...behind];
    return [...new Set(met)].flatMap((one) => this.#node(one) ?? []);
  }

  behind(balancer: Balancer): readonly (CallingUnit | Balancer)[] {
    const inner = balancer.targets.flatMap(({ targets }) => targets.others.flatMap((one) => this.#node(one) ?? []));
    return [...this.groupsOf(balancer), ...inner];
  }

  called({ resource }: Callee): Balancer | CallingUnit | undefined {
    return this.#node(resource);
  }

  groupsOf({ targets }: Balancer): readonly MachineGroup[] {
    return [...new Set(targets.flatMap((one) => one.targets.machines.map(({ of }) => of)))];
  }

  #node(resource: Resource): Balancer | CallingUnit | undefined {
    return this.balancer(resource) ?? this.group(resource) ?? this.function(resource);
  }

  #machineCallee(group: MachineGroup): Callee {
    const { resource, securityGroups, subnets } = group;
    const isPublic = hasPublicAddress(group, this.context);
    const isNowhere = addressing(resource, this.context) === 'nowhere';
    if (isNowhere) this.context.note('without-name', resource.address);
    const openness = isNowhere || this.open.includes(group) ? 'by-address' : isPublic ? 'public' : 'private';
    return { resource, service: this.serviceOf(group), securityGroups, subnets, ports: undefined, openness };
  }
}

function balancerCallee({ resource, service, securityGroups, subnets, ports, internal }: Balancer): Callee {
  return { resource, service, securityGroups, subnets, ports, openness: internal ? 'private' : 'by-address' };
}

function functionCallee({ resource, service }: FunctionUnit): Callee {
  return { resource, service, securityGroups: NOWHERE, ports: undefined, openness: 'by-address' };
}
