import { examineInferred } from '../../../check/inferred/examine';
import { noteText } from '../../../report/check/notes';
import { singleModule } from '../../../terraform/hcl/source-module';
import { sourceStack } from '../../../terraform/hcl/source-stack';
import { opening } from './network';

/** Verdict on a configuration: single points with the way of their loss, the headline's answer, and the notes' text. */
function judged(content: object) {
  const provider = [{ region: 'eu-west-1' }, { alias: 'other', region: 'ap-south-1' }];
  const configuration = { provider: { aws: provider }, ...content };
  const { stack, unread } = sourceStack(singleModule([{ name: 'main.tf.json', content: configuration }]));
  const { verdict } = examineInferred(stack, { site: 'site', survives: 'zone', unread });
  return {
    outcome: verdict.outcome,
    points: verdict.goals.flatMap(({ singlePoints }) => singlePoints.map(({ path }) => path.join(' → '))),
    zones: verdict.elements.filter((one) => one.class === 'zone').map(({ element }) => element),
    details: verdict.unknown.flatMap(({ detail }) => detail ?? []),
    notes: verdict.unknown.map(noteText),
  };
}

/** A classic load balancer before two machines, each in its own of some subnets. */
const PAIR = {
  aws_instance: { page: { count: 2, subnet_id: '${aws_subnet.here[count.index].id}' } },
  aws_elb: {
    front: {
      subnets: '${aws_subnet.here[*].id}',
      instances: '${aws_instance.page[*].id}',
      listener: { lb_port: 80, instance_port: 8080 },
    },
  },
};

const subnet = (zone: object, more: object = {}) => ({ vpc_id: 'vpc-7', cidr_block: '10.7.0.0/24', ...zone, ...more });

describe('zones', () => {
  test.each([
    ['sorted', '${sort(data.aws_availability_zones.all.zone_ids)}'],
    ['sorted after a cut', '${sort(slice(data.aws_availability_zones.all.zone_ids, 1, 3))}'],
    ['cut after a sort', '${slice(sort(data.aws_availability_zones.all.zone_ids), 0, 2)}'],
  ])('%s are as many as before', (_what, chosen) => {
    const here = subnet({ availability_zone_id: '${local.chosen[count.index]}' }, { count: 2 });
    const found = judged({
      data: { aws_availability_zones: { all: {} } },
      locals: { chosen },
      resource: { ...PAIR, aws_subnet: { here } },
    });
    expect(found).toMatchObject({ outcome: 'holds', points: [] });
  });

  test('are known by a list of zones, whatever a second list of another region, or of the same one, says', () => {
    const here = subnet({ availability_zone: '${data.aws_availability_zones.near.names[count.index]}' }, { count: 2 });
    const from = (list: string, more: object = {}) => subnet({ availability_zone: `\${${list}}` }, more);
    const judge = (data: object, there: object) =>
      judged({ data: { aws_availability_zones: data }, resource: { ...PAIR, aws_subnet: { here, there } } });
    const abroad = { provider: '${aws.other}' };
    const near = [0, 1].map((index) => `data.aws_availability_zones.near.names[${index}]`);
    const far = judge({ near: {}, far: abroad }, from('data.aws_availability_zones.far.names[0]', abroad));
    expect(far).toMatchObject({ outcome: 'holds', points: [], zones: near });
    const again = judge({ near: {}, again: {} }, from('data.aws_availability_zones.again.names[0]'));
    expect(again).toMatchObject({ outcome: 'holds', points: [] });
  });
});

test('a board for people, beside a sound pair whose rules are made for each group, is not on the visitors’ way', () => {
  const inside = (name: string) => [`\${aws_security_group.of["${name}"].id}`];
  const found = judged({
    locals: { zones: ['eu-west-1b', 'eu-west-1c'] },
    resource: {
      aws_security_group: { of: { for_each: '${toset(["page", "board"])}' } },
      aws_vpc_security_group_egress_rule: {
        out: {
          for_each: '${aws_security_group.of}',
          security_group_id: '${each.value.id}',
          cidr_ipv4: '0.0.0.0/0',
          ip_protocol: '-1',
        },
      },
      aws_vpc_security_group_ingress_rule: {
        in: {
          for_each: { page: 80, board: 9090 },
          security_group_id: '${aws_security_group.of[each.key].id}',
          cidr_ipv4: '0.0.0.0/0',
          ip_protocol: 'tcp',
          from_port: '${each.value}',
          to_port: '${each.value}',
        },
      },
      aws_instance: {
        page: {
          count: 2,
          availability_zone: '${local.zones[count.index]}',
          vpc_security_group_ids: inside('page'),
        },
        board: {
          availability_zone: '${local.zones[0]}',
          associate_public_ip_address: true,
          vpc_security_group_ids: inside('board'),
        },
      },
      aws_elb: {
        front: {
          availability_zones: '${local.zones}',
          security_groups: inside('page'),
          instances: '${aws_instance.page[*].id}',
          listener: { lb_port: 80, instance_port: 80 },
        },
      },
    },
  });
  expect(found).toMatchObject({ outcome: 'holds', points: [], zones: ['eu-west-1b', 'eu-west-1c'] });
});

test('names are shown as they are written, and each note in one line', () => {
  const { points, notes, details } = judged({
    data: { aws_availability_zones: { open: {} } },
    resource: {
      aws_security_group: { web: opening(80) },
      aws_instance: {
        one: {
          availability_zone: '${data.aws_availability_zones.open.names[0]}',
          associate_public_ip_address: true,
          vpc_security_group_ids: ['${aws_security_group.web.id}'],
        },
      },
      aws_route53_record: {
        proof: {
          for_each:
            '${{\n  # each name once\n  for one in aws_acm_certificate.c.domain_validation_options :\n  one.domain_name => one\n}}',
          zone_id: 'Z7',
          name: '${each.value.resource_record_name}',
          type: 'CNAME',
          records: ['${each.value.resource_record_value}'],
        },
      },
      aws_acm_certificate: { c: { domain_name: 'shop.example' } },
    },
  });
  expect(points).toContain('data.aws_availability_zones.open.names[0] → one → serve');
  expect(points.join()).not.toMatch(/[{}]/);
  const proof = notes.find((note) => note.startsWith('how many'));
  expect(proof).toMatch(
    /^how many aws_route53_record\.proof there are: for_each is \$\{\{ for one in .+; assumed: one$/,
  );
  expect([...notes, ...details].filter((note) => note.includes('\n'))).toEqual([]);
});
