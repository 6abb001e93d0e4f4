import type { Survives } from '../../model/topology';
import type { ResourceIndex } from '../../terraform/resource-index';
import type { Unread } from '../../terraform/unread';
import { type Examined, examineSite } from '../verdict';
import { inferredSite } from './infer';
import { InferredGraph } from './inferred-graph';

/** What is asked of Terraform that declares nothing itself. */
export interface InferredRequest {
  /** What the site is called in reports. */
  readonly site: string;
  /** What it is to survive the loss of one of. */
  readonly survives: Survives;
  /** What was not read before the inference. @default - all was read */
  readonly unread?: readonly Unread[];
}

/**
 * The verdict on Terraform without claims.
 * @throws NothingToJudgeError where visitors come in nowhere; FaultGraphError
 */
export function examineInferred(
  stack: ResourceIndex,
  { site: name, survives, unread = [] }: InferredRequest,
): Examined {
  const site = inferredSite(stack);
  return examineSite(new InferredGraph(site), {
    site: name,
    origin: 'inferred',
    goals: site.goals,
    declared: { survives, accept: [] },
    gaps: [],
    unknown: [...unread.map(unreadText), ...site.unknown].sort(),
  });
}

function unreadText({ code, subject, detail = '' }: Unread): string {
  switch (code) {
    case 'module':
      return `what ${subject} makes, and what its outputs are: ${detail}`;
    case 'count':
      return `how many ${subject} there are: ${detail}; taken as one`;
    case 'source':
      return `what is known after the apply, by the Terraform in ${subject} beside the plan: ${detail}; only the plan was read`;
    case 'claims':
      return `what the topology claims of it: it was synthesized by nospof, and no ${subject} lies beside it; inferred from the Terraform alone`;
  }
}
