import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, number } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortName } from '../names';
import { spread } from './autoscaling';
import { GROUPS, type MachineGroup, SUBNETS } from './group';

/** Every service of ECS. On Fargate each task stands by itself; elsewhere the tasks may share one instance. */
export function containerServices(context: InferenceContext): readonly MachineGroup[] {
  return context.stack.ofType('aws_ecs_service').map((service) => {
    const { address, body } = service;
    const network = blocks(body.network_configuration);
    const subnets = joined(network.map((one) => links(one.subnets, SUBNETS, context.stack)));
    const count = taskCount(service, context);
    const fargate = isFargate(service);
    if (!fargate && count > 1) {
      context.note(
        `which instances run the tasks of ${address}: not read; taken as one, since tasks may share an instance`,
      );
    }
    const machines = { address, tier: shortName(address), count: fargate ? count : Math.min(count, 1), subnets };
    return {
      resource: service,
      tier: shortName(address),
      machines: spread({ ...machines, unit: 'task' }, context),
      subnets,
      securityGroups: joined(network.map((one) => links(one.security_groups, GROUPS, context.stack))),
    };
  });
}

function taskCount({ address, body }: Resource, context: InferenceContext): number {
  const count = number(body.desired_count);
  if (count !== undefined) return count;
  context.note(`how many tasks ${address} runs: its desired_count is not known; taken as one`);
  return 1;
}

function isFargate({ body }: Resource): boolean {
  const providers = blocks(body.capacity_provider_strategy).map((one) => one.capacity_provider);
  if (providers.length > 0) return providers.every((one) => one === 'FARGATE' || one === 'FARGATE_SPOT');
  return body.launch_type === 'FARGATE';
}
