import type { ServiceClaim } from '../../model/service-graph';
import { entrance } from '../evidence/entrance';
import { unlikeFellows } from '../evidence/fellows';
import type { Gap } from '../evidence/gap';
import type { NodeGap } from '../evidence/node-gap';
import { memberNodes, type Site } from '../evidence/site';
import { standing } from '../evidence/standing';
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

export function serviceEvidence(claim: ServiceClaim, site: Site): ServiceEvidence {
  const missing = claim.members.filter((address) => !site.stack.has(address));
  const nodes = memberNodes(claim, site);
  const enters = site.claims.goals.some(({ service }) => service === claim.id);
  const found = nodes.map((node) => ({
    node,
    standing: [
      ...standing(node, site),
      ...unlikeFellows(node, nodes, claim, site),
      ...(enters ? entrance(node, claim.takeover, site) : []),
    ],
    takeover: nodes.length > 1 ? TAKEOVER_RULES[claim.takeover](node, nodes, claim, site) : [],
  }));
  const managed = claim.members.filter((address) => site.stack.has(address) && !site.nodes.has(address));
  const standingNodes = found.filter((one) => one.standing.length === 0);
  return {
    claim,
    members: [...managed, ...standingNodes.map(({ node }) => node.address)],
    capable: [
      ...managed,
      ...standingNodes.filter(({ takeover }) => takeover.length === 0).map(({ node }) => node.address),
    ],
    enough: Math.max(claim.enough, claim.takeover === 'quorum' ? majority(nodes.map(clusterSize)) : 1),
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
      ...found.flatMap((one) => [...one.standing, ...one.takeover].map((gap) => asGap(gap, claim, one.node.address))),
    ],
  };
}

function majority(sizes: readonly number[]): number {
  return Math.floor(Math.max(0, ...sizes) / 2) + 1;
}

function asGap(gap: NodeGap, claim: ServiceClaim, subject: string): Gap {
  return { ...gap, claims: [claim.id], subject };
}
