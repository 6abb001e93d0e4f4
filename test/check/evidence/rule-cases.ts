import { at, type Json, localOf, remove } from '../mutants/mutant';
import type { stages } from './gap-cases';

/** Takes away what a rule looks for. */
export interface Removal {
  readonly stage: keyof typeof stages;
  readonly change: (stack: Json) => void;
}

const told = (address: string, from: string | RegExp, to: string) => (stack: Json) => {
  const local = localOf(stack, address);
  stack.locals[local] = stack.locals[local].replace(from, () => to);
};
const set = (address: string, key: string, value: unknown) => (stack: Json) => {
  at(stack, address)[key] = value;
};
const add = (address: string, body: Json) => (stack: Json) => {
  const [type = '', name = ''] = address.split('.');
  stack.resource[type] = { ...stack.resource[type], [name]: body };
};
const both =
  (...changes: readonly ((stack: Json) => void)[]) =>
  (stack: Json) => {
    for (const change of changes) change(stack);
  };
/** Denies a role something. */
const denied = (tier: string, action: string, resource: string) => (stack: Json) => {
  const body = at(stack, `aws_iam_role_policy.${tier}_role_policy`);
  const policy = JSON.parse(body.policy);
  policy.Statement.push({ Effect: 'Deny', Action: action, Resource: resource });
  body.policy = JSON.stringify(policy);
};
const media = (change: (body: Json) => void) => (stack: Json) => change(at(stack, 'aws_cloudfront_distribution.media'));
const expiry = (bucket: string, rule: Json) =>
  add(`aws_s3_bucket_lifecycle_configuration.${bucket}_more`, {
    bucket: `\${aws_s3_bucket.${bucket}.id}`,
    rule: [{ id: 'more', status: 'Enabled', filter: [{ prefix: '' }], ...rule }],
  });

const W1 = 'aws_instance.web_1';
const B1 = 'aws_instance.balancer_1';
const D1 = 'aws_instance.db_1';
const U1 = 'aws_instance.uploads_1';
const RECORD = 'aws_route53_record.balancer_1_record';
const HEALTH = 'aws_route53_health_check.balancer_1_health';
const KEEPALIVED = /unicast_src_ip \S+/;
const PARAMETER = 'arn:aws:ssm:*:*:parameter/*';

const whole: readonly ((stack: Json) => void)[] = [
  set(B1, 'secondary_private_ips', ['10.20.193.108']),
  set(W1, 'private_ip', '10.20.0.1'),
  set('aws_subnet.network_private_a', 'cidr_block', '10.20.32.0/20'),
  set('aws_subnet.network_private_a', 'cidr_block', '10.99.0.0/19'),
  denied('web', 's3:GetObject', '*'),
  denied('web', 's3:GetObject', '*/nodes/*'),
  set('aws_ebs_volume.db_1_data', 'availability_zone', undefined),
  (stack) => delete at(stack, W1).tags['nospof:bucket'],
  (stack) => {
    for (const body of Object.values<Json>(stack.resource.aws_s3_object)) body.storage_class = 'GLACIER';
  },
  expiry('bucket', { expiration: [{ days: 30 }] }),
  expiry('media_store', { expiration: [{ days: 30 }] }),
  expiry('media_store', { transition: [{ days: 30, storage_class: 'GLACIER' }] }),
  media((body) =>
    Object.assign(body.restrictions.geo_restriction, { restriction_type: 'whitelist', locations: ['DE'] }),
  ),
  media((body) => Object.assign(body.default_cache_behavior, { trusted_signers: ['self'] })),
  media((body) => Object.assign(body.default_cache_behavior, { allowed_methods: ['HEAD'] })),
  media((body) => Object.assign(body, { staging: true })),
  media((body) => Object.assign(body, { aliases: ['media.example.com'] })),
  media((body) => Object.assign(body, { web_acl_id: 'arn:aws:wafv2:us-east-1:000000000000:global/webacl/x/y' })),
  media((body) =>
    Object.assign(body, { ordered_cache_behavior: [{ path_pattern: '/x/*', target_origin_id: 'media' }] }),
  ),
  set('aws_route_table_association.network_public_a_association', 'subnet_id', '${aws_subnet.network_public_b.id}'),
  set('aws_subnet.network_private_a', 'vpc_id', 'vpc-1'),
  told(W1, /^ +serve nospof-health\.timer restart\n/m, ''),
  (stack) => remove(stack, 'aws_vpc_security_group_ingress_rule.balancer_firewall_from_balancer_vrrp'),
  (stack) => Object.assign(at(stack, W1).metadata_options, { http_endpoint: 'disabled' }),
  (stack) => Object.assign(at(stack, B1).metadata_options, { instance_metadata_tags: 'disabled' }),
  (stack) => delete at(stack, B1).tags['nospof:address-ip'],
  set(W1, 'instance_type', 't4g.small'),
  set(D1, 'ephemeral_block_device', [{ device_name: '/dev/sdg', virtual_name: 'ephemeral0' }]),
  told(B1, KEEPALIVED, 'unicast_src_ip 10.20.193.109'),
  told(B1, ' - path: /usr/local/sbin/nospof-address\n', ' - path: /usr/local/sbin/other-address\n'),
  told(B1, 'aws ec2 associate-address', 'aws ec2 describe-addresses'),
  set(B1, 'secondary_private_ips', ['10.20.197.109']),
  told(B1, 'ExecStart=/usr/local/sbin/nospof-address\n', 'ExecStart=/bin/true\n'),
  (stack) => delete at(stack, B1).tags['nospof:address-id'],
  denied('balancer', 'ec2:AssociateAddress', '${aws_eip.address.arn}'),
  denied('balancer', 'ec2:AssociateAddress', 'arn:aws:ec2:*:*:instance/*'),
  denied('balancer', 'ec2:AssociateAddress', 'arn:aws:ec2:*:*:network-interface/*'),
  set('aws_eip.address', 'instance', '${aws_instance.web_1.id}'),
  told(D1, 'provider: corosync_votequorum', 'provider: corosync_votequorum\n      two_node: 1'),
  told(D1, 'name="promotable" value="true"', 'name="promotable" value="false"'),
  told(D1, 'name="stonith-enabled" value="true"', 'name="stonith-enabled" value="false"'),
  told(D1, /^ +cibadmin --replace .*\n/m, ''),
  told(D1, 'read_only = ON\n', 'read_only = OFF\n'),
  told(D1, 'AFTER_SYNC', 'AFTER_COMMIT'),
  denied('db', 'ec2:StopInstances', '*'),
  told(U1, ' - path: /usr/local/sbin/nospof-gluster\n', ' - path: /usr/local/sbin/other-gluster\n'),
  told(U1, /layout=\(replica \d[^)]*\)/, 'layout=()'),
  told(U1, 'cluster.quorum-type: auto', 'cluster.quorum-type: none'),
  told(U1, 'do /usr/local/sbin/nospof-gluster; sleep', 'do /bin/true; sleep'),
  denied('web', 'ssm:GetParameter', PARAMETER),
  // What cloud-init is told.
  told(W1, 'hostname: web-1', 'hostname: web'),
  told(W1, 'package_update: true\n', ''),
  told(W1, /^ - \/usr\/local\/sbin\/nospof-setup .*\n/m, ' - /bin/true\n'),
  told(
    W1,
    /(- path: \/usr\/local\/sbin\/nospof-files\n) +permissions: "0755"\n/,
    '- path: /usr/local/sbin/nospof-files\n',
  ),
  told(W1, /(- path: \/usr\/local\/lib\/nospof\/lib\.sh\n) +defer: true\n/, '- path: /usr/local/lib/nospof/lib.sh\n'),
  told(W1, 'exit 101', 'exit 0'),
  told(W1, / - haproxy\n/, ''),
  told(D1, / - mariadb-server\n/, ''),
  told(D1, / - corosync\n/, ''),
  // Scripts.
  told(W1, /^ +fi\n/m, ''),
  told(W1, /^ +new_imds_token\(\) \{$/m, '    new_token() {'),
  told(W1, 'local token\n', 'local other\n'),
  told(W1, ' - path: /usr/local/sbin/nospof-renew\n', ' - path: /usr/local/sbin/nospof-other\n'),
  told(W1, 'for step in /usr', 'for each in /usr'),
  // Units.
  told(B1, '[Service]\n', '[Servic]\n'),
  told(B1, '    [Unit]\n', ''),
  told(B1, 'RestartSec=1\n', 'RestartSecs=1\n'),
  told(B1, 'RestartSec=1\n', 'RestartSec=soon\n'),
  told(B1, /ExecStart=\/usr\/local\/sbin\/nospof-address\n/, ''),
  told(
    B1,
    /(ExecStart=\/usr\/local\/sbin\/nospof-address\n) +Restart=always\n/,
    'ExecStart=/usr/local/sbin/nospof-address\n',
  ),
  told(B1, / +OnBootSec=300\n +OnUnitInactiveSec=60\n/, ''),
  told(B1, / +OnUnitInactiveSec=60\n/, ''),
  told(
    B1,
    ' - path: /etc/systemd/system/nospof-follow.service\n',
    ' - path: /etc/systemd/system/nospof-other.service\n',
  ),
  told(D1, / +ListenStream=4444\n/, ''),
  told(
    D1,
    ' - path: /etc/systemd/system/nospof-db-copy@.service\n',
    ' - path: /etc/systemd/system/nospof-other@.service\n',
  ),
  told(B1, 'ExecStart=/usr/local/sbin/nospof-health\n', 'ExecStart=/usr/local/sbin/nospof-other\n'),
  told(B1, 'serve nospof-address restart', 'serve nospof-elsewhere restart'),
  told(D1, 'WantedBy=sockets.target\n', 'WantedBy=\n'),
];

const nfs: readonly ((stack: Json) => void)[] = [
  told(W1, / +What=[\d.]+:\/\n/, ''),
  told(W1, /Where=\/srv\/uploads\n/, 'Where=/srv/elsewhere\n'),
  told(W1, ' - path: /etc/systemd/system/srv-uploads.mount\n', ' - path: /etc/systemd/system/srv-other.mount\n'),
];

const dns: readonly ((stack: Json) => void)[] = [
  (stack) => remove(stack, RECORD),
  set(RECORD, 'multivalue_answer_routing_policy', undefined),
  both(set(HEALTH, 'type', 'CALCULATED')),
  set(HEALTH, 'disabled', true),
  set(HEALTH, 'invert_healthcheck', true),
  set(HEALTH, 'port', 8080),
  set(HEALTH, 'resource_path', '/elsewhere'),
  set(RECORD, 'type', 'AAAA'),
  both(
    set(RECORD, 'multivalue_answer_routing_policy', undefined),
    set(RECORD, 'weighted_routing_policy', { weight: 0 }),
    set(RECORD, 'failover_routing_policy', { type: 'PRIMARY' }),
  ),
  both(
    add('aws_route53_zone.inner', { name: 'example.com', vpc: { vpc_id: '${aws_vpc.network.id}' } }),
    set(RECORD, 'zone_id', '${aws_route53_zone.inner.zone_id}'),
  ),
  (stack) => {
    at(stack, RECORD).set_identifier = at(stack, 'aws_route53_record.balancer_2_record').set_identifier;
  },
];

const parameter = ({ locals }: Json) => {
  for (const local of Object.keys(locals).filter((name) => /^web_\d+_machine$/.test(name)))
    locals[local] = locals[local].replace(
      '    secret_create web/secret',
      '    parameter_file /shop/key /etc/nospof/secrets/env/KEY\n    secret_create web/secret',
    );
};

/** Beside the cases of gaps: what brings each of the other sentences about. */
export const REMOVALS: readonly Removal[] = [
  ...whole.map((change): Removal => ({ stage: 'whole', change })),
  ...dns.map((change): Removal => ({ stage: 'dns', change })),
  ...nfs.map((change): Removal => ({ stage: 'nfs', change })),
  { stage: 'whole', change: parameter },
  { stage: 'builds', change: denied('web', 's3:GetObject', 'arn:aws:s3:::builds/*') },
  { stage: 'django', change: denied('web', 's3:GetObject', '*/once/*') },
];
