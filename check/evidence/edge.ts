import type { NeedClaim, ServiceClaim } from '../../model/service-graph';
import type { NodeFacts } from '../../terraform/nodes';
import { addressesIn } from '../../terraform/references';
import { notAdmitted } from './admission';
import { keptFrom } from './distribution';
import { type Gap, type GapCode, shortName } from './gap';
import { type NamedPool, poolsIn } from './naming';
import { ownHealth } from './own-health';
import { closedPorts } from './ports';
import type { Site } from './site';

/** What one caller can really use of a service that it needs. */
export interface Edge {
  /** Members that it names and reaches. */
  readonly members: ReadonlySet<string>;
  /** Whether it goes on with the others when one of them is dead. */
  readonly failsOver: boolean;
  readonly gaps: readonly Gap[];
}

/** A need of one caller, of one of the services that satisfy it. */
export interface EdgeClaim {
  readonly need: NeedClaim;
  /** Terraform address of the calling member. */
  readonly caller: string;
  readonly callee: ServiceClaim;
}

/** Evidence for a need, from this caller: its files name each member, and the security groups let it through. */
export function edge(claim: EdgeClaim, site: Site): Edge {
  const caller = site.nodes.get(claim.caller);
  return caller ? nodeEdge(claim, caller, site) : managedEdge(claim, site);
}

/** What AWS runs names the other in its own arguments. */
function managedEdge(claim: EdgeClaim, site: Site): Edge {
  const caller = site.stack.get(claim.caller);
  if (caller?.type === 'aws_cloudfront_distribution') {
    const kept = claim.callee.members.map((member) => ({ member, lacks: keptFrom(caller, member, site.stack) }));
    return {
      members: new Set(kept.flatMap(({ member, lacks }) => (lacks.length === 0 ? [member] : []))),
      failsOver: true,
      gaps: kept.flatMap(({ lacks }) => lacks.map((one) => gap(claim, codeOf(one), one, claim.caller))),
    };
  }
  const body = JSON.stringify(site.stack.get(claim.caller)?.body ?? {});
  const named = new Set(addressesIn(body.replaceAll('\\"', '"')));
  const members = claim.callee.members.filter((member) => named.has(member));
  const missing = claim.callee.members.filter((member) => !named.has(member));
  return {
    members: new Set(members),
    failsOver: true,
    gaps: missing.map((member) => gap(claim, 'not-named', `a reference to ${member}`, claim.caller)),
  };
}

function codeOf(lacks: string): GapCode {
  if (lacks === 'enabled') return 'closed-to-visitors';
  return lacks.startsWith('the right') ? 'no-right' : 'not-named';
}

function nodeEdge(claim: EdgeClaim, caller: NodeFacts, site: Site): Edge {
  const { need, callee } = claim;
  const capability = callee.id.slice(callee.id.indexOf('.') + 1);
  const callees = callee.members.flatMap((address) => site.nodes.get(address) ?? []);
  const hosts = new Set(callees.flatMap(({ host }) => host ?? []));
  const pools = poolsIn(caller.machine.files, need.files, capability, site.pools).filter(({ servers }) =>
    servers.some(({ host }) => hosts.has(host)),
  );
  const indexed = pools.map(indexedPool);
  const reaches = callees.map((node) => reach(claim, caller, node, indexed, site));
  const health = pools.flatMap((pool) => unnoticed(claim, caller, pool, callees));
  return {
    members: new Set(reaches.flatMap(({ member, gaps }) => (gaps.length === 0 ? [member] : []))),
    failsOver: health.length === 0,
    gaps: [...reaches.flatMap(({ gaps }) => gaps), ...health],
  };
}

/** A pool with its servers by address: a balancer may have thousands. */
interface IndexedPool {
  readonly pool: NamedPool;
  /** Ports by address. */
  readonly servers: ReadonlyMap<string, readonly number[]>;
  readonly scope: ReadonlySet<string> | undefined;
}

function indexedPool(pool: NamedPool): IndexedPool {
  const servers = new Map<string, number[]>();
  for (const { host, port } of pool.servers) {
    const ports = servers.get(host) ?? [];
    servers.set(host, port === undefined ? ports : [...ports, port]);
  }
  return { pool, servers, scope: pool.scope && new Set(pool.scope) };
}

/** What stands between a caller and one member: every place where it chooses a server must name it, and its port be open. */
function reach(claim: EdgeClaim, caller: NodeFacts, node: NodeFacts, pools: readonly IndexedPool[], site: Site) {
  const host = node.host ?? '';
  const about = pools.filter(({ scope }) => scope?.has(host) ?? true);
  const at = about.filter(({ servers }) => servers.has(host));
  const missing = about.filter((one) => !at.includes(one)).map(({ pool }) => placeOf(pool));
  const unnamed = about.length === 0 ? [claim.need.files.join(', ')] : missing;
  const idle = at.flatMap(({ pool }) => pool.idle ?? []);
  const first = claim.need.anyOf[0] === claim.callee.id;
  const named = at.flatMap(({ servers }) => servers.get(host) ?? []);
  const ports = new Set([...(first ? claim.need.ports : []), ...named]);
  const lookedFor = `${host} (${shortName(node.address)})`;
  const closed = closedPorts(
    caller,
    node,
    [...ports].map((port) => ({ protocol: 'tcp', port })),
    site,
  );
  const of = ` of ${shortName(caller.address)}`;
  return {
    member: node.address,
    gaps: [
      ...unnamed.map((place) => gap(claim, 'not-named', lookedFor, place + of)),
      ...idle.map((unit) => gap(claim, 'not-started', `a step that starts ${unit}`, `setup steps${of}`)),
      ...closed.map((one) => gap(claim, 'closed-port', one.lookedFor, one.where)),
      ...notAdmitted(caller, node).map((one) => gap(claim, 'not-admitted', one.lookedFor, one.where)),
    ],
  };
}

/** Servers of a pool that stay in use when they are dead; with one server there is no choice anyway. */
function unnoticed(claim: EdgeClaim, caller: NodeFacts, pool: NamedPool, callees: readonly NodeFacts[]): Gap[] {
  const byHost = new Map(callees.map((node) => [node.host, node]));
  const servers = pool.servers.filter(({ host }) => byHost.has(host));
  if (new Set(servers.map(({ host }) => host)).size < 2) return [];
  const reasons = new Set(
    servers.flatMap(({ host, unchecked, asks }) => {
      const node = byHost.get(host);
      if (unchecked !== undefined || asks === undefined || !node || ownHealth(node.machine.files).has(asks))
        return unchecked ?? [];
      return `${asks} is no page that ${shortName(node.address)} answers by itself`;
    }),
  );
  const where = `${placeOf(pool)} of ${shortName(caller.address)}`;
  return [...reasons].map((reason) => gap(claim, 'no-health-check', `a health check: ${reason}`, where));
}

function placeOf({ path, name }: NamedPool): string {
  return `${path}, ${name}`;
}

function gap({ need, caller, callee }: EdgeClaim, code: GapCode, lookedFor: string, where: string): Gap {
  return { code, claims: [`${need.from} → ${callee.id}`], subject: caller, lookedFor, where };
}
