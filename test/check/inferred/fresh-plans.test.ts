import { examineInferred } from '../../../check/inferred/examine';
import { terraformDocument } from '../../../terraform/plan/document';
import { plannedStack } from '../../../terraform/plan/planned-stack';

/** A resource as a plan has it, before anything of it was made. */
interface Planned {
  readonly address: string;
  readonly values?: object;
  /** Arguments that the apply tells, in whole (`true`) or in part. */
  readonly unknown?: object;
  /** Names in its expressions. What a block has that is made in a loop is not among them. */
  readonly refers?: Readonly<Record<string, string>>;
}

/** The verdict on a plan without its source. */
function judged(...resources: readonly Planned[]) {
  const entry = (address: string) => ({
    address,
    mode: 'managed',
    type: address.split('.')[0],
    name: address.split('.')[1],
  });
  const document = terraformDocument({
    format_version: '1.2',
    planned_values: {
      root_module: { resources: resources.map(({ address, values = {} }) => ({ ...entry(address), values })) },
    },
    resource_changes: resources.map(({ address, values = {}, unknown = {}, refers = {} }) => {
      const later = Object.fromEntries(Object.keys(refers).map((key) => [key, true]));
      return { ...entry(address), change: { after: values, after_unknown: { id: true, ...later, ...unknown } } };
    }),
    configuration: {
      provider_config: { aws: { expressions: { region: { constant_value: 'eu-west-1' } } } },
      root_module: {
        resources: resources.map(({ address, refers = {} }) => ({
          ...entry(address),
          expressions: Object.fromEntries(
            Object.entries(refers).map(([key, to]) => [key, { references: [`${to}.id`, to] }]),
          ),
        })),
      },
    },
  });
  const { verdict } = examineInferred(plannedStack(document), { site: 'site', survives: 'node' });
  return { outcome: verdict.outcome, points: verdict.goals.flatMap(({ singlePoints }) => singlePoints) };
}

const element = (one: string, assumed?: boolean) =>
  expect.objectContaining(assumed === undefined ? { element: one } : { element: one, assumed });

const FRONT: Planned = { address: 'aws_lb.front', values: { subnets: ['subnet-7', 'subnet-8'] } };
const GROUP: Planned = { address: 'aws_lb_target_group.pages', values: { port: 80, protocol: 'HTTP' } };
const MACHINE: Planned = { address: 'aws_instance.page', values: { subnet_id: 'subnet-7' } };
const ATTACHED: Planned = {
  address: 'aws_lb_target_group_attachment.page',
  refers: { target_group_arn: 'aws_lb_target_group.pages', target_id: 'aws_instance.page' },
};

describe('a listener whose action is made in a loop', () => {
  const listener = (values: object, unknown: object): Planned => ({
    address: 'aws_lb_listener.web',
    values: { port: 80, ...values },
    unknown,
    refers: { load_balancer_arn: 'aws_lb.front' },
  });

  test.each<[string, object, object]>([
    [
      'that forwards to what the apply tells',
      { default_action: [{ type: 'forward' }] },
      { default_action: [{ target_group_arn: true }] },
    ],
    ['over what the apply tells', {}, { default_action: true }],
  ])('%s: what answers is not known', (_what, values, unknown) => {
    const { outcome, points } = judged(FRONT, GROUP, MACHINE, ATTACHED, listener(values, unknown));
    expect(outcome).toBe('unknown');
    expect(points).toContainEqual(element('aws_lb.front unseen target', true));
  });
});

describe('a security group whose rules are made in a loop', () => {
  const web: Planned = { address: 'aws_security_group.web', unknown: { ingress: true, egress: true } };
  const out: Planned = {
    address: 'aws_vpc_security_group_egress_rule.web',
    values: { cidr_ipv4: '0.0.0.0/0', ip_protocol: '-1' },
    refers: { security_group_id: 'aws_security_group.web' },
  };
  const store = (values: object, unknown: object): readonly Planned[] => [
    { address: 'aws_security_group.store', values, unknown: { egress: true, ...unknown } },
    {
      address: 'aws_db_instance.store',
      values: { engine: 'postgres' },
      unknown: { availability_zone: true },
      refers: { vpc_security_group_ids: 'aws_security_group.store' },
    },
  ];
  const FUNCTION: readonly Planned[] = [
    {
      address: 'aws_lambda_function.pages',
      values: { function_name: 'pages', vpc_config: [{ subnet_ids: ['subnet-7', 'subnet-8'] }] },
      unknown: { vpc_config: [{ security_group_ids: true }] },
    },
    { address: 'aws_lambda_function_url.pages', values: { function_name: 'pages', authorization_type: 'NONE' } },
  ];
  const RULE = { from_port: 5432, to_port: 5432, protocol: 'tcp', cidr_blocks: [], self: false };

  test.each<[string, object, object]>([
    ['for what the apply tells', { ingress: [RULE] }, { ingress: [{ cidr_blocks: [], security_groups: true }] }],
  ])('%s may let callers in', (_what, values, unknown) => {
    expect(judged(web, out, ...store(values, unknown), ...FUNCTION).points).toContainEqual(
      element('aws_db_instance.store'),
    );
  });
});
