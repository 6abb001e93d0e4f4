import { groups, judged, opening, type Resources, subnets, webIn } from './network';

/** Two machines in two zones behind a classic load balancer. */
function classic(more: object, others: Resources = {}, instances: readonly string[] = ['web_a', 'web_b']) {
  const front = {
    subnets: subnets('a', 'b'),
    security_groups: groups('front'),
    listener: { lb_port: 80, lb_protocol: 'http', instance_port: 80, instance_protocol: 'http' },
    instances: instances.map((name) => `\${aws_instance.${name}.id}`),
    ...more,
  };
  return judged({ aws_instance: { web_a: webIn('a'), web_b: webIn('b') }, aws_elb: { front } }, others);
}

const ONLY_A = [
  'aws_instance.web_a: web_a → front needs front.targets → serve',
  'eu-west-1a: eu-west-1a → web_a → front needs front.targets → serve',
];

test('machines in two zones behind it', () => {
  const { points, unknown } = classic({});
  expect(points).toEqual({ serve: [] });
  expect(unknown.filter((one) => one.includes('aws_elb'))).toEqual([]);
});

test('one machine behind it', () => {
  expect(classic({}, {}, ['web_a']).points).toEqual({ serve: ONLY_A });
});

test('a machine in a zone that it does not stand in gets nothing', () => {
  const { points, unknown } = classic({ subnets: subnets('a') });
  expect(points).toEqual({ serve: ONLY_A });
  expect(unknown).toContain('aws_elb.front sends nothing to aws_instance.web_b: it has no subnet in eu-west-1b');
});

test('its zones by their names', () => {
  const by = (...zones: string[]) => classic({ subnets: undefined, availability_zones: zones }).points.serve;
  expect(by('eu-west-1a', 'eu-west-1b')).toEqual([]);
  expect(by('eu-west-1a')).toEqual(ONLY_A);
  const unknown = classic({ subnets: undefined, availability_zones: '${data.aws_availability_zones.all.names}' });
  expect(unknown.points.serve).toEqual(['unknown zone: unknown zone → front → serve']);
  expect(unknown.unknown).toContain(
    'the zones of aws_elb.front: its subnets are not in the Terraform; assumed: one unknown zone',
  );
});

test('that does not cross zones, or of which that is not known', () => {
  expect(classic({ cross_zone_load_balancing: false }).points).toEqual({ serve: [] });
  const { points, unknown } = classic({ cross_zone_load_balancing: '${var.crosses}' });
  expect(points).toEqual({ serve: [] });
  expect(unknown.join()).toMatch(/whether aws_elb.front sends to targets in other zones: .*; assumed: no/);
});

test('machines attached one by one', () => {
  const attach = (name: string) => ({ elb: '${aws_elb.front.id}', instance: `\${aws_instance.${name}.id}` });
  const one = { aws_elb_attachment: { a: attach('web_a') } };
  expect(classic({}, one, []).points).toEqual({ serve: ONLY_A });
  expect(classic({}, { aws_elb_attachment: { a: attach('web_a'), b: attach('web_b') } }, []).points).toEqual({
    serve: [],
  });
});

describe('an autoscaling group', () => {
  const group = (more: object): Resources => ({
    aws_autoscaling_group: {
      web: { min_size: 2, vpc_zone_identifier: subnets('a', 'b'), launch_template: { id: TEMPLATE }, ...more },
    },
    aws_launch_template: { web: { vpc_security_group_ids: groups('web') } },
    aws_instance: {},
  });
  const TEMPLATE = '${aws_launch_template.web.id}';
  const ways: readonly (readonly [string, Resources])[] = [
    ['that names it', group({ load_balancers: ['${aws_elb.front.name}'] })],
    ['with a traffic source', group({ traffic_source: { identifier: '${aws_elb.front.name}', type: 'elb' } })],
    [
      'attached to it',
      {
        ...group({}),
        aws_autoscaling_attachment: {
          w: { autoscaling_group_name: '${aws_autoscaling_group.web.name}', elb: '${aws_elb.front.id}' },
        },
      },
    ],
  ];

  test.each(ways)('%s', (_what, resources) => {
    expect(classic({}, resources, []).points).toEqual({ serve: [] });
  });

  test('of one machine', () => {
    const { points } = classic({}, group({ min_size: 1, load_balancers: ['${aws_elb.front.name}'] }), []);
    expect(points.serve).toEqual([
      'aws_autoscaling_group.web instance 1: web instance 1 → front needs front.targets → serve',
      'eu-west-1a: eu-west-1a → web instance 1 → front needs front.targets → serve',
      'eu-west-1b: eu-west-1b → web instance 1 → front needs front.targets → serve',
    ]);
  });
});

test('without any target, it is one machine somewhere', () => {
  const { points, unknown } = classic({}, {}, []);
  expect(points.serve).not.toEqual([]);
  expect(unknown).toContain(
    'the targets of aws_elb.front: none is in the Terraform; assumed: one machine in an unknown zone',
  );
});

test('machines whose security group does not let it in are not counted', () => {
  const shut = { aws_security_group: { web: opening(8080, { security_groups: groups('front') }) } };
  expect(classic({}, shut).points).toEqual({ serve: 'broken' });
  const other = { lb_port: 80, lb_protocol: 'http', instance_port: 8080, instance_protocol: 'http' };
  expect(classic({ listener: other }, shut).points).toEqual({ serve: [] });
});

test('a name leads to it', () => {
  const name = {
    aws_route53_record: {
      www: {
        name: 'www.example.com',
        type: 'A',
        zone_id: 'Z1',
        alias: { name: '${aws_elb.front.dns_name}', evaluate_target_health: true },
      },
    },
  };
  expect(classic({ subnets: subnets('a') }, name).points.serve).toHaveLength(2);
  expect(classic({}, name).points).toEqual({ serve: [] });
});

test('an inner one is needed by the machines that may call it, with what stands behind it', () => {
  const { points } = classic(
    {},
    {
      aws_elb: {
        inner: {
          internal: true,
          subnets: subnets('a', 'b'),
          security_groups: groups('data'),
          listener: { lb_port: 80, instance_port: 80 },
          instances: ['${aws_instance.api.id}'],
        },
      },
      aws_security_group: { data: { ...opening(80, { security_groups: groups('web', 'data') }) } },
      aws_instance: { api: { subnet_id: '${aws_subnet.b.id}', vpc_security_group_ids: groups('data') } },
    },
  );
  expect(points.serve).toHaveLength(2);
});
