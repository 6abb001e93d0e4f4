import { NODE_FILES, NODE_FOLDERS } from '../../../model/node-files';
import { filesAt, setupSteps, starts } from '../../../terraform/machine-files';
import type { NodeFacts } from '../../../terraform/nodes';
import { allowed } from '../../../terraform/policies';
import { shortName } from '../gap';
import type { NodeGap } from '../node-gap';
import { closedAmong } from '../ports';
import type { Site } from '../site';
import type { TakeoverRule } from './rule';

const COROSYNC = NODE_FILES.corosync;
const PROPERTIES = NODE_FILES.clusterProperties;
const RESOURCES = NODE_FILES.clusterResources;
const AGENT = NODE_FILES.databaseAgent;
const MARIADB = NODE_FOLDERS.mariadbOptions;
const GALERA_START = NODE_FILES.galeraStart;

const tcp = (port: number) => ({ protocol: 'tcp', port });
/** Replication, copies for a new replica, corosync's links. */
const PACEMAKER_PORTS = [tcp(3306), tcp(4444), { protocol: 'udp', port: 5405 }];
/** Group communication, incremental and whole copies, and the check by which starting nodes find each other. */
const GALERA_PORTS = [tcp(3306), tcp(4567), tcp(4568), tcp(4444), tcp(9200)];

/** A member takes part in elections when its cluster's configuration names all members, and its cluster software runs. */
export const votes: TakeoverRule = (member, members, _service, site) => {
  if (member.machine.files.has(COROSYNC)) return pacemaker(member, members, site);
  if (galeraAddress(member) !== undefined) return galera(member, members, site);
  return [gap('a cluster that elects by majority', `${COROSYNC} and ${MARIADB} of ${shortName(member.address)}`)];
};

/** How many nodes a member's cluster has: the majority is reckoned of these. */
export function clusterSize(member: NodeFacts): number {
  const corosync = member.machine.files.get(COROSYNC);
  return corosync === undefined ? (galeraAddress(member)?.size ?? 0) : corosyncNodes(corosync).size;
}

function corosyncNodes(config: string): ReadonlySet<string> {
  return new Set([...config.matchAll(/^\s*ring0_addr:\s*(\S+)/gm)].map((match) => match[1] as string));
}

function pacemaker(member: NodeFacts, members: readonly NodeFacts[], site: Site): readonly NodeGap[] {
  const where = `${COROSYNC} of ${shortName(member.address)}`;
  const config = member.machine.files.get(COROSYNC) ?? '';
  return [
    ...unnamed(corosyncNodes(config), members, where),
    ...(/^\s*provider:\s*corosync_votequorum$/m.test(config) ? [] : [gap('votequorum', where)]),
    ...(/\btwo_node:\s*1\b/.test(config) ? [gap("a majority; 'two_node' goes on without one", where)] : []),
    ...resources(member),
    ...hostMaps(member, members),
    ...sameNumber(member, members),
    ...fencingRights(member, site),
    ...running(member, ['corosync', 'pacemaker', 'nospof-dbcheck.service']),
    ...closed(member, members, PACEMAKER_PORTS, site),
  ];
}

/** What Pacemaker runs: a database that it promotes, fencing, and nothing on the side of a minority. */
function resources(member: NodeFacts): NodeGap[] {
  const { files } = member.machine;
  const xml = files.get(RESOURCES) ?? '';
  const steps = setupSteps(files).join('\n');
  const has = (name: string, value: string) =>
    new RegExp(`<nvpair [^>]*name="${name}" value="${value}"`).test(files.get(PROPERTIES) ?? '');
  const at = (path: string) => `${path} of ${shortName(member.address)}`;
  return [
    ...(/<nvpair [^>]*name="promotable" value="true"/.test(xml)
      ? []
      : [gap('a database that is promoted (promotable)', at(RESOURCES))]),
    ...(/<primitive [^>]*class="stonith"/.test(xml) ? [] : [gap('a fencing device (class stonith)', at(RESOURCES))]),
    ...(has('stonith-enabled', 'true') ? [] : [gap('stonith-enabled true', at(PROPERTIES))]),
    ...(has('no-quorum-policy', 'stop') ? [] : [gap('a minority that stops (no-quorum-policy stop)', at(PROPERTIES))]),
    ...[PROPERTIES, RESOURCES]
      .filter((path) => !steps.includes(path))
      .map((path) => gap(`a step that loads ${path} into the cluster`, `setup steps of ${shortName(member.address)}`)),
  ];
}

/** Fencing and the database's agent know each member by name and address. */
function hostMaps(member: NodeFacts, members: readonly NodeFacts[]): NodeGap[] {
  return [RESOURCES, AGENT].flatMap((path) => {
    const named = new Set(member.machine.files.get(path)?.match(/\d+\.\d+\.\d+\.\d+/g) ?? []);
    return unnamed(named, members, `${path} of ${shortName(member.address)}`);
  });
}

function fencingRights(member: NodeFacts, site: Site): NodeGap[] {
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
function galeraAddress(member: NodeFacts): ReadonlySet<string> | undefined {
  const options = [...filesAt(member.machine.files, MARIADB).values()].join('\n');
  const address = /^wsrep_cluster_address\s*=\s*gcomm:\/\/(\S*)$/m.exec(options)?.[1];
  return address === undefined || !/^wsrep_on\s*=\s*ON$/m.test(options) ? undefined : new Set(address.split(','));
}

function galera(member: NodeFacts, members: readonly NodeFacts[], site: Site): readonly NodeGap[] {
  const where = `wsrep_cluster_address of ${shortName(member.address)}`;
  const start = member.machine.files.get(GALERA_START);
  const starters = new Set(/^nodes=\(([^)]*)\)/m.exec(start ?? '')?.[1]?.split(/\s+/) ?? []);
  return [
    ...unnamed(galeraAddress(member) ?? new Set(), members, where),
    ...unnamed(starters, members, `${GALERA_START} of ${shortName(member.address)}`),
    ...sameNumber(member, members),
    ...running(member, ['mariadb', 'nospof-dbcheck.service']),
    ...closed(member, members, GALERA_PORTS, site),
  ];
}

function unnamed(named: ReadonlySet<string>, members: readonly NodeFacts[], where: string): NodeGap[] {
  return members
    .filter(({ host }) => !named.has(host ?? ''))
    .map((peer) => gap(`the node ${peer.host} (${shortName(peer.address)})`, where));
}

function running(member: NodeFacts, units: readonly string[]): NodeGap[] {
  return units
    .filter((unit) => !starts(member.machine.files, unit))
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
  const options = [...filesAt(member.machine.files, MARIADB).values()].join('\n');
  return /^server_id\s*=\s*(\d+)$/m.exec(options)?.[1];
}

function closed(member: NodeFacts, members: readonly NodeFacts[], ports: typeof GALERA_PORTS, site: Site): NodeGap[] {
  return closedAmong(member, members, ports, site).map((one) => ({ code: 'closed-port', ...one }));
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'no-quorum', lookedFor, where };
}
