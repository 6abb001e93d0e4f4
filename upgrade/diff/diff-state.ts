import type { TerraformDocument } from '../../terraform/plan/document';
import { plannedStack } from '../../terraform/plan/planned-stack';
import { fields } from '../../terraform/values';
import { withFollowedConfiguration } from '../followed';
import { SiteFacts } from '../site-facts';
import type { Side, SideFacts, Upgrade } from '../upgrade';
import { assemble } from './assemble';
import { predictedOver, siteFacts } from './diff-stacks';
import { Configuration } from './prediction/configuration';
import { StateValues } from './prediction/state-values';

/**
 * What the step from what there is to a synthesized stack changes, without Terraform.
 * @param document a state, or a plan of which is taken what it would leave behind
 * @throws UnreadableTerraformError, UnreadableClaimsError, FaultGraphError
 */
export function diffState(document: TerraformDocument, after: Side): Upgrade {
  const stack = withFollowedConfiguration(plannedStack(document), document);
  const [instance] = stack.ofType('aws_instance');
  const name = fields(instance?.body.tags)['nospof:site'];
  const values = new StateValues(document);
  const side: SideFacts = {
    terraform: values.configuration(),
    site: typeof name === 'string' ? name : undefined,
    region: stack.region,
    stack,
  };
  const now = siteFacts(after);
  const actions = predictedOver(side, now.side, new Configuration(side.terraform), values);
  const upgrade = assemble(new SiteFacts(side), now, actions, ({ name }) => values.machine(name));
  const claimed = 'what the site survived before, and where its applications kept their data: a state makes no claims';
  const unset = 'whether what the new stack does not set, and AWS has a default for, was set before';
  const elsewhere = values.elsewhere.map(
    (address) => `what becomes of ${address}, which is not of this stack's making`,
  );
  return { ...upgrade, unknown: [claimed, unset, ...elsewhere, ...upgrade.unknown] };
}
