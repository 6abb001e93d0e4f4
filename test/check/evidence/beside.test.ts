import { verdictOf } from '../../../check/verdict';
import { noteText } from '../../../report/check/notes';
import { renderedAnew, shippedText, synthesized } from '../../helpers/synthesized';
import type { Json } from '../mutants/mutant';

const { stack, serviceGraph } = synthesized(shippedText('08-varnish'));
const claims = { ...serviceGraph, rendered: renderedAnew(stack) };

type Added = Readonly<Record<string, object>>;

/** The stack with resources (`aws_type.name`) and other blocks beside it. */
function beside(added: Added, other: object = {}) {
  const copy: Json = structuredClone(stack);
  for (const [address, body] of Object.entries(added)) {
    const [type = '', name = ''] = address.split('.');
    copy.resource[type] = { ...copy.resource[type], [name]: body };
  }
  Object.assign(copy.locals, (other as Json).locals);
  copy.data = { ...copy.data, ...(other as Json).data };
  return verdictOf(copy, claims);
}

const vpc = '${aws_vpc.network.id}';
const subnet = '${aws_subnet.network_private_a.id}';
const instance = '${aws_instance.web_1.id}';

/** Each is unread, whatever it says. */
test.each<[string, Added, object?]>([
  ['aws_network_acl.n', { 'aws_network_acl.n': { vpc_id: vpc, subnet_ids: [subnet] } }],
  [
    'aws_default_network_acl.n',
    { 'aws_default_network_acl.n': { default_network_acl_id: '${aws_vpc.network.default_network_acl_id}' } },
  ],
  [
    'aws_vpc_dhcp_options_association.d',
    {
      'aws_vpc_dhcp_options.d': { domain_name_servers: ['10.20.0.9'] },
      'aws_vpc_dhcp_options_association.d': { vpc_id: vpc, dhcp_options_id: '${aws_vpc_dhcp_options.d.id}' },
    },
  ],
  [
    'aws_vpc_endpoint.e',
    {
      'aws_vpc_endpoint.e': {
        vpc_id: vpc,
        service_name: 'com.amazonaws.eu-central-1.ssm',
        vpc_endpoint_type: 'Interface',
        private_dns_enabled: true,
      },
    },
  ],
  [
    'aws_vpc_endpoint_policy.p',
    { 'aws_vpc_endpoint_policy.p': { vpc_endpoint_id: '${aws_vpc_endpoint.network_s3.id}', policy: '{}' } },
  ],
  [
    'aws_iam_role_policies_exclusive.e',
    { 'aws_iam_role_policies_exclusive.e': { role_name: '${aws_iam_role.web_role.name}', policy_names: [] } },
  ],
  [
    'aws_iam_policy_attachment.p',
    {
      'aws_iam_policy_attachment.p': {
        roles: ['${aws_iam_role.web_role.name}'],
        policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      },
    },
  ],
  [
    'aws_iam_role_policy_attachment.p',
    {
      'aws_iam_role_policy_attachment.p': {
        role: '${aws_iam_role.web_role.name}',
        policy_arn: 'arn:aws:iam::aws:policy/AWSDenyAll',
      },
    },
  ],
  [
    'aws_iam_role_policy.p',
    { 'aws_iam_role_policy.p': { role: '${aws_iam_role.web_role.id}', policy: '${file("policy.json")}' } },
  ],
  ['aws_kms_grant.g', { 'aws_kms_grant.g': { grantee_principal: '${aws_iam_role.web_role.arn}' } }],
  ['aws_ec2_instance_state.s', { 'aws_ec2_instance_state.s': { instance_id: instance, state: 'stopped' } }],
  [
    'aws_wafv2_web_acl_association.w',
    {
      'aws_wafv2_web_acl_association.w': { resource_arn: '${aws_cloudfront_distribution.media.arn}', web_acl_arn: 'x' },
    },
  ],
  [
    'aws_volume_attachment.v',
    { 'aws_volume_attachment.v': { instance_id: instance, volume_id: 'vol-1', device_name: '/dev/sdg' } },
  ],
  ['aws_eip.e', { 'aws_eip.e': { instance } }],
  ['aws_eip_association.e', { 'aws_eip_association.e': { instance_id: instance, allocation_id: 'eipalloc-1' } }],
  [
    'aws_network_interface_sg_attachment.a',
    {
      'aws_network_interface_sg_attachment.a': {
        security_group_id: 'sg-1',
        network_interface_id: '${aws_instance.web_1.primary_network_interface_id}',
      },
    },
  ],
  [
    'aws_network_interface.i',
    { 'aws_network_interface.i': { subnet_id: subnet, attachment: { instance, device_index: 1 } } },
  ],
  [
    'aws_vpc_security_group_rules_exclusive.r',
    {
      'aws_vpc_security_group_rules_exclusive.r': {
        security_group_id: '${aws_security_group.web_firewall.id}',
        ingress_rule_ids: [],
      },
    },
  ],
  [
    'aws_route.r',
    { 'aws_route.r': { route_table_id: '${aws_route_table.network_public.id}', destination_ipv6_cidr_block: '::/0' } },
  ],
  [
    'aws_route_table_association.r',
    { 'aws_route_table_association.r': { subnet_id: subnet, route_table_id: 'rtb-1' } },
  ],
  [
    'aws_s3_object.o',
    { 'aws_s3_object.o': { bucket: '${aws_s3_bucket.bucket.id}', key: 'nodes/web-1.yaml', content: 'x' } },
  ],
  ['aws_s3_bucket_policy.p', { 'aws_s3_bucket_policy.p': { bucket: '${aws_s3_bucket.bucket.id}', policy: '{}' } }],
  ['aws_nat_gateway.n', { 'aws_nat_gateway.n': { subnet_id: subnet, allocation_id: '${aws_eip.address.id}' } }],
  ['aws_ec2_tag.t', { 'aws_ec2_tag.t': { resource_id: instance, key: 'nospof:bucket', value: 'x' } }],
  ['aws_route53_zone.z', { 'aws_route53_zone.z': { name: 'amazonaws.com', vpc: { vpc_id: vpc } } }],
  [
    'aws_ssm_association.a',
    { 'aws_ssm_association.a': { name: 'AWS-RunShellScript', targets: [{ key: 'tag:nospof:tier', values: ['db'] }] } },
  ],
  [
    'null_resource.n',
    { 'null_resource.n': { triggers: { id: instance }, provisioner: [{ 'local-exec': { command: 'x' } }] } },
  ],
  [
    'aws_network_acl.n',
    { 'aws_network_acl.n': { vpc_id: '${local.net}' } },
    { locals: { net: '${local.inner}', inner: vpc } },
  ],
  [
    'aws_kms_grant.g',
    { 'aws_kms_grant.g': { grantee_principal: '${data.aws_iam_role.r.arn}' } },
    { data: { aws_iam_role: { r: { name: '${aws_iam_role.web_role.name}' } } } },
  ],
])('%s is named, and the verdict is not green', (...[address, added, other]) => {
  const { holds, known, unknown } = beside(added, other);
  expect({ holds, zone: known.zone === 'yes' }).toEqual({ holds: false, zone: false });
  expect(unknown.map(noteText).join('\n')).toContain(address);
});

test.each<[string, Added]>([
  [
    'a name that leads to the site',
    {
      'aws_route53_record.www': {
        zone_id: 'Z1',
        name: 'www.example.com',
        type: 'A',
        ttl: 60,
        records: ['${aws_eip.address.public_ip}'],
      },
    },
  ],
  [
    'a machine in its network',
    {
      'aws_instance.bastion': { ami: 'ami-1', instance_type: 't3.nano', subnet_id: subnet, private_ip: '10.20.18.77' },
    },
  ],
  ['a subnet of its own', { 'aws_subnet.other': { vpc_id: vpc, cidr_block: '10.20.248.0/24' } }],
  [
    'a security group, and a rule of ours that opens',
    {
      'aws_security_group.s': { vpc_id: vpc },
      'aws_vpc_security_group_ingress_rule.s': {
        security_group_id: '${aws_security_group.web_firewall.id}',
        referenced_security_group_id: '${aws_security_group.s.id}',
        ip_protocol: 'tcp',
        from_port: 80,
        to_port: 80,
      },
    },
  ],
  ['an alarm', { 'aws_cloudwatch_metric_alarm.cpu': { dimensions: { InstanceId: instance } } }],
  ['a value', { 'aws_ssm_parameter.p': { name: '/team/url', type: 'String', value: '${aws_eip.address.public_ip}' } }],
  [
    'a right more',
    {
      'aws_iam_role_policy_attachment.p': {
        role: '${aws_iam_role.web_role.name}',
        policy_arn: 'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy',
      },
    },
  ],
  [
    'what has nothing to do with it',
    { 'aws_s3_bucket.pictures': { bucket: 'pictures' }, 'aws_vpc.other': { cidr_block: '10.9.0.0/16' } },
  ],
  [
    'what gives nothing',
    { 'aws_network_acl.n': { count: 0, vpc_id: vpc }, 'aws_network_acl.m': { for_each: '${toset([])}', vpc_id: vpc } },
  ],
])('%s is a bystander', (_, added) => {
  const { outcome, gaps, unknown } = beside(added);
  expect({ outcome, gaps, unknown }).toEqual({ outcome: 'holds', gaps: [], unknown: [] });
});

test('what gives nothing is not there, be it our own', () => {
  const copy: Json = structuredClone(stack);
  copy.resource.aws_instance.db_2.count = 0;
  expect(verdictOf(copy, serviceGraph).gaps).toContainEqual(
    expect.objectContaining({ code: 'no-such-member', subject: 'aws_instance.db_2' }),
  );
});
