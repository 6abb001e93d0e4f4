import { FaultGraphBuilder } from '../../fault-graph/builder';
import type { FaultGraph } from '../../fault-graph/fault-graph';
import type { Element } from '../elements';
import type { GateMeaning, GraphScope, SiteMeaning } from '../site-meaning';
import type { Condition, InferredMember, InferredService, InferredSite } from './site';

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
  graph({ recovery }: GraphScope): FaultGraph {
    const builder = new FaultGraphBuilder();
    for (const id of this.elements.keys()) builder.element(id);
    for (const { id, needs } of this.elements.values()) {
      this.meanings.set(`up ${id}`, { kind: 'element', element: id });
      builder.all(`up ${id}`, [id, ...needs.map((need) => `up ${need}`)]);
    }
    for (const service of this.site.services.values()) this.#addService(builder, service, recovery);
    for (const { name, service } of this.site.goals) builder.goal(name, service);
    return builder.build();
  }

  #addService(builder: FaultGraphBuilder, service: InferredService, recovery: boolean): void {
    const { id, members, enough } = service;
    for (const member of members) this.#addMember(builder, service, member, recovery);
    this.meanings.set(id, { kind: 'service', service: id });
    builder.gate(
      id,
      enough,
      members.map(({ element }) => memberGate(id, element)),
    );
  }

  #addMember(builder: FaultGraphBuilder, service: InferredService, member: InferredMember, recovery: boolean): void {
    const { element, needs, wayOut } = member;
    const id = memberGate(service.id, element);
    const inputs = needs.map((need, index) => addCondition(builder, need, `${id}, need ${index + 1}`));
    const redundant = service.members.length > service.enough;
    if (recovery && redundant && wayOut !== undefined) inputs.push(`up ${wayOut}`);
    this.meanings.set(id, { kind: 'member', service: service.id, member: element });
    builder.all(id, [`up ${element}`, ...inputs]);
  }
}

function memberGate(service: string, member: string): string {
  return `${service} by ${member}`;
}

/** The gate of a condition; one of its own only where it has parts. */
function addCondition(builder: FaultGraphBuilder, condition: Condition, id: string): string {
  if ('up' in condition) return `up ${condition.up}`;
  if ('member' in condition) return memberGate(condition.service, condition.member);
  if ('service' in condition) return condition.service;
  const parts = condition.of.map((part, index) => addCondition(builder, part, `${id}.${index + 1}`));
  // The same part may be there twice; of all of them, each counts once.
  if (condition.atLeast === parts.length) builder.all(id, parts);
  else builder.gate(id, condition.atLeast, parts);
  return id;
}
