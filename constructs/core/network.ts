import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { natAddress, subnetCidr } from '../../model/addresses';
import type { Exposure } from '../../model/tiers';

export interface NetworkProps {
  /** The site's name; prefix of every Name tag. */
  readonly name: string;
  readonly region: string;
  /**
   * Address range of the VPC, a /16 of RFC 1918.
   * @default '10.20.0.0/16'
   */
  readonly cidr?: string;
  /**
   * How private nodes reach the internet: a NAT gateway in every zone that holds private nodes, so that no zone hangs on
   * another, or one for all, cheaper and tied to its zone.
   * @default 'per-zone'
   */
  readonly egress?: 'per-zone' | 'single';
  /** The site's zones. The one NAT gateway of `single` stands in the first, whatever stands elsewhere, and so keeps its address. */
  readonly zones: readonly string[];
  /**
   * What must be there first.
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** A subnet with what a machine in it must wait for before it can reach the internet. */
export interface SubnetPlace {
  readonly subnet: Subnet;
  readonly reachable: ITerraformDependable[];
}

/**
 * The VPC. Subnets are made for a zone when the first node stands in it and cut from the range by the zone's letter, so
 * a zone more never moves another zone's addresses, gateways or Elastic IPs.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly cidr: string;
  private readonly props: NetworkProps;
  private readonly internet: InternetGateway;
  private readonly publicRoutes: RouteTable;
  private readonly publicRoute: Route;
  private readonly s3: VpcEndpoint;
  private readonly routeTables: string[] = [];
  private readonly places = new Map<string, SubnetPlace>();
  private readonly gateways = new Map<string, NatGateway>();

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    this.props = props;
    this.cidr = props.cidr ?? '10.20.0.0/16';
    this.vpc = new Vpc(this, 'Resource', {
      cidrBlock: this.cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: this.named(''),
      dependsOn: props.dependsOn,
    });
    // Whatever is started here without groups of its own gets this one: it lets nothing in and nothing out.
    new DefaultSecurityGroup(this, 'closed', { vpcId: this.vpc.id, tags: this.named('-closed') });
    this.internet = new InternetGateway(this, 'internet', { vpcId: this.vpc.id, tags: this.named('') });
    this.publicRoutes = new RouteTable(this, 'public', { vpcId: this.vpc.id, tags: this.named('-public') });
    this.publicRoute = new Route(this, 'public-default', {
      routeTableId: this.publicRoutes.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: this.internet.id,
    });
    this.routeTables.push(this.publicRoutes.id);
    // Nodes fetch configuration and application from S3: the gateway endpoint costs nothing and needs no NAT.
    this.s3 = new VpcEndpoint(this, 's3', {
      vpcId: this.vpc.id,
      serviceName: `com.amazonaws.${props.region}.s3`,
      routeTableIds: this.routeTables,
      tags: this.named('-s3'),
    });
  }

  /** The subnet of this exposure in a zone, made at its first use. */
  place(exposure: Exposure, zone: string): SubnetPlace {
    const key = `${exposure}-${zone.at(-1)}`;
    let place = this.places.get(key);
    if (!place) {
      place = exposure === 'public' ? this.publicPlace(zone) : this.privatePlace(zone);
      this.places.set(key, place);
    }
    return place;
  }

  private publicPlace(zone: string): SubnetPlace {
    const { subnet, association } = this.subnet('public', zone, this.publicRoutes.id);
    return { subnet, reachable: [this.publicRoute, association] };
  }

  private privatePlace(zone: string): SubnetPlace {
    const letter = zone.at(-1);
    const routes = new RouteTable(this, `private-${letter}-routes`, {
      vpcId: this.vpc.id,
      tags: this.named(`-private-${letter}`),
    });
    this.routeTables.push(routes.id);
    this.s3.routeTableIds = this.routeTables;
    const egress = new Route(this, `private-${letter}-default`, {
      routeTableId: routes.id,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: this.natGateway(zone).id,
    });
    const { subnet, association } = this.subnet('private', zone, routes.id);
    return { subnet, reachable: [egress, association] };
  }

  private subnet(exposure: Exposure, zone: string, routeTableId: string) {
    const id = `${exposure}-${zone.at(-1)}`;
    const subnet = new Subnet(this, id, {
      vpcId: this.vpc.id,
      availabilityZone: zone,
      cidrBlock: subnetCidr(this.cidr, exposure, zone),
      tags: this.named(`-${id}`),
    });
    const association = new RouteTableAssociation(this, `${id}-association`, { subnetId: subnet.id, routeTableId });
    return { subnet, association };
  }

  private natGateway(of: string): NatGateway {
    const zone = this.props.egress === 'single' ? (this.props.zones[0] ?? of) : of;
    const known = this.gateways.get(zone);
    if (known) return known;
    const id = `nat-${zone.at(-1)}`;
    const address = new Eip(this, `${id}-address`, {
      domain: 'vpc',
      tags: this.named(`-${id}`),
      dependsOn: this.props.dependsOn,
    });
    const gateway = new NatGateway(this, id, {
      allocationId: address.allocationId,
      subnetId: this.place('public', zone).subnet.id,
      privateIp: natAddress(this.cidr, zone),
      tags: this.named(`-${id}`),
      dependsOn: [this.publicRoute],
    });
    this.gateways.set(zone, gateway);
    return gateway;
  }

  private named(suffix: string): Record<string, string> {
    return { Name: `${this.props.name}${suffix}` };
  }
}
