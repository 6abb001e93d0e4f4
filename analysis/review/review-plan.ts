import { goalChanges, survivedOf } from '../diff/facts/goal-changes';
import { nodeChanges } from '../diff/facts/node-changes';
import { Owners } from '../diff/facts/owners';
import { resourceChanges } from '../diff/facts/resource-changes';
import { tierChanges } from '../diff/facts/tier-changes';
import { dataStops, versioningStops } from '../diff/stops/data-stops';
import { byGravity } from '../diff/stops/gravity';
import { protectionStops } from '../diff/stops/protection';
import { goalStops, identityStops, survivalStops } from '../diff/stops/site-stops';
import { tierStops } from '../diff/stops/tier-stops';
import type { SideFacts, Upgrade } from '../diff/upgrade';
import { examineInferred } from '../inferred/examine';
import { NothingToJudgeError } from '../inferred/infer';
import { type TerraformDocument, terraformDocument } from '../plan/document';
import { plannedStack } from '../plan/planned-stack';
import { SiteFacts } from '../steps/site-facts';
import { TerraformStack, UnreadableTerraformError } from '../terraform/stack';
import { fields } from '../terraform/values';
import { examineClaims } from '../verdict';
import { machinesOfBucket } from './machines-of-bucket';
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
  const prior = terraformDocument({
    format_version: document.formatVersion,
    values: fields(fields(json).prior_state).values,
  });
  const unknown: string[] = [];
  const useClaims = claims !== undefined || oldClaims !== undefined;
  const old = sideOf(prior, oldClaims, useClaims, 'before', unknown);
  const now = sideOf(document, claims, useClaims, 'after', unknown);
  const planned = document.changes.map(plannedChange);
  const resources = resourceChanges(planned, new Owners(old.site, now.site), madeFirst(document.changes));
  const nodes = nodeChanges(resources, old.site, now.site);
  const goals = goalChanges(old.facts.verdict, now.facts.verdict, movedBy(document));
  const survives = { before: survivedOf(old.facts.verdict), after: survivedOf(now.facts.verdict) };
  const tiers = tierChanges(old.site, now.site);
  const facts = { resources, planned: new Map(planned.map((one) => [one.address, one])) };
  const noMoves = { moves: [], begins: [], unknown: [] };
  const stops = [
    ...identityStops(old.facts, now.facts),
    ...dataStops(facts),
    ...versioningStops(facts),
    ...protectionStops(planned),
    ...tierStops(tiers, resources, noMoves),
    ...goalStops(goals, now.facts.verdict?.accepted ?? []),
    ...survivalStops(old.facts, now.facts, survives),
  ];
  return {
    before: old.facts,
    after: now.facts,
    stops: [...stops].sort(byGravity),
    goals,
    survives,
    tiers,
    settings: [],
    resources: [...resources].sort((a, b) => (a.address < b.address ? -1 : 1)),
    nodes,
    machines: machinesOfBucket(document, nodes),
    unknown: [...unknown, ...new Set([...(old.facts.verdict?.unknown ?? []), ...(now.facts.verdict?.unknown ?? [])])],
  };
}

interface ReviewSide {
  readonly facts: SideFacts;
  readonly site: SiteFacts;
}

/** One side of a plan with its verdict, where there can be one. */
function sideOf(
  document: TerraformDocument,
  claims: unknown,
  useClaims: boolean,
  which: 'before' | 'after',
  unknown: string[],
): ReviewSide {
  const stack = stackOf(document);
  const bare: SideFacts = { terraform: undefined, site: siteName(document), region: stack.region };
  const verdictless = (why: string): ReviewSide => {
    if (document.resources.length > 0) unknown.push(`single points of failure ${which}: ${why}`);
    return { facts: bare, site: new SiteFacts(bare, stack) };
  };
  if (document.resources.length === 0) return verdictless('');
  if (useClaims && claims === undefined) return verdictless('no service-graph.json of that side was given');
  try {
    const { verdict, graph } = useClaims
      ? examineClaims(stack, claims)
      : examineInferred(stack, { site: bare.site ?? 'site', survives: 'none' });
    const facts: SideFacts = {
      ...bare,
      verdict,
      graph,
      ...(useClaims ? { serviceGraph: claims, site: verdict.site } : {}),
    };
    return { facts, site: new SiteFacts(facts, stack) };
  } catch (error) {
    if (error instanceof NothingToJudgeError) return verdictless(error.message);
    throw error;
  }
}

function stackOf(document: TerraformDocument): TerraformStack {
  try {
    return plannedStack(document);
  } catch (error) {
    if (error instanceof UnreadableTerraformError && document.resources.length === 0)
      return new TerraformStack({}, [], true);
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

function movedBy({ changes }: TerraformDocument): (address: string) => string {
  const moves = new Map(
    changes.flatMap((one) => (one.previousAddress ? [[one.previousAddress, one.address] as const] : [])),
  );
  return (address) => moves.get(address) ?? address;
}
