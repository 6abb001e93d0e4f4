import type { RenderedDifference } from '../../terraform/rendered';
import { type Gap, shortName } from './gap';
import type { NodeGap } from './node-gap';
import type { EvidenceContext } from './site';

/** A machine's own differences from what was rendered: what is claimed of it was claimed of something else. */
export function notAsRendered(address: string, { differences }: EvidenceContext): readonly NodeGap[] {
  return (differences?.get(address) ?? []).map(gapOf);
}

/** Differences of everything that is no member of a service. They may take any goal with them. */
export function otherDifferences(site: EvidenceContext): readonly Gap[] {
  const members = new Set(site.claims.services.flatMap((service) => service.members));
  const claims = [...new Set(site.claims.goals.map(({ service }) => service))].sort();
  return [...(site.differences ?? [])]
    .filter(([subject]) => !members.has(subject))
    .flatMap(([subject, all]) => all.map((one) => ({ ...gapOf(one), claims, subject })));
}

function gapOf({ subject, part, line }: RenderedDifference): NodeGap {
  const code = 'not-as-rendered';
  if (part === undefined)
    return { code, lookedFor: 'what was rendered', where: `the Terraform, which has no ${subject}` };
  if (line === undefined) return { code, lookedFor: `${part} as it was rendered`, where: subject };
  return { code, lookedFor: `line ${line} as it was rendered`, where: `${part} of ${shortName(subject)}` };
}
