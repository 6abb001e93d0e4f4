import type { NeedClaim, ServiceClaim } from '../../model/service-graph';
import type { Upstream } from '../../terraform/machine/upstreams/upstream';
import type { NodeFacts } from '../../terraform/nodes';
import { notAdmitted } from './admission';
import { keptFrom } from './distribution';
import { type Gap, type GapCode, shortName } from './gap';
import { closedPorts } from './ports';
import type { EvidenceContext } from './site';

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
export function edge(claim: EdgeClaim, site: EvidenceContext): Edge {
  const caller = site.nodes.get(claim.caller);
  return caller ? nodeEdge(claim, caller, site) : managedEdge(claim, site);
}

/** What AWS runs names the other in its own arguments. */
function managedEdge(claim: EdgeClaim, site: EvidenceContext): Edge {
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
  const named = new Set(site.stack.addressesIn(body.replaceAll('\\"', '"')));
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
  if (lacks.startsWith('the right')) return 'no-right';
  return lacks.startsWith('a reference') ? 'not-named' : 'closed-to-visitors';
}

function nodeEdge(claim: EdgeClaim, caller: NodeFacts, site: EvidenceContext): Edge {
  const { need, callee } = claim;
  const capability = callee.id.slice(callee.id.indexOf('.') + 1);
  const callees = callee.members.flatMap((address) => site.nodes.get(address) ?? []);
  const addresses = new Set(callees.flatMap(({ privateIp }) => privateIp ?? []));
  const upstreams = caller.machine
    .upstreams(need.files, capability)
    .filter(({ backends }) => backends.some(({ privateIp }) => addresses.has(privateIp)));
  const indexed = upstreams.map(indexedUpstream);
  const reaches = callees.map((node) => reach(claim, caller, node, indexed, site));
  const health = upstreams.flatMap((upstream) => unnoticed(claim, caller, upstream, callees));
  return {
    members: new Set(reaches.flatMap(({ member, gaps }) => (gaps.length === 0 ? [member] : []))),
    failsOver: health.length === 0,
    gaps: [...reaches.flatMap(({ gaps }) => gaps), ...health],
  };
}

/** An upstream with its servers by address: a balancer may have thousands. */
interface IndexedUpstream {
  readonly upstream: Upstream;
  /** Ports by address. */
  readonly servers: ReadonlyMap<string, readonly number[]>;
  readonly scope: ReadonlySet<string> | undefined;
}

function indexedUpstream(upstream: Upstream): IndexedUpstream {
  const servers = new Map<string, number[]>();
  for (const { privateIp, port } of upstream.backends) {
    const ports = servers.get(privateIp) ?? [];
    servers.set(privateIp, port === undefined ? ports : [...ports, port]);
  }
  return { upstream, servers, scope: upstream.scope && new Set(upstream.scope) };
}

/** What stands between a caller and one member: every place where it chooses a server must name it, and its port be open. */
function reach(
  claim: EdgeClaim,
  caller: NodeFacts,
  node: NodeFacts,
  all: readonly IndexedUpstream[],
  site: EvidenceContext,
) {
  const host = node.privateIp ?? '';
  const about = all.filter(({ scope }) => scope?.has(host) ?? true);
  const at = about.filter(({ servers }) => servers.has(host));
  const missing = about.filter((one) => !at.includes(one)).map(({ upstream }) => placeOf(upstream));
  const unnamed = about.length === 0 ? [claim.need.files.join(', ')] : missing;
  const idle = at.flatMap(({ upstream }) => upstream.idle ?? []);
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

/** Servers that stay in use when they are dead; with one server there is no choice anyway. */
function unnoticed(claim: EdgeClaim, caller: NodeFacts, upstream: Upstream, callees: readonly NodeFacts[]): Gap[] {
  const byAddress = new Map(callees.map((node) => [node.privateIp, node]));
  const backends = upstream.backends.filter(({ privateIp }) => byAddress.has(privateIp));
  if (new Set(backends.map(({ privateIp }) => privateIp)).size < 2) return [];
  const reasons = new Set(
    backends.flatMap(({ privateIp, unchecked, healthCheckPath }) => {
      const node = byAddress.get(privateIp);
      if (unchecked !== undefined || healthCheckPath === undefined || !node) return unchecked ?? [];
      if (node.machine.healthCheckPaths.has(healthCheckPath)) return [];
      return `${healthCheckPath} is no page that ${shortName(node.address)} answers by itself`;
    }),
  );
  const where = `${placeOf(upstream)} of ${shortName(caller.address)}`;
  return [...reasons].map((reason) => gap(claim, 'no-health-check', `a health check: ${reason}`, where));
}

function placeOf({ path, name }: Upstream): string {
  return `${path}, ${name}`;
}

function gap({ need, caller, callee }: EdgeClaim, code: GapCode, lookedFor: string, where: string): Gap {
  return { code, claims: [`${need.from} → ${callee.id}`], subject: caller, lookedFor, where };
}
