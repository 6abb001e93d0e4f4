import { FaultGraphBuilder } from '../../fault-graph/builder';
import type { FaultGraph } from '../../fault-graph/fault-graph';
import type { Element } from '../elements';
import type { GateMeaning, GraphScope, SiteMeaning } from '../site-meaning';
import type { Condition, InferredMember, InferredService, InferredSite } from './site';

type Scope = Required<Pick<GraphScope, 'recovery' | 'certain'>>;

/** An inferred site, ready to be made into fault graphs. */
export class InferredGraph implements SiteMeaning {
  readonly elements: ReadonlyMap<string, Element>;
  readonly services: ReadonlyMap<string, { readonly members: readonly string[] }>;
  readonly meanings = new Map<string, GateMeaning>();

  constructor(readonly site: InferredSite) {
    this.elements = site.elements;
    this.services = new Map(
      [...site.services.values()].map(({ id, members }) => [id, { members: members.map(({ element }) => element) }]),
    );
  }

  /** The fault graph; nothing in it is soft, since Terraform does not tell soft needs from hard ones. */
  graph({ recovery, certain = false }: GraphScope): FaultGraph {
    const builder = new FaultGraphBuilder();
    for (const id of this.elements.keys()) builder.element(id);
    for (const { id, needs, possibleNeeds = [], assumed = false, mayBeMissing = false } of this.elements.values()) {
      this.meanings.set(`up ${id}`, { kind: 'element', element: id });
      // Where there may be others, in other zones, no place of this one is certain to matter.
      const others = certain ? (mayBeMissing ? [] : needs) : [...needs, ...possibleNeeds];
      builder.all(`up ${id}`, [...(certain && assumed ? [] : [id]), ...others.map((need) => `up ${need}`)]);
    }
    for (const service of this.site.services.values()) this.#addService(builder, service, { recovery, certain });
    for (const { name, service } of this.site.goals) builder.goal(name, service);
    return builder.build();
  }

  #addService(builder: FaultGraphBuilder, service: InferredService, scope: Scope): void {
    const { id, members, enough, leastEnough = enough } = service;
    const missing = scope.certain ? new Set<InferredMember>() : this.#missing(service);
    for (const member of members) {
      if (missing.has(member)) builder.gate(memberGate(id, member.element), 1, []);
      else this.#addMember(builder, service, member, scope);
    }
    this.meanings.set(id, { kind: 'service', service: id });
    builder.gate(
      id,
      scope.certain ? leastEnough : enough,
      members.map(({ element }) => memberGate(id, element)),
    );
  }

  /** Members that there may be none of, where others are to take over from them; one, where there are no others. */
  #missing({ members, enough }: InferredService): ReadonlySet<InferredMember> {
    const may = members.filter(({ element }) => this.elements.get(element)?.mayBeMissing === true);
    const sure = members.length - may.length;
    return new Set(members.length > enough ? may.slice(Math.max(0, enough - sure)) : []);
  }

  #addMember(
    builder: FaultGraphBuilder,
    service: InferredService,
    member: InferredMember,
    { recovery, certain }: Scope,
  ): void {
    const { element, needs, wayOut } = member;
    const id = memberGate(service.id, element);
    const inputs = needs.map((need, index) => addCondition(builder, need, `${id}, need ${index + 1}`, certain));
    const redundant = service.members.length > service.enough;
    if (recovery && redundant && wayOut && (wayOut.certain || !certain))
      inputs.push(...wayOut.gateways.map((gateway) => `up ${gateway}`));
    this.meanings.set(id, { kind: 'member', service: service.id, member: element });
    builder.all(id, [`up ${element}`, ...inputs]);
  }
}

function memberGate(service: string, member: string): string {
  return `${service} by ${member}`;
}

/** The gate of a condition; one of its own only where it has parts. */
function addCondition(builder: FaultGraphBuilder, condition: Condition, id: string, certain: boolean): string {
  if ('up' in condition) return `up ${condition.up}`;
  if ('member' in condition) return memberGate(condition.service, condition.member);
  if ('service' in condition) return condition.service;
  if ('possibly' in condition) {
    if (!certain) return addCondition(builder, condition.possibly, id, certain);
    builder.all(id, []);
    return id;
  }
  const parts = condition.of.map((part, index) => addCondition(builder, part, `${id}.${index + 1}`, certain));
  // The same part may be there twice; of all of them, each counts once.
  if (condition.atLeast === parts.length) builder.all(id, parts);
  else builder.gate(id, condition.atLeast, parts);
  return id;
}
