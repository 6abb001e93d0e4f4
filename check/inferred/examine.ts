import type { Survives } from '../../model/topology';
import type { ResourceIndex } from '../../terraform/resource-index';
import type { Unread } from '../../terraform/unread';
import { type NoteCode, Notes } from '../note';
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
  const site = inferredSite(stack, unread);
  const notes = new Notes();
  for (const one of unread) {
    const harmless = one.code === 'module' && HARMLESS_MODULES.test(one.detail ?? '');
    const detail = one.detail === undefined ? {} : { detail: one.detail };
    notes.add(harmless ? 'harmless-module' : CODES[one.code], one.subject, detail);
  }
  for (const note of site.unknown) notes.addNote(note);
  return examineSite(new InferredGraph(site), {
    site: name,
    origin: 'inferred',
    goals: site.goals,
    declared: { survives, accept: [] },
    gaps: [],
    // What machines run, Terraform of others does not say.
    sessions: [],
    unknown: notes.all,
  });
}

const CODES: Readonly<Record<Unread['code'], NoteCode>> = {
  module: 'unread-module',
  count: 'unknown-count',
  claims: 'other-configuration',
  source: 'other-source',
  workspace: 'default-workspace',
};

/** Modules that make names, keys, rights and watching alone. */
const HARMLESS_MODULES =
  /^(?:git::)?(?:https:\/\/)?(?:[\w.-]+\/)*(?:(?:terraform-)?(?:null|aws)-)?(?:label|iam|kms|acm|ecr|key-pair|cloudwatch|cloudtrail|notify-slack|budgets|tfstate-backend|iam-[a-z-]+)(?:\/(?:aws|null))?(?:[/?.]|\/\/|,|$)/;
