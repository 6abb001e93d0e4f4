import { NODE_FILES, NODE_FOLDERS } from '../../../model/node-files';
import { callsOf, type ShellCommand } from '../../../terraform/machine/shell-commands';
import { unitEntries, unitValue } from '../../../terraform/machine/systemd';
import { interfaceTags, keptAddress, type NodeFacts } from '../../../terraform/nodes';
import { allowed } from '../../../terraform/policies';
import { blocks, type Fields } from '../../../terraform/values';
import { shortName } from '../gap';
import type { NodeGap } from '../node-gap';
import { closedAmong } from '../ports';
import type { EvidenceContext } from '../site';
import type { TakeoverRule } from './rule';

/** The address failover agent: it moves the Elastic IP to whom keepalived elects. */
const AGENT = NODE_FILES.addressAgent;
const UNIT = 'nospof-address';

/**
 * A member takes the Elastic IP over when keepalived makes it master: it must know all peers, watch its own health, run the
 * agent that moves the address and sets it right again, and be allowed to.
 */
export const takesAddress: TakeoverRule = (member, members, _service, site) => [
  ...election(member, members, site),
  ...failoverAgent(member),
  ...ownAddress(member, site),
  ...rights(member, site),
];

/** Whether it is one of those that move the address: then visitors come to no other of its addresses. */
export function movesAddress({ machine, tags, secondaryIps }: NodeFacts): boolean {
  return tags['nospof:address-id'] !== undefined || machine.files.has(AGENT) || secondaryIps.length > 0;
}

/** It reaches EC2's API by an address that no stop takes (docs/decisions/0035). */
function ownAddress(member: NodeFacts, site: EvidenceContext): NodeGap[] {
  const kept = keptAddress(member, site.stack);
  if (kept !== undefined && kept !== site.stack.addressOf(member.tags['nospof:address-id'])) return [];
  return [
    gap(
      'an Elastic IP of its own at its first private address, which no stop takes',
      `aws_eip_association of ${member.address}`,
    ),
  ];
}

function election(member: NodeFacts, members: readonly NodeFacts[], site: EvidenceContext): NodeGap[] {
  const where = `${NODE_FILES.keepalived} of ${shortName(member.address)}`;
  const { keepalived, files } = member.machine;
  const [instance] = keepalived?.instances ?? [];
  if (!keepalived || !instance) return [gap('keepalived', where)];
  const missing = members.filter(
    (peer) => peer.address !== member.address && !instance.peers.has(peer.privateIp ?? ''),
  );
  const runs = (program: string) => !program.startsWith('/usr/local/') || files.has(program);
  const checked = instance.tracked.some((name) => runs(keepalived.scripts.get(name) ?? '/usr/local/'));
  return [
    ...missing.map((peer) => gap(`the peer ${peer.privateIp} (${shortName(peer.address)})`, where)),
    ...(instance.source === member.privateIp
      ? []
      : [gap(`its own address ${member.privateIp} as unicast_src_ip`, where)]),
    ...(checked ? [] : [gap('a health check in track_script', where)]),
    ...members
      .filter((peer) => peer.address !== member.address && priority(peer) === priority(member))
      .map((peer) => gap(`another priority than ${shortName(peer.address)} has`, where)),
    ...started(member, 'keepalived'),
    ...closedAmong(member, members, [{ protocol: '112', port: 0 }], site).map((closed) => ({
      code: 'closed-port' as const,
      ...closed,
    })),
  ];
}

function priority({ machine }: NodeFacts): string | undefined {
  return machine.keepalived?.instances[0]?.priority;
}

/** It looks again and again whether the master has the address, since one that went astray would fall with whoever holds it. */
function failoverAgent(member: NodeFacts): NodeGap[] {
  const where = `${AGENT} of ${shortName(member.address)}`;
  const { files } = member.machine;
  const script = member.machine.script(AGENT);
  if (script === undefined) return [gap('the script that takes the address', where)];
  const moves = callsOf(script, 'aws').filter((words) => words.join(' ').includes('ec2 associate-address'));
  const own = member.secondaryIps.find((host) =>
    moves.some((words) => words.some((word, at) => word === host && words[at - 1] === '--private-ip-address')),
  );
  const runs = unitValue(unitEntries(files, UNIT), 'Service.ExecStart');
  return [
    ...(moves.length > 0 ? [] : [gap('aws ec2 associate-address', where)]),
    ...(script.some(looksAgain) ? [] : [gap('a loop that sets a stray address right', where)]),
    ...(own === undefined
      ? [
          gap(
            'a second private address of the machine, which the Elastic IP is associated with',
            `${where}, and secondary_private_ips of ${member.address}`,
          ),
        ]
      : []),
    ...(runs?.split(' ')[0] === AGENT
      ? []
      : [gap(`a unit that runs ${AGENT}`, `${NODE_FOLDERS.units}/${UNIT}.service of ${shortName(member.address)}`)]),
    ...started(member, UNIT),
  ];
}

/** In a loop, a `read` that ends by itself after some time. */
function looksAgain({ words, looped }: ShellCommand): boolean {
  const timed = words.some(
    (word, at) => /^-\w*t\d+$/.test(word) || (/^-\w*t$/.test(word) && Number(words[at + 1]) > 0),
  );
  return looped === true && words[0] === 'read' && timed;
}

/** The role may associate this very address, with this machine, through its interface; and the machine knows which address. */
function rights(member: NodeFacts, site: EvidenceContext): NodeGap[] {
  const { tags, resource } = member;
  const id = site.stack.addressOf(tags['nospof:address-id']);
  const ip = site.stack.addressOf(tags['nospof:address-ip']);
  const eip = id !== undefined && id === ip ? site.stack.get(id) : undefined;
  if (eip?.type !== 'aws_eip') {
    return [gap('the tags nospof:address-id and nospof:address-ip of one Elastic IP', member.address)];
  }
  const elsewhere = ['aws_eip_association', 'aws_nat_gateway'].flatMap((type) =>
    site.stack.referring(type, 'allocation_id', eip.address),
  );
  const fixed = eip.body.instance ?? eip.body.network_interface;
  const readable = blocks(resource.body.metadata_options)[0]?.instance_metadata_tags === 'enabled';
  const vpc = site.stack.addressOf(member.subnet?.body.vpc_id);
  const arn = `arn:aws:ec2:${site.stack.region}:000000000000`;
  const ofInterface = { ...tagContext(interfaceTags(member, site.stack)), 'ec2:Vpc': `\${${vpc}.arn}` };
  const resources = [
    ['the Elastic IP', `\${${eip.address}.arn}`, {}],
    ['instances of this tier', `${arn}:instance/i-0`, tagContext(tags)],
    ["this tier's network interfaces", `${arn}:network-interface/eni-0`, ofInterface],
  ] as const;
  return [
    ...elsewhere.map((one) => gap('the Elastic IP for itself', one.address)),
    ...(fixed === undefined ? [] : [gap('the Elastic IP for itself', `${eip.address}, which belongs to ${fixed}`)]),
    ...(readable ? [] : [gap('instance_metadata_tags enabled', `metadata_options of ${member.address}`)]),
    ...resources
      .filter(
        ([, resource, context]) =>
          !allowed(site.statements(member), { action: 'ec2:AssociateAddress', resource, context }),
      )
      .map(([name]) =>
        gap(`the right to ec2:AssociateAddress on ${name}`, `policies of ${shortName(member.address)}'s role`),
      ),
  ];
}

/** Condition keys of a resource's tags. */
function tagContext(tags: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`ec2:ResourceTag/${key}`, String(value)]));
}

function started(member: NodeFacts, unit: string): NodeGap[] {
  if (member.machine.starts(unit)) return [];
  return [
    {
      code: 'not-started',
      lookedFor: `a step that starts ${unit}`,
      where: `setup steps of ${shortName(member.address)}`,
    },
  ];
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'no-takeover', lookedFor, where };
}
