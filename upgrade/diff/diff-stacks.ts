import { examine } from '../../check/verdict';
import { MachineReader } from '../../terraform/machine/reader';
import { ResourceIndex } from '../../terraform/resource-index';
import { fields } from '../../terraform/values';
import { SiteFacts } from '../site-facts';
import type { Side, SideFacts, Upgrade } from '../upgrade';
import { type Actions, assemble } from './assemble';
import { isElsewhere } from './blockers/site-blockers';
import { Configuration } from './prediction/configuration';
import { createdFirst } from './prediction/created-first';
import { type Planned, Prediction } from './prediction/prediction';
import type { StateValues } from './prediction/state-values';

/**
 * What the step from one synthesized stack to another changes, replaces and puts at risk, without Terraform.
 * Complexity: linear in both stacks' text, besides their verdicts.
 * @throws UnreadableTerraformError, UnreadableClaimsError, FaultGraphError
 */
export function diffStacks(before: Side, after: Side): Upgrade {
  const reader = new MachineReader();
  const [old, now] = [siteFacts(before, reader), siteFacts(after, reader)];
  return assemble(old, now, predictedOver(old.side, now.side, new Configuration(before.terraform)));
}

/** A side with its verdict, where it makes claims. */
export function siteFacts(side: Side, reader?: MachineReader): SiteFacts {
  const stack = new ResourceIndex(side.terraform);
  const { region } = stack;
  if (side.serviceGraph === undefined) return new SiteFacts({ ...side, site: siteName(side.terraform), region, stack });
  const { verdict, graph } = examine(side.terraform, side.serviceGraph, { reader });
  return new SiteFacts({ ...side, site: verdict.site, region, verdict, graph, stack });
}

/** What Terraform will do over a configuration that is taken to be applied, or over a state. */
export function predictedOver(before: SideFacts, after: SideFacts, old: Configuration, state?: StateValues): Actions {
  if (isElsewhere(before, after)) {
    // There Terraform finds nothing of what the state says; what it then does is no upgrade.
    return { planned: [], createdFirst: new Set(), unknown: ['what Terraform would do in another region'] };
  }
  const now = new Configuration(after.terraform);
  const planned = new Prediction(old, now, state).all();
  const replaces = planned.some(({ action }) => action === 'replace');
  return { planned, createdFirst: replaces ? createdFirst(now) : new Set(), unknown: unknowns(old, now, planned) };
}

/** The site's name, from the tag that its provider puts on everything. */
function siteName(terraform: unknown): string | undefined {
  const tags = new Configuration(terraform).defaultTags.get('aws');
  const name = fields(tags)['nospof:site'];
  return typeof name === 'string' ? name : undefined;
}

function unknowns(before: Configuration, after: Configuration, planned: readonly Planned[]): readonly string[] {
  const modules = [...new Set([...before.modules, ...after.modules])].sort();
  const unclear = planned.filter(({ action }) => action === 'unknown').map((one) => (one.after ?? one.before)?.type);
  return [
    ...modules.map((name) => `what becomes of the resources of module ${name}, which are not in this file`),
    ...[...new Set(unclear)].sort().map((type) => `whether Terraform updates or replaces some ${type}`),
  ];
}
