import type { Gap } from '../../check/evidence/gap';
import { short } from './words';

/** A claim without evidence, as a sentence without a full stop: whose it is, and what is wrong there. */
export function gapText(gap: Gap): string {
  return `${gap.claims.join(', ')} (${short(gap.subject)}): ${missingText(gap)}`;
}

function missingText({ lookedFor, where, drift }: Gap): string {
  if (drift === undefined) return `looked for ${lookedFor}, in ${where}`;
  if (drift.kind === 'order') return `${where} has its lines in another order than its peers`;
  if ('part' in drift) return `${where} lacks ${drift.part}, which all its peers have`;
  return drift.kind === 'lacks'
    ? `${where} lacks the line '${drift.line}' that its peers have`
    : `${where} has the line '${drift.line}', which its peers lack`;
}
