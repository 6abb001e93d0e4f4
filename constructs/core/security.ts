import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';

/** A port, or a range of ports, that a service answers on. */
export interface FirewallPort {
  /** IP protocol; `112` is VRRP, which has no ports. */
  readonly protocol: 'tcp' | 'udp' | '112';
  readonly from: number;
  /** Last port of the range. @default - `from` */
  readonly to?: number;
}

export const tcp = (from: number, to?: number): FirewallPort => ({ protocol: 'tcp', from, to });
export const udp = (from: number, to?: number): FirewallPort => ({ protocol: 'udp', from, to });
export const VRRP: FirewallPort = { protocol: '112', from: 0 };

/** A port on the internet that nodes may connect to. */
export interface EgressPort {
  readonly port: number;
  /** Block of IPv4 addresses. @default '0.0.0.0/0' */
  readonly to?: string;
  /** @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
}

const EVERYWHERE = '0.0.0.0/0';

/** Debian's packages come by HTTP, all of AWS by HTTPS. */
const ALWAYS_OUT: readonly number[] = [80, 443];

export interface TierFirewallProps {
  /** The site's name. */
  readonly site: string;
  /** The tier's name. */
  readonly tier: string;
  readonly vpcId: string;
}

/**
 * The security group of one tier. It starts closed, but for packages and AWS's own endpoints outwards, and is opened by
 * relations alone, on both sides.
 */
export class TierFirewall extends Construct {
  readonly group: SecurityGroup;
  private readonly opened = new Set<string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TierFirewallProps,
  ) {
    super(scope, id);
    this.group = new SecurityGroup(this, 'Resource', {
      namePrefix: `${props.site}-${props.tier}-`,
      description: `Nodes of ${props.tier}`,
      vpcId: props.vpcId,
      tags: { Name: `${props.site}-${props.tier}` },
      lifecycle: { createBeforeDestroy: true },
    });
    for (const port of ALWAYS_OUT) this.letOut({ port }, 'Debian packages and AWS endpoints');
  }

  /** Let anybody in: visitors of the site. */
  openToInternet(port: number): void {
    new VpcSecurityGroupIngressRule(this, `from-internet-${port}`, {
      securityGroupId: this.group.id,
      description: 'Visitors',
      cidrIpv4: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
    });
  }

  /** Let the nodes connect to a port on the internet. Asking twice is asking once. */
  letOut(opened: EgressPort, description = 'Named in the topology'): void {
    const { to = EVERYWHERE, protocol = 'tcp', port } = opened;
    const id = ['to', to === EVERYWHERE ? 'internet' : to.replaceAll(/[./]/g, '-'), portName({ protocol, from: port })];
    const key = id.join('-');
    if (this.opened.has(key)) return;
    this.opened.add(key);
    new VpcSecurityGroupEgressRule(this, key, {
      securityGroupId: this.group.id,
      description,
      cidrIpv4: to,
      ipProtocol: protocol,
      fromPort: port,
      toPort: port,
    });
  }

  /** Let the nodes of `client` reach this tier's nodes, here inwards and there outwards. Asking twice is asking once. */
  allowFrom(client: TierFirewall, ports: readonly FirewallPort[]): void {
    for (const port of ports) {
      const suffix = portName(port);
      const key = `${client.props.tier} ${suffix}`;
      if (this.opened.has(key)) continue;
      this.opened.add(key);
      const range = { ipProtocol: port.protocol, ...portRange(port) };
      new VpcSecurityGroupIngressRule(this, `from-${client.props.tier}-${suffix}`, {
        securityGroupId: this.group.id,
        description: `From ${client.props.tier}`,
        referencedSecurityGroupId: client.group.id,
        ...range,
      });
      new VpcSecurityGroupEgressRule(client, `to-${this.props.tier}-${suffix}`, {
        securityGroupId: client.group.id,
        description: `To ${this.props.tier}`,
        referencedSecurityGroupId: this.group.id,
        ...range,
      });
    }
  }
}

function portName(port: FirewallPort): string {
  if (port.protocol === '112') return 'vrrp';
  const range = port.to === undefined || port.to === port.from ? `${port.from}` : `${port.from}-${port.to}`;
  return port.protocol === 'tcp' ? range : `${port.protocol}-${range}`;
}

function portRange(port: FirewallPort): { fromPort?: number; toPort?: number } {
  return port.protocol === '112' ? {} : { fromPort: port.from, toPort: port.to ?? port.from };
}
