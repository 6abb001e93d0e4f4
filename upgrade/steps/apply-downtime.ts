import { addressOf } from '../../terraform/references';
import type { ResourceChange } from '../upgrade';
import type { StepContext } from './context';
import { EVENTS } from './durations';
import { machineDowntime } from './machines';
import type { Downtime } from './step';

/** What is down while Terraform works. */
export function applyDowntime(context: StepContext): readonly Downtime[] {
  const machines = machineDowntime(context);
  const addresses = addressDowntime(context).filter((one) => !machines.some((other) => covers(other, one)));
  return [...machines, ...addresses, ...elementDowntime(context), ...unknownDowntime(context)];
}

/** Whether the same goals are down for as long anyway. */
function covers(other: Downtime, { goals, duration }: Downtime): boolean {
  return other.duration === duration && goals.every((goal) => other.goals.includes(goal));
}

/** The site's address goes over: from one machine to another by Terraform, or to balancers that are yet to be made. */
function addressDowntime({ upgrade, before, after }: StepContext): readonly Downtime[] {
  const associations = upgrade.resources.filter(
    ({ type, action }) => type === 'aws_eip_association' && (action === 'destroy' || action === 'replace'),
  );
  return associations.flatMap((one): readonly Downtime[] => {
    const instance = addressOf(before.stack.get(one.movedFrom ?? one.address)?.body.instance_id);
    const entered = new Set(
      before.claims?.services.flatMap(({ id, members }) => (instance && members.includes(instance) ? [id] : [])),
    );
    const goals = before.claims?.goals.flatMap(({ name, service }) => (entered.has(service) ? [name] : [])).sort();
    if (goals === undefined)
      return [{ goals: [], duration: 'unknown', because: `${one.address} goes, and what it leads to is unknown` }];
    if (goals.length === 0) return [];
    if (one.action === 'replace') {
      const { duration, about } = EVENTS.address;
      return [{ goals, duration, because: `the address goes over to another machine: ${about}` }];
    }
    const { duration, about } = EVENTS.replaced;
    const takesOver = after.claims?.services.some(({ takeover }) => takeover === 'address') ?? false;
    return takesOver
      ? [{ goals, duration, because: `the address waits until a balancer has set itself up and takes it: ${about}` }]
      : [{ goals, duration: 'unknown', because: `${one.address} goes, and nothing here takes the address over` }];
  });
}

/** Elements of the fault graph, other than machines, that are replaced or destroyed. */
function elementDowntime({ upgrade }: StepContext): readonly Downtime[] {
  const elements = new Map(upgrade.before.verdict?.elements.map(({ element, goals }) => [element, goals]));
  return upgrade.resources.flatMap(({ address, movedFrom, type, action }): readonly Downtime[] => {
    if (type === 'aws_instance' || (action !== 'replace' && action !== 'destroy')) return [];
    const goals = elements.get(movedFrom ?? address) ?? [];
    const what = action === 'replace' ? 'replaced' : 'destroyed';
    if (goals.length === 0) return [];
    return [{ goals, duration: 'unknown', because: `${address} is ${what}, and nothing says for how long it is away` }];
  });
}

/** What machines reach each other and the world by: one that is replaced is away for a moment, or for longer. */
const WAYS: ReadonlySet<string> = new Set([
  'aws_internet_gateway',
  'aws_lb',
  'aws_lb_listener',
  'aws_lb_target_group',
  'aws_nat_gateway',
  'aws_route',
  'aws_route53_record',
  'aws_route_table_association',
  'aws_security_group',
  'aws_subnet',
  'aws_vpc',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
]);

/** Data that AWS serves itself: some changes of it restart it, or wait for a maintenance window. */
const MANAGED_DATA = /^aws_(db_|rds_|elasticache_|mq_|efs_file_system|opensearch_|docdb_|neptune_|msk_)/;

function unknownDowntime({ upgrade }: StepContext): readonly Downtime[] {
  const { resources } = upgrade;
  const listed = (found: readonly ResourceChange[], what: string): readonly Downtime[] => {
    const [first, ...more] = found;
    if (!first) return [];
    const rest = more.length === 0 ? '' : ` and ${more.length} more`;
    return [{ goals: [], duration: 'unknown', because: `${first.address}${rest} ${what}` }];
  };
  return [
    ...listed(
      resources.filter(({ action }) => action === 'unknown'),
      'may be changed in place or replaced',
    ),
    ...listed(
      resources.filter(({ action, type }) => action === 'replace' && WAYS.has(type)),
      'is replaced, and traffic may go by it',
    ),
    ...listed(
      resources.filter(({ action, type }) => action === 'update' && MANAGED_DATA.test(type)),
      'is changed in place, which AWS may do by a restart',
    ),
  ];
}
