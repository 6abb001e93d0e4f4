import type { NodeFacts } from '../../../terraform/nodes';
import { associatedAddress } from '../../../terraform/nodes';
import type { Resource } from '../../../terraform/resource-index';
import { strings } from '../../../terraform/values';
import { shortName } from '../gap';
import type { NodeGap } from '../node-gap';
import type { EvidenceContext } from '../site';
import type { TakeoverRule } from './rule';

/** DNS leaves a dead member out: each has a record of its own under one name, and a health check of its own address. */
export const leavesDnsOut: TakeoverRule = (member, members, _service, site) => {
  const address = associatedAddress(member.address, site.stack);
  if (address === undefined) return [gap('an Elastic IP of its own', `aws_eip_association of ${member.address}`)];
  const record = recordOf(address, site);
  if (!record) return [gap(`an A record with ${address}`, 'aws_route53_record')];
  const check = site.stack.target(record.body.health_check_id);
  const checked = check?.type === 'aws_route53_health_check' && site.stack.addressOf(check.body.ip_address) === address;
  return [
    ...(checked ? [] : [gap(`a health check of ${address}`, record.address)]),
    ...(isOneOfSeveral(record)
      ? []
      : [gap('an answer of its own among several (multivalue or weighted)', record.address)]),
    ...sameName(record, members, site).map((peer) =>
      gap(`the name that ${shortName(peer.address)} has`, record.address),
    ),
  ];
};

function recordOf(address: string, site: EvidenceContext): Resource | undefined {
  return site.stack
    .ofType('aws_route53_record')
    .find(({ body }) => strings(body.records).some((record) => site.stack.addressesIn(record).includes(address)));
}

function isOneOfSeveral({ body }: Resource): boolean {
  const routed = body.multivalue_answer_routing_policy === true || body.weighted_routing_policy !== undefined;
  return routed && body.set_identifier !== undefined;
}

function sameName(record: Resource, members: readonly NodeFacts[], site: EvidenceContext): readonly NodeFacts[] {
  return members.filter((peer) => {
    const other = associatedAddress(peer.address, site.stack);
    const theirs = other === undefined ? undefined : recordOf(other, site);
    return (
      theirs !== undefined && (theirs.body.name !== record.body.name || theirs.body.zone_id !== record.body.zone_id)
    );
  });
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'no-takeover', lookedFor, where };
}
