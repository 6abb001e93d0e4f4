import { isDisabled, linesOf, openPorts } from '../../../terraform/machine/haproxy';
import type { NodeFacts } from '../../../terraform/nodes';
import { associatedAddress } from '../../../terraform/nodes';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, type Fields, number, strings } from '../../../terraform/values';
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
    ...(checked && check ? asked(check, member) : []),
    ...answered(record, site),
    ...(isOneOfSeveral(record)
      ? []
      : [gap('an answer of its own among several (multivalue or weighted)', record.address)]),
    ...sameName(record, members, site).map((peer) =>
      gap(`the name that ${shortName(peer.address)} has`, record.address),
    ),
  ];
};

const SHORT_SECONDS = 300;

/** What makes Route 53 ask in vain, or not at all (Route 53 developer guide, "How Route 53 determines health"). */
function asked({ body, address }: Resource, member: NodeFacts): readonly NodeGap[] {
  const { type, disabled, invert_healthcheck: inverted } = body;
  const port = number(body.port) ?? (String(type).startsWith('HTTPS') ? 443 : 80);
  const path = typeof body.resource_path === 'string' ? body.resource_path : undefined;
  const isOn = (value: unknown) => value === true || value === 'true';
  const pages = answers(member);
  return [
    ...(/^(HTTPS?(_STR_MATCH)?|TCP)$/.test(String(type)) ? [] : [gap('a check that asks the address', address)]),
    ...(isOn(disabled) ? [gap('a check that is not disabled', address)] : []),
    ...(isOn(inverted) ? [gap('a check that is not inverted', address)] : []),
    ...(openPorts(member.machine.haproxy.sections).includes(port)
      ? []
      : [gap(`port ${port}, on which ${shortName(member.address)} listens`, address)]),
    ...(path === undefined || pages.has(path)
      ? []
      : [gap(`a page that ${shortName(member.address)} answers by itself, not ${path}`, address)]),
  ];
}

/** Pages that a balancer answers by itself (haproxy configuration manual, "monitor-uri"), or another server. */
function answers({ machine }: NodeFacts): ReadonlySet<string> {
  const monitored = machine.haproxy.sections
    .filter((one) => !isDisabled(one))
    .flatMap(linesOf)
    .flatMap(([word, page]) => (word === 'monitor-uri' && page !== undefined ? [page] : []));
  return new Set([...machine.healthCheckPaths, ...monitored]);
}

/** What keeps an answer from visitors, or keeps it with them when it is dead. */
function answered({ body, address }: Resource, { stack }: EvidenceContext): readonly NodeGap[] {
  const zone = stack.target(body.zone_id);
  const weight = blocks(body.weighted_routing_policy)[0]?.weight;
  const ttl = number(body.ttl);
  return [
    ...(body.type === 'A' ? [] : [gap('a record of type A', address)]),
    ...(ttl !== undefined && ttl <= SHORT_SECONDS ? [] : [gap(`a TTL of at most ${SHORT_SECONDS} s`, address)]),
    ...(weight === undefined || (number(weight) ?? 1) > 0 ? [] : [gap('a weight above 0', address)]),
    ...(isOneOfPair(body, stack) ? [] : [gap('one primary and one secondary under its name', address)]),
    ...(zone !== undefined && blocks(zone.body.vpc).length > 0 ? [gap('a public zone', zone.address)] : []),
    ...stack
      .ofType('aws_route53_record')
      .filter((one) => one.address !== address && isSameAnswer(one.body, body))
      .map((one) => gap('a set identifier of its own', one.address)),
  ];
}

/** Of failover records Route 53 takes one of each type under a name, and answers with the secondary where there is one. */
function isOneOfPair(body: Fields, stack: EvidenceContext['stack']): boolean {
  const typeOf = (one: Fields) => blocks(one.failover_routing_policy)[0]?.type;
  if (typeOf(body) === undefined) return true;
  const under = stack
    .ofType('aws_route53_record')
    .filter((one) => ['name', 'zone_id', 'type'].every((key) => one.body[key] === body[key]));
  return (
    under
      .map((one) => String(typeOf(one.body)))
      .sort()
      .join() === 'PRIMARY,SECONDARY'
  );
}

function isSameAnswer(one: Fields, other: Fields): boolean {
  return (['name', 'zone_id', 'type', 'set_identifier'] as const).every((key) => one[key] === other[key]);
}

function recordOf(address: string, site: EvidenceContext): Resource | undefined {
  return site.stack
    .ofType('aws_route53_record')
    .find(({ body }) => strings(body.records).some((record) => site.stack.addressesIn(record).includes(address)));
}

function isOneOfSeveral({ body }: Resource): boolean {
  const routed =
    body.multivalue_answer_routing_policy === true ||
    blocks(body.weighted_routing_policy).length > 0 ||
    // A failover record answers with the secondary as long as the primary's check fails.
    blocks(body.failover_routing_policy).length > 0;
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
