import { Ec2Tag } from '@cdktf/provider-aws/lib/ec2-tag';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { EipAssociation } from '@cdktf/provider-aws/lib/eip-association';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { TerraformResourceLifecycle } from 'cdktf';
import type { Takeover } from '../model/service-graph';
import type { NodeTier } from './core/node-tier';
import { VRRP } from './core/security';
import type { TierNode } from './core/tier-node';
import { BALANCER_ALIVE_PATH } from './user-data/haproxy';
import { keepalivedPart } from './user-data/keepalived';
import type { MachinePart } from './user-data/machine';

/** The setting, and tag of an interface, that says which Elastic IP is the site's. */
const ADDRESS_ID = 'address-id';

/** How visitors reach whichever balancer is alive. */
export interface BalancerEntrance {
  readonly takeover: Takeover;
  /** What a node runs for it. */
  readonly parts: (node: TierNode) => readonly MachinePart[];
}

/**
 * One Elastic IP, moved by the nodes themselves: keepalived elects a master, the takeover script associates the address
 * with the master's second private address. The first has an Elastic IP of the node's own, which EC2 takes at no stop, so a
 * node always reaches EC2's API to take the site's address (docs/decisions/0035).
 */
export function elasticIpEntrance(tier: NodeTier): BalancerEntrance {
  const { site } = tier;
  const address = site.address;
  tier.openAmongNodes([VRRP]);
  for (const node of tier.nodes) {
    node.instance.secondaryPrivateIps = [node.secondHost];
    ownAddress(tier, node);
    // EC2 tags a machine's interface with none of the machine's tags.
    new Ec2Tag(tier, `${node.number}-interface`, {
      resourceId: node.instance.primaryNetworkInterfaceId,
      key: `nospof:${ADDRESS_ID}`,
      value: address.allocationId,
    });
  }
  tier.tell(ADDRESS_ID, address.allocationId);
  tier.tell('address-ip', address.publicIp);
  tier.role.allow('MoveTheAddress', 'ec2:AssociateAddress', address.arn);
  tier.role.allowOnNodes('ToTheseNodes', 'ec2:AssociateAddress');
  tier.role.allow(
    'ThroughTheirInterfaces',
    'ec2:AssociateAddress',
    `arn:aws:ec2:${site.region}:*:network-interface/*`,
    {
      ArnEquals: { 'ec2:Vpc': site.network.vpc.arn },
      StringEquals: { [`ec2:ResourceTag/nospof:${ADDRESS_ID}`]: address.allocationId },
    },
  );
  return {
    takeover: 'address',
    parts: (node) => [
      keepalivedPart({
        self: node.endpoint(0),
        peers: tier.endpoints(0).filter((peer) => peer.name !== node.name),
        address: node.secondHost,
      }),
    ],
  };
}

/** An Elastic IP for each node, and Route 53 answers with those whose health check passes. */
export function dnsEntrance(tier: NodeTier, hostedZone: string | undefined): BalancerEntrance {
  const { aliases, domain, name } = tier.site;
  if (!domain || !hostedZone) {
    throw new RangeError(`${tier.tierName}: address 'dns' needs the site's domain and its hosted zone`);
  }
  for (const node of tier.nodes) {
    const id = String(node.number);
    // Visitors' DNS points here: a released Elastic IP is gone for good.
    const address = ownAddress(tier, node, { preventDestroy: true });
    const check = new Route53HealthCheck(tier, `${id}-health`, {
      type: 'HTTP',
      ipAddress: address.publicIp,
      port: 80,
      resourcePath: BALANCER_ALIVE_PATH,
      requestInterval: 10,
      failureThreshold: 2,
      tags: { Name: `${name}-${node.name}` },
    });
    for (const [index, host] of [domain, ...aliases].entries()) {
      new Route53Record(tier, index === 0 ? `${id}-record` : `${id}-record-${host.replaceAll('.', '-')}`, {
        zoneId: hostedZone,
        name: host,
        type: 'A',
        ttl: 30,
        records: [address.publicIp],
        setIdentifier: node.name,
        multivalueAnswerRoutingPolicy: true,
        healthCheckId: check.id,
      });
    }
  }
  return { takeover: 'dns', parts: () => [] };
}

/** An Elastic IP that stays with a node's first private address. Where it comes, EC2 takes the one that it drew by lot. */
function ownAddress(tier: NodeTier, node: TierNode, lifecycle?: TerraformResourceLifecycle): Eip {
  const id = `${node.number}-address`;
  const address = new Eip(tier, id, {
    domain: 'vpc',
    tags: { Name: `${tier.site.name}-${node.name}` },
    dependsOn: [tier.site.reservation],
    lifecycle,
  });
  new EipAssociation(tier, `${id}-association`, {
    allocationId: address.allocationId,
    instanceId: node.instance.id,
  });
  return address;
}
