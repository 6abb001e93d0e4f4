import { readServiceGraph } from '../check/claims/read-service-graph';
import type { DebianRelease } from '../model/releases';
import type { ServiceGraph } from '../model/service-graph';
import { Machine } from '../terraform/machine/machine';
import { MachineReader } from '../terraform/machine/reader';
import type { MachineFiles } from '../terraform/machine-files';
import { type Resource, ResourceIndex } from '../terraform/resource-index';
import { fields } from '../terraform/values';
import { namedZone } from '../terraform/zones';
import { nodeRelease } from './node-release';
import type { SideFacts } from './upgrade';

/** A node as steps name it. */
export interface StepNode {
  /** `web-1` */
  readonly name: string;
  /** `aws_instance.web_1` */
  readonly address: string;
  readonly tier: string;
  /** Private IPv4 address; missing where AWS chooses it. */
  readonly privateIp: string | undefined;
  readonly zone: string | undefined;
  /** Addresses of its data volumes. */
  readonly volumes: readonly string[];
}

/** One side as steps need it: nodes by tier, claims, and the files of single nodes. */
export class SiteFacts {
  readonly stack: ResourceIndex;
  /** Undefined where the side makes no claims. */
  readonly claims: ServiceGraph | undefined;
  readonly tiers: ReadonlyMap<string, readonly StepNode[]>;
  readonly nodes: ReadonlyMap<string, StepNode>;
  readonly #reader = new MachineReader();
  readonly #machines = new Map<string, Machine>();

  constructor(readonly side: SideFacts) {
    this.stack = side.stack ?? new ResourceIndex(side.terraform);
    this.claims = side.serviceGraph === undefined ? undefined : readServiceGraph(side.serviceGraph);
    const tiers = new Map<string, StepNode[]>();
    const volumes = attachedVolumes(this.stack);
    for (const instance of this.stack.ofType('aws_instance')) {
      const node = stepNode(instance, this.stack, side.site, volumes.get(instance.address) ?? []);
      const peers = tiers.get(node.tier);
      if (peers) peers.push(node);
      else tiers.set(node.tier, [node]);
    }
    for (const nodes of tiers.values()) nodes.sort((a, b) => numberOf(a) - numberOf(b) || (a.name < b.name ? -1 : 1));
    this.tiers = tiers;
    this.nodes = new Map([...tiers.values()].flat().map((node) => [node.name, node]));
  }

  /** Nodes of a tier, in their order. */
  nodesOf(tier: string): readonly StepNode[] {
    return this.tiers.get(tier) ?? [];
  }

  /** A node's machine; one without files where its configuration cannot be read. */
  machineOf({ address }: StepNode): Machine {
    const known = this.#machines.get(address);
    if (known) return known;
    const instance = this.stack.get(address);
    const machine = instance ? this.#reader.machine(instance, this.stack) : new Machine(new Map());
    this.#machines.set(address, machine);
    return machine;
  }

  /** The release of Debian that a node runs, as far as it can be read. */
  releaseOf({ address }: StepNode): DebianRelease | undefined {
    return nodeRelease(this.side.terraform, address);
  }

  /** What a node's configuration writes; nothing where it cannot be read. */
  filesOf(node: StepNode): MachineFiles {
    return this.machineOf(node).files;
  }

  /** Zone of a volume. */
  zoneOf(volume: string): string | undefined {
    const resource = this.stack.get(volume);
    return resource && zoneName(resource, this.stack);
  }
}

function attachedVolumes(stack: ResourceIndex): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { body } of stack.ofType('aws_volume_attachment')) {
    const [instance, volume] = [stack.addressOf(body.instance_id), stack.addressOf(body.volume_id)];
    if (instance === undefined || volume === undefined) continue;
    found.set(instance, [...(found.get(instance) ?? []), volume]);
  }
  return found;
}

function stepNode(
  resource: Resource,
  stack: ResourceIndex,
  site: string | undefined,
  volumes: readonly string[],
): StepNode {
  const { address, name, body } = resource;
  const tags = fields(stack.value(body.tags));
  const [label, tier] = [tags.Name, tags['nospof:tier']];
  const prefix = `${site ?? ''}-`;
  const subnet = stack.target(body.subnet_id);
  return {
    name: typeof label === 'string' && label.startsWith(prefix) ? label.slice(prefix.length) : name,
    address,
    tier: typeof tier === 'string' ? tier : '',
    privateIp: stack.text(body.private_ip),
    zone: zoneName(subnet ?? resource, stack),
    volumes,
  };
}

function zoneName(resource: Resource, stack: ResourceIndex): string | undefined {
  const zone = namedZone(resource, stack);
  return zone.id !== undefined && zone.by === 'name' ? zone.id : undefined;
}

function numberOf({ name }: StepNode): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}
