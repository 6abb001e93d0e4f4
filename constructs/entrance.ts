import { Eip } from '@cdktf/provider-aws/lib/eip';
import { EipAssociation } from '@cdktf/provider-aws/lib/eip-association';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { Takeover } from '../model/service-graph';
import type { NodeTier } from './core/node-tier';
import { VRRP } from './core/security';
import type { TierNode } from './core/tier-node';
import { BALANCER_ALIVE_PATH } from './user-data/haproxy';
import { keepalivedPart } from './user-data/keepalived';
import type { MachinePart } from './user-data/machine';

/** How visitors reach whichever balancer is alive. */
export interface BalancerEntrance {
  readonly takeover: Takeover;
  /** What a node runs for it. */
  readonly parts: (node: TierNode) => readonly MachinePart[];
}

/**
 * One Elastic IP, moved by the nodes themselves: keepalived elects a master, the takeover script associates the address
 * with the master's second private address. The first address keeps a public one of its own, so a node that has lost
 * the Elastic IP can still reach EC2's API to take it back.
 */
export function elasticIpEntrance(tier: NodeTier): BalancerEntrance {
  const { site } = tier;
  const address = site.address;
  tier.openAmongNodes([VRRP]);
  for (const node of tier.nodes) node.instance.secondaryPrivateIps = [node.secondHost];
  tier.tell('address-id', address.allocationId);
  tier.tell('address-ip', address.publicIp);
  tier.role.allow('MoveTheAddress', 'ec2:AssociateAddress', address.arn);
  tier.role.allowOnNodes('ToTheseNodes', 'ec2:AssociateAddress');
  tier.role.allow(
    'ThroughTheirInterfaces',
    'ec2:AssociateAddress',
    `arn:aws:ec2:${site.region}:*:network-interface/*`,
    {
      ArnEquals: { 'ec2:Vpc': site.network.vpc.arn },
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
  const { domain, name } = tier.site;
  if (!domain || !hostedZone) {
    throw new RangeError(`${tier.tierName}: address 'dns' needs the site's domain and its hosted zone`);
  }
  for (const node of tier.nodes) {
    const id = String(node.number);
    const address = new Eip(tier, `${id}-address`, {
      domain: 'vpc',
      tags: { Name: `${name}-${node.name}` },
      dependsOn: [tier.site.reservation],
      lifecycle: { preventDestroy: true },
    });
    new EipAssociation(tier, `${id}-address-association`, {
      allocationId: address.allocationId,
      instanceId: node.instance.id,
    });
    const check = new Route53HealthCheck(tier, `${id}-health`, {
      type: 'HTTP',
      ipAddress: address.publicIp,
      port: 80,
      resourcePath: BALANCER_ALIVE_PATH,
      requestInterval: 10,
      failureThreshold: 2,
      tags: { Name: `${name}-${node.name}` },
    });
    new Route53Record(tier, `${id}-record`, {
      zoneId: hostedZone,
      name: domain,
      type: 'A',
      ttl: 30,
      records: [address.publicIp],
      setIdentifier: node.name,
      multivalueAnswerRoutingPolicy: true,
      healthCheckId: check.id,
    });
  }
  return { takeover: 'dns', parts: () => [] };
}
