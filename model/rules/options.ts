import { type Path, type Problem, shown } from '../diagnostic';
import { type Draft, isHeaderSound, isWritten, soundInstanceTiers } from '../draft';
import { type HaproxyTier, type MysqlTier, roleOf, volumeName, type WebTier } from '../tiers';

/** Options of one tier that contradict each other, or lack what they depend on. */
export function conflictingOptions(draft: Draft): readonly Problem[] {
  return soundInstanceTiers(draft).flatMap((tier) => {
    if (tier.kind === 'web') return [...severalNodes(tier), ...twoPlacesForFiles(tier, draft)];
    if (tier.kind === 'haproxy') return haproxy(tier, draft);
    if (tier.kind === 'mysql') return mysql(tier, draft);
    return [];
  });
}

function conflict(path: Path, value: unknown, message: string, allowed: string, fix: string): Problem {
  return { code: 'conflicting-options', path, at: 'value', value: shown(value), message, allowed, fix };
}

function severalNodes(tier: WebTier): readonly Problem[] {
  if (tier.nodes === 1) return [];
  const path = ['tiers', tier.name];
  const problems: Problem[] = [];
  if (tier.address !== undefined) {
    const message = `${tier.nodes} web nodes cannot share one address by themselves`;
    const fix = 'write nodes: 1, or delete the address and put a haproxy tier in front';
    problems.push(conflict([...path, 'address'], tier.address, message, 'an address with nodes: 1', fix));
  }
  if (tier.storageGiB !== undefined) {
    const message = `local files on ${tier.nodes} web nodes would differ from node to node`;
    const fix = 'write nodes: 1, or delete storageGiB and need an nfs or glusterfs tier';
    problems.push(conflict([...path, 'storageGiB'], tier.storageGiB, message, 'storageGiB with nodes: 1', fix));
  }
  return problems;
}

/** The site stores files in one place: with a tier for them, nothing would ever be written to a volume of its own. */
function twoPlacesForFiles(tier: WebTier, draft: Draft): readonly Problem[] {
  const kinds = new Map(draft.topology.tiers.map(({ name, kind }) => [name, kind]));
  const files = tier.needs.find((need) => {
    const kind = kinds.get(need);
    return kind !== undefined && roleOf(kind) === 'files';
  });
  if (files === undefined || tier.storageGiB === undefined || tier.nodes > 1) return [];
  const message = `the files of ${tier.name} are on ${files}; its own volume would stay unused`;
  const fix = `delete storageGiB (if the volume holds files, keep it: keep: { ${volumeName(tier, 1)}: … }), or do not need ${files}`;
  const allowed = 'storageGiB without a nfs or glusterfs tier among the needs';
  return [conflict(['tiers', tier.name, 'storageGiB'], tier.storageGiB, message, allowed, fix)];
}

function haproxy(tier: HaproxyTier, draft: Draft): readonly Problem[] {
  const path = ['tiers', tier.name];
  const problems: Problem[] = [];
  const noDomain = isHeaderSound(draft, 'domain') && draft.topology.domain === undefined;
  if (tier.address === 'dns' && noDomain) {
    const message = 'address: dns needs a name to put the records under';
    problems.push(
      conflict([...path, 'address'], 'dns', message, 'address: dns with a domain', 'add domain: to the topology'),
    );
  }
  if (tier.address === 'dns' && tier.hostedZone === undefined) {
    const fix = 'add hostedZone: the id of the Route 53 zone of the domain';
    const message = 'address: dns needs the hosted zone of the records';
    problems.push(conflict([...path, 'address'], 'dns', message, 'address: dns with a hostedZone', fix));
  }
  if (tier.address === 'elastic-ip' && tier.hostedZone !== undefined) {
    const message = 'a hosted zone is used with address: dns only';
    const fix = 'delete hostedZone, or write address: dns';
    problems.push(conflict([...path, 'hostedZone'], tier.hostedZone, message, 'hostedZone with address: dns', fix));
  }
  if (tier.tls === 'acme' && noDomain) {
    const message = 'a certificate by ACME is for a domain, and the topology has none';
    const fix = 'add domain: to the topology, or write tls: self-signed';
    problems.push(conflict([...path, 'tls'], 'acme', message, 'tls: acme with a domain', fix));
  }
  return problems;
}

const MAJORITY = 'three, five, seven or nine nodes';

function mysql(tier: MysqlTier, draft: Draft): readonly Problem[] {
  const path = ['tiers', tier.name];
  const { nodes, replication, failover } = tier;
  const galera = replication === 'galera';
  const problems: Problem[] = [];
  if (replication === 'none' && nodes > 1) {
    const message = `${nodes} database nodes without replication would hold different data`;
    const fix = 'write nodes: 1, or replication: primary-replica';
    problems.push(conflict([...path, 'replication'], replication, message, 'replication: none with nodes: 1', fix));
  }
  if (replication === 'primary-replica' && nodes === 1) {
    const message = 'one database node has nothing to replicate to';
    const fix = 'write nodes: 3, or delete replication';
    problems.push(
      conflict([...path, 'replication'], replication, message, 'primary-replica with two nodes or more', fix),
    );
  }
  if ((galera || failover === 'automatic') && (nodes < 3 || nodes % 2 === 0)) {
    const what = galera ? 'galera' : 'automatic failover';
    const message = `${what} needs a majority that cannot tie, and ${nodes} ${nodes === 1 ? 'node has' : 'nodes have'} none`;
    const fix = `write nodes: ${nodes < 3 ? 3 : nodes + 1}${galera ? '' : ', or failover: none'}`;
    problems.push(conflict([...path, 'nodes'], nodes, message, MAJORITY, fix));
  }
  if (galera && failover === 'none' && isWritten(draft, [...path, 'failover'])) {
    const message = 'galera takes over by itself; it cannot be told not to';
    problems.push(conflict([...path, 'failover'], failover, message, 'failover: automatic', 'delete failover'));
  }
  if (!galera && isWritten(draft, [...path, 'mode'])) {
    const fix = 'delete mode, or write replication: galera';
    problems.push(
      conflict([...path, 'mode'], tier.mode, 'mode is an option of galera', 'mode with replication: galera', fix),
    );
  }
  return problems;
}
