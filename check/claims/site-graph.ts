import { FaultGraphBuilder } from '../../fault-graph/builder';
import type { FaultGraph } from '../../fault-graph/fault-graph';
import type { NeedClaim, ServiceClaim } from '../../model/service-graph';
import { type Element, elementOf, surroundings } from '../elements';
import { type Edge, edge } from '../evidence/edge';
import { type Gap, merged } from '../evidence/gap';
import { refused } from '../evidence/refused';
import { otherDifferences } from '../evidence/rendered';
import type { EvidenceContext } from '../evidence/site';
import type { GateMeaning, GraphScope } from '../site-meaning';
import { type ServiceEvidence, ServiceExaminer } from './service-evidence';

/** The claims of a site as far as they are borne out, ready to be made into fault graphs. */
export class SiteGraph {
  readonly elements: ReadonlyMap<string, Element>;
  readonly services: ReadonlyMap<string, ServiceEvidence>;
  readonly gaps: readonly Gap[];
  /** What each gate stands for, by its id. */
  readonly meanings = new Map<string, GateMeaning>();
  readonly #edges = new Map<string, Edge>();
  readonly #needs = new Map<string, NeedClaim[]>();

  constructor(readonly site: EvidenceContext) {
    const examiner = new ServiceExaminer(site);
    this.services = new Map(site.claims.services.map((claim) => [claim.id, examiner.evidence(claim)]));
    for (const need of distinct(site.claims.needs)) {
      this.#needs.set(need.from, [...(this.#needs.get(need.from) ?? []), need]);
      for (const caller of this.services.get(need.from)?.members ?? []) this.#lookAt(need, caller);
    }
    this.elements = this.#elements();
    this.gaps = merged([
      ...[...this.services.values()].flatMap(({ gaps }) => gaps),
      ...[...this.#edges.values()].flatMap(({ gaps }) => gaps),
      ...otherDifferences(site),
      ...refused(site),
    ]);
  }

  /** The fault graph with the given needs. */
  graph(scope: GraphScope): FaultGraph {
    const builder = new FaultGraphBuilder();
    for (const { id } of this.elements.values()) builder.element(id);
    for (const element of this.elements.values()) {
      const { id, needs } = element;
      this.#mean(`up ${id}`, { kind: 'element', element: id });
      const own = scope.fails?.(element) === false ? [] : [id];
      builder.all(`up ${id}`, [...own, ...needs.map((need) => `up ${need}`)]);
    }
    for (const evidence of this.services.values()) this.#addService(builder, evidence, scope);
    for (const { name, service } of this.site.claims.goals) builder.goal(name, service);
    return builder.build();
  }

  #lookAt(need: NeedClaim, caller: string): void {
    for (const id of need.anyOf) {
      const callee = this.services.get(id)?.claim;
      if (callee) this.#edges.set(edgeKey(need, caller, id), edge({ need, caller, callee }, this.site));
    }
  }

  #elements(): ReadonlyMap<string, Element> {
    const { stack } = this.site;
    const elements = new Map(surroundings(this.site).map((element) => [element.id, element]));
    const add = (address: string): void => {
      const resource = stack.get(address);
      if (elements.has(address) || !resource) return;
      const element = elementOf(resource, this.site);
      elements.set(address, element);
      for (const need of element.needs) add(need);
      const route = this.site.nodes.get(address)?.route;
      if (route?.kind === 'nat') add(route.gateway);
    };
    for (const { claim } of this.services.values()) for (const member of claim.members) add(member);
    return elements;
  }

  #addService(builder: FaultGraphBuilder, evidence: ServiceEvidence, scope: GraphScope): void {
    const { claim, members, capable, enough } = evidence;
    for (const member of members) this.#addMember(builder, evidence, member, scope);
    // Without enough members that can take over, any of them may be the one that it hangs on.
    const usable = capable.length >= enough ? capable : members;
    const threshold = capable.length >= enough ? enough : Math.max(enough, members.length);
    this.#mean(claim.id, { kind: 'service', service: claim.id });
    builder.gate(
      claim.id,
      threshold,
      usable.map((member) => memberId(claim.id, member)),
    );
  }

  #addMember(builder: FaultGraphBuilder, evidence: ServiceEvidence, member: string, scope: GraphScope): void {
    const { claim, members, enough } = evidence;
    const needs = (this.#needs.get(claim.id) ?? []).filter(({ strength }) => strength === 'hard' || scope.soft);
    const inputs = needs.map((need) => this.#addNeed(builder, need, member));
    const route = this.site.nodes.get(member)?.route;
    const redundant = members.length > enough;
    if (scope.recovery && redundant && route?.kind === 'nat') inputs.push(`up ${route.gateway}`);
    const id = memberId(claim.id, member);
    this.#mean(id, { kind: 'member', service: claim.id, member });
    builder.all(id, [`up ${member}`, ...inputs]);
  }

  /** The gate of one need of one member: any of the services that satisfy it. */
  #addNeed(builder: FaultGraphBuilder, need: NeedClaim, member: string): string {
    const id = `${memberId(need.from, member)}: ${need.anyOf.join(' or ')}`;
    this.#mean(id, { kind: 'need', service: need.from, member, callee: need.anyOf.join(' or ') });
    const options = need.anyOf.flatMap((callee) => this.#addOption(builder, need, member, callee) ?? []);
    builder.any(id, options);
    return id;
  }

  /** One service as this member can use it; undefined where it cannot. */
  #addOption(builder: FaultGraphBuilder, need: NeedClaim, member: string, callee: string): string | undefined {
    const evidence = this.services.get(callee);
    const found = this.#edges.get(edgeKey(need, member, callee));
    if (!evidence || !found) return undefined;
    const reached = evidence.members.filter((one) => found.members.has(one));
    const whole = found.failsOver && reached.length === evidence.claim.members.length;
    if (whole) return callee;
    if (reached.length === 0) return undefined;
    const id = `${memberId(need.from, member)}: ${callee} as reached`;
    const gates = reached.map((one) => memberId(callee, one));
    this.#mean(id, { kind: 'need', service: need.from, member, callee });
    if (together(evidence.claim)) builder.all(id, [callee, ...gates]);
    else builder.gate(id, found.failsOver ? evidence.enough : gates.length, gates);
    return id;
  }

  #mean(id: string, meaning: GateMeaning): void {
    this.meanings.set(id, meaning);
  }
}

/** Each need once; one that is stated both ways is hard. */
function distinct(needs: readonly NeedClaim[]): Iterable<NeedClaim> {
  const known = new Map<string, NeedClaim>();
  for (const need of needs) {
    const key = [need.from, ...need.anyOf].join(' ');
    if (known.get(key)?.strength !== 'hard') known.set(key, need);
  }
  return known.values();
}

/** Members that work as one: whichever leads may be any of them, so a caller must reach them all. */
function together({ takeover }: ServiceClaim): boolean {
  return takeover === 'quorum' || takeover === 'replica';
}

function memberId(service: string, member: string): string {
  return `${service} by ${member}`;
}

function edgeKey(need: NeedClaim, caller: string, callee: string): string {
  return `${need.from} ${need.anyOf.join(' ')} ${caller} ${callee}`;
}
