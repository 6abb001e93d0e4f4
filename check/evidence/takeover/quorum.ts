import { NODE_FILES, NODE_FOLDERS } from '../../../model/node-files';
import type { Corosync } from '../../../terraform/machine/corosync';
import { isOn, optionValue } from '../../../terraform/machine/option-files';
import { loadsIntoCluster } from '../../../terraform/machine/pacemaker';
import { shellVariable } from '../../../terraform/machine/shell-commands';
import type { NodeFacts } from '../../../terraform/nodes';
import { allowed } from '../../../terraform/policies';
import { shortName } from '../gap';
import type { NodeGap } from '../node-gap';
import { closedAmong } from '../ports';
import type { EvidenceContext } from '../site';
import type { TakeoverRule } from './rule';

const tcp = (port: number) => ({ protocol: 'tcp', port });
/** Replication, copies for a new replica, corosync's links. */
const PACEMAKER_PORTS = [tcp(3306), tcp(4444), { protocol: 'udp', port: 5405 }];
/** Group communication, incremental and whole copies, and the check by which starting nodes find each other. */
const GALERA_PORTS = [tcp(3306), tcp(4567), tcp(4568), tcp(4444), tcp(9200)];

/** A member takes part in elections when its cluster's configuration names all members, and its cluster software runs. */
export const votes: TakeoverRule = (member, members, _service, site) => {
  const { corosync } = member.machine;
  if (corosync) return pacemaker(member, corosync, members, site);
  const named = galeraNodes(member);
  if (named) return galera(member, named, members, site);
  const where = `${NODE_FILES.corosync} and ${NODE_FOLDERS.mariadbOptions} of ${shortName(member.address)}`;
  return [gap('a cluster that elects by majority', where)];
};

/** How many nodes a member's cluster has: the majority is reckoned of these. */
export function clusterSize(member: NodeFacts): number {
  return (member.machine.corosync?.nodes ?? galeraNodes(member))?.size ?? 0;
}

function pacemaker(
  member: NodeFacts,
  corosync: Corosync,
  members: readonly NodeFacts[],
  site: EvidenceContext,
): readonly NodeGap[] {
  const where = `${NODE_FILES.corosync} of ${shortName(member.address)}`;
  return [
    ...unnamed(corosync.nodes, members, where),
    ...(corosync.provider === 'corosync_votequorum' ? [] : [gap('votequorum', where)]),
    ...(corosync.twoNode ? [gap("a majority; 'two_node' goes on without one", where)] : []),
    ...resources(member),
    ...acknowledgement(member),
    ...hostMaps(member, members),
    ...sameNumber(member, members),
    ...fencingRights(member, site),
    ...running(member, ['corosync', 'pacemaker', 'nospof-dbcheck.service']),
    ...closed(member, members, PACEMAKER_PORTS, site),
  ];
}

/** What Pacemaker runs: a database that it promotes, fencing, and nothing on the side of a minority. */
function resources(member: NodeFacts): NodeGap[] {
  const { pacemaker, setupCommands } = member.machine;
  const { properties, fenced, promotable } = pacemaker;
  const at = (path: string) => `${path} of ${shortName(member.address)}`;
  return [
    ...(promotable ? [] : [gap('a database that is promoted (promotable)', at(NODE_FILES.clusterResources))]),
    ...(fenced ? [] : [gap('a fencing device (class stonith)', at(NODE_FILES.clusterResources))]),
    ...(properties.get('stonith-enabled') === 'true'
      ? []
      : [gap('stonith-enabled true', at(NODE_FILES.clusterProperties))]),
    ...(properties.get('no-quorum-policy') === 'stop'
      ? []
      : [gap('a minority that stops (no-quorum-policy stop)', at(NODE_FILES.clusterProperties))]),
    ...[NODE_FILES.clusterProperties, NODE_FILES.clusterResources]
      .filter((path) => !loadsIntoCluster(setupCommands, path))
      .map((path) => gap(`a step that loads ${path} into the cluster`, `setup steps of ${shortName(member.address)}`)),
  ];
}

/** Longer than anybody waits for a replica: a primary that stops waiting acknowledges writes that its loss takes away. */
const FOR_EVER_MS = 24 * 3_600_000;

/**
 * What a write rests on. A primary that stood still and goes on takes writes beside its successor, until it is fenced: a drill has
 * seen that for a second and a half. None of them is acknowledged, as long as a primary waits for a replica's word before each.
 */
function acknowledgement(member: NodeFacts): NodeGap[] {
  const options = member.machine.databaseOptions;
  const where = `options of MariaDB on ${shortName(member.address)}`;
  const is = (name: string, value: string) => optionValue(options, name)?.toUpperCase() === value;
  const never = Number(optionValue(options, 'rpl_semi_sync_master_timeout') ?? 0) >= FOR_EVER_MS;
  const alone = optionValue(options, 'rpl_semi_sync_master_wait_no_slave');
  const wanted: readonly [met: boolean, what: string, where: string][] = [
    [isOn(optionValue(options, 'read_only')), 'a server that starts without taking writes (read_only)', where],
    [
      isOn(optionValue(options, 'rpl_semi_sync_slave_enabled')),
      'a replica that acknowledges (rpl_semi_sync_slave_enabled)',
      where,
    ],
    [
      is('rpl_semi_sync_master_wait_point', 'AFTER_SYNC'),
      'a primary that waits before others see a write (AFTER_SYNC)',
      where,
    ],
    [never, 'a primary that waits for ever for a replica (rpl_semi_sync_master_timeout, a day or more)', where],
    [
      alone === undefined || isOn(alone),
      'a primary that waits without replicas as well (rpl_semi_sync_master_wait_no_slave)',
      where,
    ],
    [
      member.machine.databaseAgent?.acknowledged === true,
      'a promotion that has the primary wait for a replica (rpl_semi_sync_master_enabled)',
      `${NODE_FILES.databaseAgent} of ${shortName(member.address)}`,
    ],
  ];
  return wanted.filter(([met]) => !met).map(([, what, place]) => gap(what, place));
}

/** Fencing and the database's agent know each member by name and address. */
function hostMaps(member: NodeFacts, members: readonly NodeFacts[]): NodeGap[] {
  const { pacemaker, databaseAgent } = member.machine;
  const at = (path: string) => `${path} of ${shortName(member.address)}`;
  return [
    // That nothing fences at all is looked at with the resources.
    ...(pacemaker.fenced ? unnamed(pacemaker.fenced, members, at(NODE_FILES.clusterResources)) : []),
    ...unnamed(databaseAgent?.hosts ?? new Set(), members, at(NODE_FILES.databaseAgent)),
  ];
}

function fencingRights(member: NodeFacts, site: EvidenceContext): NodeGap[] {
  const tags = Object.entries(member.tags).map(([key, value]) => [`ec2:ResourceTag/${key}`, String(value)]);
  const request = {
    resource: `arn:aws:ec2:${site.stack.region}:000000000000:instance/i-0`,
    context: Object.fromEntries(tags),
  };
  return ['ec2:DescribeInstances', 'ec2:StopInstances', 'ec2:StartInstances']
    .filter((action) => !allowed(site.statements(member), { action, ...request }))
    .map((action) => gap(`the right to ${action}, for fencing`, `policies of ${shortName(member.address)}'s role`));
}

/** Nodes that a Galera member joins, from its option files. */
function galeraNodes({ machine }: NodeFacts): ReadonlySet<string> | undefined {
  const options = machine.databaseOptions;
  const address = /^gcomm:\/\/([^?]*)/.exec(optionValue(options, 'wsrep_cluster_address') ?? '')?.[1];
  if (address === undefined || !isOn(optionValue(options, 'wsrep_on'))) return undefined;
  return new Set(address.split(',').map((one) => one.trim()));
}

function galera(
  member: NodeFacts,
  named: ReadonlySet<string>,
  members: readonly NodeFacts[],
  site: EvidenceContext,
): readonly NodeGap[] {
  const where = `wsrep_cluster_address of ${shortName(member.address)}`;
  const start = member.machine.script(NODE_FILES.galeraStart) ?? [];
  const starters = new Set(shellVariable(start, 'nodes'));
  return [
    ...unnamed(named, members, where),
    ...unnamed(starters, members, `${NODE_FILES.galeraStart} of ${shortName(member.address)}`),
    ...sameNumber(member, members),
    ...running(member, ['mariadb', 'nospof-dbcheck.service']),
    ...closed(member, members, GALERA_PORTS, site),
  ];
}

function unnamed(named: ReadonlySet<string>, members: readonly NodeFacts[], where: string): NodeGap[] {
  return members
    .filter(({ privateIp }) => !named.has(privateIp ?? ''))
    .map((peer) => gap(`the node ${peer.privateIp} (${shortName(peer.address)})`, where));
}

function running(member: NodeFacts, units: readonly string[]): NodeGap[] {
  return units
    .filter((unit) => !member.machine.starts(unit))
    .map((unit) => ({
      code: 'not-started',
      lookedFor: `a step that starts ${unit}`,
      where: `setup steps of ${shortName(member.address)}`,
    }));
}

/** Two servers of one number would each take the other's writes for their own, and drop them. */
function sameNumber(member: NodeFacts, members: readonly NodeFacts[]): NodeGap[] {
  const number = serverId(member);
  const others = members.filter((peer) => peer.address !== member.address && serverId(peer) === number);
  const where = `server_id of ${shortName(member.address)}`;
  return others.map((peer) => gap(`another number than ${shortName(peer.address)} has`, where));
}

function serverId(member: NodeFacts): string | undefined {
  return optionValue(member.machine.databaseOptions, 'server_id');
}

function closed(
  member: NodeFacts,
  members: readonly NodeFacts[],
  ports: typeof GALERA_PORTS,
  site: EvidenceContext,
): NodeGap[] {
  return closedAmong(member, members, ports, site).map((one) => ({ code: 'closed-port', ...one }));
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'no-quorum', lookedFor, where };
}
