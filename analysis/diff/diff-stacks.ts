import { dataMoves } from '../steps/data-moves';
import { SiteFacts } from '../steps/site-facts';
import { CloudConfigs } from '../terraform/cloud-config';
import { TerraformStack } from '../terraform/stack';
import { fields } from '../terraform/values';
import { examine } from '../verdict';
import { goalChanges, survivedOf } from './facts/goal-changes';
import { nodeChanges } from './facts/node-changes';
import { Owners } from './facts/owners';
import { resourceChanges } from './facts/resource-changes';
import { siteSettings } from './facts/site-settings';
import { tierChanges } from './facts/tier-changes';
import { machineChanges } from './machines/machine-changes';
import { Configuration } from './prediction/configuration';
import { createdFirst } from './prediction/created-first';
import { Prediction } from './prediction/prediction';
import { dataStops, versioningStops } from './stops/data-stops';
import { protectionStops } from './stops/protection';
import { goalStops, identityStops, survivalStops } from './stops/site-stops';
import { moveStops, tierStops } from './stops/tier-stops';
import type { ResourceChange, Side, SideFacts, Stop, Upgrade } from './upgrade';

/**
 * What the step from one synthesized stack to another changes, replaces and puts at risk, without Terraform.
 * Complexity: linear in both stacks' text, besides their verdicts.
 * @throws UnreadableTerraformError, UnreadableClaimsError, FaultGraphError
 */
export function diffStacks(before: Side, after: Side): Upgrade {
  const configs = new CloudConfigs();
  const [old, now] = [sideFacts(before, configs), sideFacts(after, configs)];
  const [oldSite, newSite] = [new SiteFacts(old), new SiteFacts(now)];
  const [oldConfiguration, newConfiguration] = [
    new Configuration(before.terraform),
    new Configuration(after.terraform),
  ];
  const elsewhere = identityStops(old, now).some(({ kind }) => kind === 'region-changed');
  const prediction = new Prediction(oldConfiguration, newConfiguration);
  // In another region Terraform finds nothing of what the state says; what it then does is not an upgrade.
  const planned = elsewhere ? [] : prediction.all();
  const first = planned.some(({ action }) => action === 'replace') ? createdFirst(newConfiguration) : new Set<string>();
  const resources = resourceChanges(planned, new Owners(oldSite, newSite), first);
  const nodes = nodeChanges(resources, oldSite, newSite);
  const goals = goalChanges(old.verdict, now.verdict, (address) => newConfiguration.moved(address));
  const survives = { before: survivedOf(old.verdict), after: survivedOf(now.verdict) };
  const tiers = tierChanges(oldSite, newSite);
  const moves = dataMoves(oldSite, newSite);
  const facts = { resources, planned: new Map(planned.map((one) => [one.address, one])) };
  const stops = [
    ...identityStops(old, now),
    ...dataStops(facts),
    ...versioningStops(facts),
    ...protectionStops(planned),
    ...tierStops(tiers, resources, moves),
    ...moveStops(moves),
    ...goalStops(goals, after.topology?.accept ?? []),
    ...survivalStops(old, now, survives),
  ];
  return {
    before: old,
    after: now,
    stops: stops.sort(byGravity),
    goals,
    survives,
    tiers,
    settings: siteSettings(before.topology, after.topology),
    resources,
    nodes,
    machines: machineChanges(oldSite, newSite, nodes, (address) => facts.planned.get(address)?.movedFrom ?? address),
    unknown: [
      ...(elsewhere ? ['what Terraform would do in another region is not predicted'] : []),
      ...unknowns(oldConfiguration, newConfiguration, resources),
      ...[...new Set([...(old.verdict?.unknown ?? []), ...(now.verdict?.unknown ?? [])])],
      ...moves.unknown,
    ],
  };
}

function sideFacts(side: Side, configs: CloudConfigs): SideFacts {
  const { region } = new TerraformStack(side.terraform);
  if (side.serviceGraph === undefined) return { ...side, site: siteName(side.terraform), region };
  const { verdict, graph } = examine(side.terraform, side.serviceGraph, configs.read);
  return { ...side, site: verdict.site, region, verdict, graph };
}

/** The site's name, from the tag that its provider puts on everything. */
function siteName(terraform: unknown): string | undefined {
  const tags = new Configuration(terraform).defaultTags.get('aws');
  const name = fields(tags)['nospof:site'];
  return typeof name === 'string' ? name : undefined;
}

function unknowns(
  before: Configuration,
  after: Configuration,
  resources: readonly ResourceChange[],
): readonly string[] {
  const modules = [...new Set([...before.modules, ...after.modules])].sort();
  const types = [...new Set(resources.filter(({ action }) => action === 'unknown').map(({ type }) => type))].sort();
  return [
    ...modules.map((name) => `what becomes of the resources of module ${name}, which are not in this file`),
    ...types.map((type) => `whether Terraform updates or replaces some ${type}`),
  ];
}

/** Kinds of stops in the order in which a reviewer should meet them. */
const GRAVITY: readonly Stop['kind'][] = [
  'region-changed',
  'site-renamed',
  'terraform-refuses',
  'volume-shrunk',
  'data-destroyed',
  'data-replaced',
  'volume-not-kept',
  'last-data-node',
  'below-majority',
  'data-moves',
  'replication-changed',
  'versioning-off',
  'encryption-changed',
  'protection-removed',
  'identity-lost',
  'unknown-change',
  'goal-lost',
  'new-single-point',
  'survives-less',
];

function byGravity(a: Stop, b: Stop): number {
  return (
    GRAVITY.indexOf(a.kind) - GRAVITY.indexOf(b.kind) ||
    compare(a.address, b.address) ||
    compare(a.goal ?? '', b.goal ?? '') ||
    compare(a.reason, b.reason)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
