import type { ServiceClaim } from '../../../model/service-graph';
import type { NodeFacts } from '../../../terraform/nodes';
import type { NodeGap } from '../node-gap';
import type { EvidenceContext } from '../site';

/** What speaks against a member's part in a takeover; nothing where it can do it. */
export type TakeoverRule = (
  member: NodeFacts,
  members: readonly NodeFacts[],
  service: ServiceClaim,
  site: EvidenceContext,
) => readonly NodeGap[];
