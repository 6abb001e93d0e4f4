import { Construct } from 'constructs';

import type { HealthAlarm } from '../../model/health';
import { LEAST_ROOT_GIB } from '../../model/root-disk';
import type { NeedClaim } from '../../model/service-graph';
import type { Exposure, PlacedKind } from '../../model/tiers';
import { MachineConfigError } from '../user-data/cloud-config';
import type { Endpoint, MachinePart } from '../user-data/machine';
import { type EgressPort, type FirewallPort, TierFirewall } from './security';
import { type Service, serviceId } from './service';
import type { Site } from './site';
import { TierNode } from './tier-node';
import { TierRole } from './tier-role';

/** What every tier of nodes takes. */
export interface NodeTierProps {
  readonly site: Site;
  /**
   * EC2 instance type.
   * @default - the kind's
   */
  readonly size?: string;
  /**
   * Size of each node's root disk, GiB, 10 to 16384.
   * @default - the kind's
   */
  readonly rootGiB?: number;
  /**
   * Ports on the internet that nodes may connect to, beside 80 and 443 of TCP.
   * @default - none
   */
  readonly egress?: readonly (number | EgressPort)[];
  /**
   * Availability zones that the nodes take turns in.
   * @default - the site's
   */
  readonly zones?: readonly string[];
  /**
   * First address inside the kind's range. Only needed where two tiers of one kind would meet.
   * @default - from the tier's name
   */
  readonly offset?: number;
}

/** What a kind decides for its tier. */
export interface NodeTierShape {
  readonly kind: PlacedKind;
  readonly nodes: number;
  readonly size: string;
  readonly exposure: Exposure;
  /** Size of each node's root disk. @default LEAST_ROOT_GIB */
  readonly rootGiB?: number;
  /** Size of each node's data volume. @default - no data volume */
  readonly dataVolumeGiB?: number | ((number: number) => number);
}

/** How a service stands in the service graph. */
export interface OfferOptions {
  /** Nodes that offer it. @default - all */
  readonly members?: readonly TierNode[];
  /** Whether it is offered at all, asked when all relations are made. @default - it is */
  readonly when?: () => boolean;
}

/** How a need stands in the service graph. */
export interface NeedOptions {
  /** The capabilities of this tier that need it, as `serve`. */
  readonly by: readonly string[];
  /** @default 'hard' */
  readonly strength?: NeedClaim['strength'];
  /** Files on this tier's nodes that name the members. */
  readonly files: readonly string[];
  /** Other services that can do the same work. @default - none */
  readonly orElse?: readonly Service[];
  /** Whether the need is there at all, asked when all relations are made. @default - it is */
  readonly when?: () => boolean;
}

/**
 * A tier of interchangeable machines: one security group, one role, and numbered nodes that take turns in the zones. A
 * kind extends it with what its machines run (`parts`), what they offer, and what they need.
 */
export abstract class NodeTier extends Construct {
  /** The tier's name: the construct's id. */
  readonly tierName: string;
  readonly site: Site;
  readonly nodes: readonly TierNode[];
  readonly firewall: TierFirewall;
  readonly role: TierRole;
  readonly size: string;

  constructor(scope: Construct, id: string, props: NodeTierProps, shape: NodeTierShape) {
    super(scope, id);
    this.tierName = id;
    this.site = props.site;
    this.size = shape.size;
    const { site } = props;
    site.own(this);
    this.firewall = new TierFirewall(this, 'firewall', { site: site.name, tier: id, vpcId: site.network.vpc.id });
    for (const one of props.egress ?? []) this.firewall.letOut(typeof one === 'number' ? { port: one } : one);
    this.role = new TierRole(this, 'role', { site, tier: id });
    this.nodes = Array.from({ length: shape.nodes }, (_, index) => this.makeNode(props, shape, index + 1));
    this.node.addValidation({ validate: () => this.machineErrors() });
  }

  /** What the programs of this kind add to a node; asked once all relations are made. */
  protected abstract parts(node: TierNode): readonly MachinePart[];

  /** Where this tier's nodes answer on a port. */
  endpoints(port: number): readonly Endpoint[] {
    return this.nodes.map((node) => node.endpoint(port));
  }

  /** Offer a service: its claim goes into the service graph. Its members are all nodes unless some are named. */
  protected offer(service: Omit<Service, 'tier'> & OfferOptions): Service {
    const { members = this.nodes, when, ...offer } = service;
    const offered: Service = { tier: this, ...offer };
    this.site.claims.service(
      {
        id: serviceId(offered),
        members: members.map((node) => node.address),
        enough: offered.enough,
        takeover: offered.takeover,
      },
      when,
    );
    return offered;
  }

  /**
   * Need a service: opens the ports on both sides and enters the claim. The caller's configuration gets the addresses
   * from the same object (`service.endpoints`), so none of the three can be forgotten.
   */
  need(service: Service, options: NeedOptions): void {
    for (const one of [service, ...(options.orElse ?? [])]) one.tier.firewall.allowFrom(this.firewall, one.ports);
    for (const by of options.by) {
      this.site.claims.need(
        {
          from: `${this.tierName}.${by}`,
          anyOf: [service, ...(options.orElse ?? [])].map(serviceId),
          strength: options.strength ?? 'hard',
          ports: service.ports.map((port) => port.from),
          files: options.files,
        },
        options.when,
      );
    }
  }

  /** Open ports among this tier's own nodes. */
  openAmongNodes(ports: readonly FirewallPort[]): void {
    if (this.nodes.length > 1) this.firewall.allowFrom(this.firewall, ports);
  }

  /** Raise an alarm on what each node says of itself. */
  protected watch(alarm: HealthAlarm): void {
    for (const node of this.nodes) node.watch(this, alarm);
  }

  /** Tell every node a value that is known only after `terraform apply`. */
  tell(name: string, value: string): void {
    for (const node of this.nodes) node.tell(name, value);
  }

  private makeNode(props: NodeTierProps, shape: NodeTierShape, number: number): TierNode {
    const { dataVolumeGiB } = shape;
    return new TierNode(this, {
      site: props.site,
      tier: this.tierName,
      number,
      kind: shape.kind,
      size: shape.size,
      zones: props.zones ?? props.site.zones,
      offset: props.offset,
      exposure: shape.exposure,
      rootGiB: props.rootGiB ?? shape.rootGiB ?? LEAST_ROOT_GIB,
      dataVolumeGiB: typeof dataVolumeGiB === 'function' ? dataVolumeGiB(number) : dataVolumeGiB,
      firewall: this.firewall,
      role: this.role,
      parts: (node) => this.parts(node),
    });
  }

  /** Why machines of this tier cannot be made: configurations that EC2 would not take. */
  machineErrors(): string[] {
    return this.machineProblems().map(({ message, fix }) => (fix === undefined ? message : `${message}; ${fix}`));
  }

  /** The same, each with what can be done about it. */
  machineProblems(): readonly Pick<MachineConfigError, 'message' | 'fix'>[] {
    return this.nodes.flatMap((node) => {
      try {
        node.machine();
        return [];
      } catch (error) {
        if (error instanceof MachineConfigError) return [error];
        throw error;
      }
    });
  }
}
