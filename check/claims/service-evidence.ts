import type { ServiceClaim } from '../../model/service-graph';
import type { NodeFacts } from '../../terraform/nodes';
import { bootability } from '../evidence/bootability';
import { fileContents } from '../evidence/contents';
import { entrance } from '../evidence/entrance';
import type { Gap } from '../evidence/gap';
import type { NodeGap } from '../evidence/node-gap';
import { driftingLines } from '../evidence/peer-drift';
import { driftingParts, interchangeable } from '../evidence/peers';
import { notAsRendered } from '../evidence/rendered';
import { type EvidenceContext, memberNodes } from '../evidence/site';
import { clusterSize, TAKEOVER_RULES } from '../evidence/takeover';

/** What the Terraform bears out of a service's claim. */
export interface ServiceEvidence {
  readonly claim: ServiceClaim;
  /** Members that are there and can be built as they are written. */
  readonly members: readonly string[];
  /** Those of them that take over from another. */
  readonly capable: readonly string[];
  /** How many must work. */
  readonly enough: number;
  readonly gaps: readonly Gap[];
}

/** What speaks against one member. */
interface MemberGaps {
  readonly node: NodeFacts;
  /** Against its being built, and being like its peers. */
  readonly bootability: readonly NodeGap[];
  /** Against its taking over. */
  readonly takeover: readonly NodeGap[];
}

/** Looks for evidence service by service. The same machines offer several; each is looked at once. */
export class ServiceExaminer {
  readonly #groups = new Map<string, readonly MemberGaps[]>();

  constructor(readonly site: EvidenceContext) {}

  evidence(claim: ServiceClaim): ServiceEvidence {
    const { site } = this;
    const missing = claim.members.filter((address) => !site.stack.has(address));
    const managed = claim.members.filter((address) => site.stack.has(address) && !site.nodes.has(address));
    const group = this.#group(claim);
    const found = group.filter((one) => one.bootability.length === 0);
    return {
      claim,
      members: [...managed, ...found.map(({ node }) => node.address)],
      capable: [...managed, ...found.filter(({ takeover }) => takeover.length === 0).map(({ node }) => node.address)],
      enough: Math.max(
        claim.enough,
        claim.takeover === 'quorum' ? majority(group.map(({ node }) => clusterSize(node))) : 1,
      ),
      gaps: [
        ...missing.map((address): Gap => {
          return {
            code: 'no-such-member',
            claims: [claim.id],
            subject: address,
            lookedFor: address,
            where: 'the Terraform',
          };
        }),
        ...group.flatMap((one) =>
          [...one.bootability, ...one.takeover].map((gap) => ({
            ...gap,
            claims: [claim.id],
            subject: one.node.address,
          })),
        ),
      ],
    };
  }

  #group(claim: ServiceClaim): readonly MemberGaps[] {
    const enters = this.site.claims.goals.some(({ service }) => service === claim.id);
    const tier = claim.id.slice(0, claim.id.indexOf('.'));
    const key = [tier, claim.takeover, enters, ...claim.members].join(' ');
    const group = this.#groups.get(key) ?? this.#look(claim, enters);
    this.#groups.set(key, group);
    return group;
  }

  #look(claim: ServiceClaim, enters: boolean): readonly MemberGaps[] {
    const nodes = memberNodes(claim, this.site);
    const unlike = driftingParts(nodes, claim, this.site);
    const lines = driftingLines(interchangeable(nodes, claim, this.site), this.site);
    return nodes.map((node) => ({
      node,
      bootability: [
        ...bootability(node, this.site),
        ...(nodes.length > 1 ? [] : fileContents(node, this.site)),
        ...(unlike.get(node.address) ?? []),
        ...(enters ? entrance(node, claim, this.site) : []),
      ],
      takeover: [
        ...notAsRendered(node.address, this.site),
        // What a node of several does wrong, its peers may do right, or none does.
        ...(nodes.length > 1 ? fileContents(node, this.site) : []),
        ...(nodes.length > 1
          ? [...TAKEOVER_RULES[claim.takeover](node, nodes, claim, this.site), ...(lines.get(node.address) ?? [])]
          : []),
      ],
    }));
  }
}

function majority(sizes: readonly number[]): number {
  return Math.floor(Math.max(0, ...sizes) / 2) + 1;
}
