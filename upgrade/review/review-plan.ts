import { examineInferred } from '../../check/inferred/examine';
import { NothingToJudgeError } from '../../check/inferred/nothing-to-judge';
import { examineClaims } from '../../check/verdict';
import { type TerraformDocument, terraformDocument } from '../../terraform/plan/document';
import { plannedStack } from '../../terraform/plan/planned-stack';
import { ResourceIndex, UnreadableTerraformError } from '../../terraform/resource-index';
import { fields } from '../../terraform/values';
import { assemble } from '../diff/assemble';
import { withFollowedConfiguration } from '../followed';
import { SiteFacts } from '../site-facts';
import type { SideFacts, Upgrade } from '../upgrade';
import { followingNodes, machinesOfBucket } from './machines-of-bucket';
import { machinesOfUserData } from './machines-of-user-data';
import { madeFirst, plannedChange } from './planned';

/** What a plan is reviewed with. */
export interface ReviewRequest {
  /** `terraform show -json` of a plan, parsed. */
  readonly json: unknown;
  /** Claims of what is to be: `service-graph.json`, parsed. @default - inferred from the resources on both sides */
  readonly claims?: unknown;
  /** Claims of what there is. @default - the goals of what there is are unknown where claims of what is to be are given */
  readonly oldClaims?: unknown;
}

/**
 * What a plan of Terraform changes and puts at risk: actions as Terraform gives them, verdicts from the state that it started
 * from and from what it leads to.
 * @throws UnreadablePlanError, UnreadableClaimsError, FaultGraphError
 */
export function reviewPlan({ json, claims, oldClaims }: ReviewRequest): Upgrade {
  const document = terraformDocument(json);
  const { values } = fields(fields(json).prior_state);
  const prior = terraformDocument({ format_version: document.formatVersion, values });
  const useClaims = claims !== undefined || oldClaims !== undefined;
  const unknown: string[] = [];
  const before = sideOf(prior, oldClaims, { useClaims, which: 'before' }, unknown);
  const after = sideOf(document, claims, { useClaims, which: 'afterwards' }, unknown);
  const planned = document.changes.map(plannedChange).sort((a, b) => (a.address < b.address ? -1 : 1));
  const upgrade = assemble(before, after, { planned, createdFirst: madeFirst(document.changes), unknown });
  const nodes = new Map([...before.nodes.values(), ...after.nodes.values()].map((one) => [one.address, one.name]));
  const machines = [
    ...machinesOfBucket(document, upgrade.nodes),
    ...machinesOfUserData(document, followingNodes(document), (address) => nodes.get(address)),
  ];
  return { ...upgrade, machines };
}

interface SideRequest {
  /** Whether verdicts come from claims, rather than from what the resources tell. */
  readonly useClaims: boolean;
  readonly which: 'before' | 'afterwards';
}

/** One side of a plan with its verdict, where there can be one. */
function sideOf(
  document: TerraformDocument,
  claims: unknown,
  { useClaims, which }: SideRequest,
  unknown: string[],
): SiteFacts {
  const stack = stackOf(document);
  const side: SideFacts = { terraform: undefined, site: siteName(document), region: stack.region, stack };
  const verdictless = (why: string): SiteFacts => {
    unknown.push(`single points of failure ${which}: ${why}`);
    return new SiteFacts(side);
  };
  if (document.resources.length === 0) return new SiteFacts(side);
  if (useClaims && claims === undefined) return verdictless('the service-graph.json of that side was not given');
  try {
    if (!useClaims) {
      return new SiteFacts({ ...side, ...examineInferred(stack, { site: side.site ?? 'site', survives: 'none' }) });
    }
    const { verdict, graph } = examineClaims(stack, claims);
    return new SiteFacts({ ...side, serviceGraph: claims, site: verdict.site, verdict, graph });
  } catch (error) {
    if (error instanceof NothingToJudgeError) return verdictless(error.message);
    throw error;
  }
}

function stackOf(document: TerraformDocument): ResourceIndex {
  try {
    return withFollowedConfiguration(plannedStack(document), document);
  } catch (error) {
    if (error instanceof UnreadableTerraformError && document.resources.length === 0)
      return new ResourceIndex({}, [], true);
    throw error;
  }
}

/** The site's name, from the tag that nospof's provider puts on everything. */
function siteName({ resources }: TerraformDocument): string | undefined {
  for (const { values } of resources) {
    const name = fields(values.tags_all)['nospof:site'];
    if (typeof name === 'string') return name;
  }
  return undefined;
}
