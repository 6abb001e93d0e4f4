import { terraformDocument } from '../../../terraform/plan/document';
import { Configuration } from '../../../upgrade/diff/prediction/configuration';
import { createdFirst } from '../../../upgrade/diff/prediction/created-first';
import { Prediction } from '../../../upgrade/diff/prediction/prediction';
import { StateValues } from '../../../upgrade/diff/prediction/state-values';

type Json = Readonly<Record<string, unknown>>;

const NETWORK = {
  aws_vpc: { net: { cidr_block: '10.0.0.0/16' } },
  aws_subnet: {
    a: { vpc_id: '${aws_vpc.net.id}', cidr_block: '10.0.1.0/24', availability_zone: 'eu-central-1a' },
    b: { vpc_id: '${aws_vpc.net.id}', cidr_block: '10.0.2.0/24', availability_zone: 'eu-central-1b' },
  },
};

const MACHINE = { ami: 'ami-1', instance_type: 't3.small', subnet_id: '${aws_subnet.a.id}' };
const VOLUME = { availability_zone: '${aws_subnet.a.availability_zone}', size: 20, type: 'gp3' };
const ATTACHMENT = {
  device_name: '/dev/sdf',
  instance_id: '${aws_instance.web.id}',
  volume_id: '${aws_ebs_volume.data.id}',
};

const SITE = {
  ...NETWORK,
  aws_instance: { web: MACHINE },
  aws_ebs_volume: { data: VOLUME },
  aws_volume_attachment: { web: ATTACHMENT },
};

/** `action address because`, without what is left alone. */
function actions(before: Json, after: Json): string[] {
  const planned = new Prediction(new Configuration(before), new Configuration(after)).all();
  return planned
    .filter(({ action }) => action !== 'none')
    .map(({ action, address, replacedBecause }) => [action, address, ...replacedBecause].join(' '));
}

function site(changes: Json = {}, rest: Json = {}): Json {
  return { resource: { ...SITE, ...changes }, ...rest };
}

describe('Terraform’s actions', () => {
  test('are none where only the way of writing differs', () => {
    const written = {
      ...SITE,
      '//': 'a remark',
      aws_ebs_volume: { data: { ...VOLUME, size: '${local.size}', '//': { metadata: {} }, tags: null } },
      aws_instance: { web: { ...MACHINE, root_block_device: [] } },
    };
    expect(actions(site(), { resource: written, locals: { size: '${local.gib}', gib: '20' } })).toEqual([]);
  });

  test('follow a replaced resource to what names it, and no further than its known attributes', () => {
    const moved = { ...NETWORK.aws_subnet.a, cidr_block: '10.0.9.0/24' };
    expect(actions(site(), site({ aws_subnet: { ...NETWORK.aws_subnet, a: moved } }))).toEqual([
      'replace aws_instance.web subnet_id',
      'replace aws_subnet.a cidr_block',
      'replace aws_volume_attachment.web instance_id',
    ]);
  });

  test('are replacement where an attribute forces it, and an update where it does not', () => {
    const bigger = { ...MACHINE, instance_type: 't3.large' };
    expect(actions(site(), site({ aws_instance: { web: bigger } }))).toEqual(['update aws_instance.web']);
    const elsewhere = { ...MACHINE, subnet_id: '${aws_subnet.b.id}' };
    expect(actions(site(), site({ aws_instance: { web: elsewhere } }))).toEqual([
      'replace aws_instance.web subnet_id',
      'replace aws_volume_attachment.web instance_id',
    ]);
  });

  test('leave alone what ignore_changes names, also for those that refer to it', () => {
    const ignoring = (ami: string) => ({ ...MACHINE, ami, lifecycle: { ignore_changes: ['ami'] } });
    const alarm = {
      aws_cloudwatch_metric_alarm: { up: { alarm_name: 'up', dimensions: { Image: '${aws_instance.web.ami}' } } },
    };
    const before = site({ ...alarm, aws_instance: { web: ignoring('ami-1') } });
    expect(actions(before, site({ ...alarm, aws_instance: { web: ignoring('ami-2') } }))).toEqual([]);
  });

  test('move what a moved block renames, with all that refers to it', () => {
    const after = site(
      {
        aws_instance: { app: MACHINE },
        aws_volume_attachment: { app: { ...ATTACHMENT, instance_id: '${aws_instance.app.id}' } },
      },
      {
        moved: [
          { from: 'aws_instance.web', to: 'aws_instance.app' },
          { from: 'aws_volume_attachment.web', to: 'aws_volume_attachment.app' },
        ],
      },
    );
    expect(actions(site(), after)).toEqual(['move aws_instance.app', 'move aws_volume_attachment.app']);
  });

  test('forget what a removed block keeps, and destroy what is merely gone', () => {
    const { aws_ebs_volume: _, aws_volume_attachment: __, ...rest } = SITE;
    const removed = [{ from: 'aws_ebs_volume.data', lifecycle: { destroy: false } }];
    expect(actions(site(), { resource: rest, removed })).toEqual([
      'forget aws_ebs_volume.data',
      'destroy aws_volume_attachment.web',
    ]);
  });

  test('are unknown where no table knows the type or the attribute, also for what refers to it', () => {
    const before = site({ aws_unheard_of: { it: { size: 1 } } });
    expect(actions(before, site({ aws_unheard_of: { it: { size: 2 } } }))).toEqual(['unknown aws_unheard_of.it']);
    const odd = { ...NETWORK.aws_subnet.a, unheard_of: true };
    expect(actions(site(), site({ aws_subnet: { ...NETWORK.aws_subnet, a: odd } }))).toEqual([
      'unknown aws_instance.web',
      'unknown aws_subnet.a',
      'unknown aws_volume_attachment.web',
    ]);
  });

  test('are unknown for what count or for_each repeats, unless nothing of it differs', () => {
    let path = 0;
    const metadata = () => ({ metadata: { path: `stack-${++path}` } });
    const counted = (count: number) => site({ aws_instance: { web: { ...MACHINE, count, '//': metadata() } } });
    expect(actions(counted(2), counted(2))).toEqual([]);
    expect(actions(counted(2), counted(3))).toContain('unknown aws_instance.web');
  });

  test('update what the provider puts its tags on', () => {
    const tagged = (team: string) => ({ provider: { aws: [{ default_tags: [{ tags: { team } }] }] } });
    expect(actions(site({}, tagged('a')), site({}, tagged('b')))).toEqual([
      'update aws_ebs_volume.data',
      'update aws_instance.web',
      'update aws_subnet.a',
      'update aws_subnet.b',
      'update aws_vpc.net',
    ]);
  });

  test('replace what is triggered by another', () => {
    const triggered = { ...MACHINE, lifecycle: { replace_triggered_by: ['aws_ebs_volume.data.size'] } };
    const before = site({ aws_instance: { web: triggered } });
    const after = site({ aws_instance: { web: triggered }, aws_ebs_volume: { data: { ...VOLUME, size: 30 } } });
    expect(actions(before, after)).toEqual([
      'update aws_ebs_volume.data',
      'replace aws_instance.web aws_ebs_volume.data.size',
      'replace aws_volume_attachment.web instance_id',
    ]);
  });

  test('do not depend on the order of a set, nor on that of a policy’s keys', () => {
    const groups = (order: readonly string[]) => ({ web: { ...MACHINE, vpc_security_group_ids: order } });
    const policy = (text: string) => ({ aws_iam_role_policy: { p: { name: 'p', role: 'r', policy: text } } });
    const before = site({ aws_instance: groups(['sg-1', 'sg-2']), ...policy('{"A":"${aws_vpc.net.arn}","B":2}') });
    const after = site({ aws_instance: groups(['sg-2', 'sg-1']), ...policy('{"B":2,"A":"${aws_vpc.net.arn}"}') });
    expect(actions(before, after)).toEqual([]);
  });

  test('end where references run in a circle', () => {
    const circle = (size: string) => ({
      resource: {
        aws_vpc: { a: { cidr_block: '${aws_vpc.b.arn}' }, b: { cidr_block: size, tags: { a: '${aws_vpc.a.arn}' } } },
      },
      locals: { x: '${local.y}', y: '${local.x}' },
    });
    expect(actions(circle('${local.x}'), circle('10.0.0.0/16'))).toContain('replace aws_vpc.b cidr_block');
  });
});

describe('expressions', () => {
  test('are evaluated inside of texts and calls, through locals and variables', () => {
    const named = (name: string) =>
      site(
        { aws_sns_topic: { t: { name: 'shop-${join("-", ["${local.stage}", var.kind])}' } } },
        { locals: { stage: name }, variable: { kind: { default: 'alarms' } } },
      );
    expect(actions(named('live'), named('live'))).toEqual([]);
    expect(actions(named('live'), named('test'))).toEqual(['replace aws_sns_topic.t name']);
  });

  test('in escapes are text', () => {
    const object = (content: string) =>
      site({ aws_s3_object: { o: { bucket: 'b', key: 'k', content } } }, { locals: { x: '1' } });
    expect(actions(object('echo $${local.x}'), object('echo 1'))).toEqual(['update aws_s3_object.o']);
  });

  test('of data sources are known while planning, unless they ask for what is not', () => {
    const withData = (name: string, vpc: Json = NETWORK.aws_vpc) =>
      site(
        { aws_vpc: vpc, aws_instance: { web: { ...MACHINE, ami: '${data.aws_ssm_parameter.image.value}' } } },
        { data: { aws_ssm_parameter: { image: { name, with: '${aws_vpc.net.id}' } } } },
      );
    expect(actions(withData('a'), withData('a'))).toEqual([]);
    expect(actions(withData('a'), withData('b'))).toContain('unknown aws_instance.web');
    const other = { net: { cidr_block: '10.1.0.0/16' } };
    expect(actions(withData('a'), withData('a', other))).toContain('replace aws_instance.web ami subnet_id');
  });
});

test('the new one is made first where a resource says so, and whatever it depends on', () => {
  const configuration = new Configuration(
    site({ aws_instance: { web: { ...MACHINE, lifecycle: { create_before_destroy: true } } } }),
  );
  expect([...createdFirst(configuration)].sort()).toEqual(['aws_instance.web', 'aws_subnet.a', 'aws_vpc.net']);
});

describe('over a state', () => {
  const values = (type: string, name: string, given: Json) => ({
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    values: given,
  });
  const state = new StateValues(
    terraformDocument({
      format_version: '1.0',
      values: {
        root_module: {
          resources: [
            values('aws_vpc', 'net', {
              id: 'vpc-1',
              arn: 'arn:vpc',
              cidr_block: '10.0.0.0/16',
              tags: null,
              tags_all: {},
            }),
            values('aws_subnet', 'a', { ...NETWORK.aws_subnet.a, id: 'subnet-a', vpc_id: 'vpc-1', tags_all: {} }),
            values('aws_subnet', 'b', { ...NETWORK.aws_subnet.b, id: 'subnet-b', vpc_id: 'vpc-1', tags_all: {} }),
            values('aws_instance', 'web', {
              ...MACHINE,
              id: 'i-1',
              subnet_id: 'subnet-a',
              availability_zone: 'eu-central-1a',
              ebs_optimized: false,
              root_block_device: [{ volume_id: 'vol-0', volume_size: 8 }],
              tags_all: {},
            }),
            values('aws_ebs_volume', 'data', {
              ...VOLUME,
              availability_zone: 'eu-central-1a',
              id: 'vol-1',
              iops: 3000,
              tags_all: {},
            }),
            values('aws_volume_attachment', 'web', { ...ATTACHMENT, instance_id: 'i-1', volume_id: 'vol-1' }),
          ],
        },
      },
    }),
  );
  const over = (after: Json): string[] =>
    new Prediction(new Configuration(state.configuration()), new Configuration(after), state)
      .all()
      .filter(({ action }) => action !== 'none')
      .map(({ action, address, replacedBecause }) => [action, address, ...replacedBecause].join(' '));

  test('nothing changes where references lead to what the state says, and AWS chose the rest', () => {
    expect(over(site())).toEqual([]);
  });

  test('changes are told as over a configuration', () => {
    expect(over(site({ aws_ebs_volume: { data: { ...VOLUME, size: 30 } } }))).toEqual(['update aws_ebs_volume.data']);
    expect(over(site({ aws_instance: { web: { ...MACHINE, subnet_id: '${aws_subnet.b.id}' } } }))).toEqual([
      'replace aws_instance.web subnet_id',
      'replace aws_volume_attachment.web instance_id',
    ]);
  });

  test('an expression that cannot be evaluated here leaves it unknown', () => {
    const sized = { ...VOLUME, size: '${max(10, 20)}' };
    expect(over(site({ aws_ebs_volume: { data: sized } }))).toContain('unknown aws_ebs_volume.data');
  });
});
