import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GapCode } from '../../../check/evidence/gap';
import { PROJECT, shippedText, synthesized } from '../../helpers/synthesized';
import { at, type Json, localOf, remove } from '../mutants/mutant';

/** The stacks that cases change. */
export const stages = {
  nfs: synthesized(shippedText('04-load-balancer-pair')),
  dns: synthesized(shippedText('04b-dns-and-routes')),
  arbiter: synthesized(
    shippedText('05-glusterfs').replace('nodes: 3, storageGiB: 20', 'arbiter: true, storageGiB: 400'),
  ),
  // So small that the arbiter has more inodes than it needs.
  smallArbiter: synthesized(
    shippedText('05-glusterfs').replace('nodes: 3, storageGiB: 20', 'arbiter: true, storageGiB: 10'),
  ),
  alone: synthesized(
    shippedText('04-load-balancer-pair').replace('{ kind: haproxy, nodes: 2,', '{ kind: haproxy, nodes: 1,'),
  ),
  galera: synthesized(shippedText('06b-galera')),
  django: synthesized(readFileSync(join(PROJECT, 'test/fixtures/topologies/django.yaml'), 'utf8')),
  whole: synthesized(shippedText('08-varnish')),
  builds: synthesized(
    shippedText('08-varnish').replace('kind: web\n', 'kind: web\n    application: s3://builds/shop/latest.tar\n'),
  ),
};

/** Changes the text of a machine's configuration. */
const told = (address: string, from: string | RegExp, to: string) => (stack: Json) => {
  const local = localOf(stack, address);
  stack.locals[local] = stack.locals[local].replace(from, to);
};
const set = (address: string, key: string, value: unknown) => (stack: Json) => {
  at(stack, address)[key] = value;
};
/** The same change on both machines of a tier, of which neither is then unlike the other. */
const everywhere = (tier: string, from: string | RegExp, to: string) => (stack: Json) => {
  for (const number of [1, 2]) told(`aws_instance.${tier}_${number}`, from, to)(stack);
};
const without = (address: string) => (stack: Json) => remove(stack, address);

const denied = (sid: string, tier: string) => (stack: Json) => {
  const body = at(stack, `aws_iam_role_policy.${tier}_role_policy`);
  body.policy = body.policy.replace(`"Sid":"${sid}","Effect":"Allow"`, `"Sid":"${sid}","Effect":"Deny"`);
};

export type Case = readonly [
  code: GapCode,
  subject: string,
  lookedFor: string,
  stage: keyof typeof stages,
  change: (stack: Json) => void,
];

/** The state of stages before they had addresses of their own: EC2 draws one, and a stop of whoever has the site's takes it. */
const drawn = without('aws_eip_association.balancer_2_address_association');
const OWN_ADDRESS = 'an Elastic IP of its own at its first private address, which no stop takes';

/** Each kind of missing evidence: who lacks it, what was looked for, and how it came to be missing. */
export const CASES: readonly Case[] = [
  [
    'address-taken',
    'web_1',
    'the address 10.20.18.32 for itself',
    'whole',
    set('aws_instance.uploads_1', 'private_ip', '10.20.18.32'),
  ],
  ['no-takeover', 'balancer_2', OWN_ADDRESS, 'whole', drawn],
  [
    'no-takeover',
    'balancer_2',
    OWN_ADDRESS,
    'whole',
    set('aws_eip_association.balancer_2_address_association', 'private_ip_address', '10.20.205.108'),
  ],
  [
    'no-takeover',
    'balancer_2',
    OWN_ADDRESS,
    'whole',
    set('aws_eip_association.balancer_2_address_association', 'allocation_id', '${aws_eip.address.allocation_id}'),
  ],
  [
    'no-takeover',
    'balancer_2',
    OWN_ADDRESS,
    'whole',
    set(
      'aws_eip_association.balancer_2_address_association',
      'allocation_id',
      '${aws_eip.balancer_1_address.allocation_id}',
    ),
  ],
  [
    'no-takeover',
    'balancer_2',
    "the right to ec2:AssociateAddress on this tier's network interfaces",
    'whole',
    without('aws_ec2_tag.balancer_2_interface'),
  ],
  ['closed-to-visitors', 'balancer_1', 'an Elastic IP', 'alone', without('aws_ec2_tag.balancer_1_interface')],
  [
    'closed-to-visitors',
    'balancer_1',
    'an Elastic IP',
    'alone',
    without('aws_eip_association.balancer_1_address_association'),
  ],
  ['no-such-member', 'db_3', 'aws_instance.db_3', 'whole', without('aws_instance.db_3')],
  [
    'unknown-zone',
    'web_1',
    'an availability zone',
    'whole',
    (stack) => delete at(stack, 'aws_subnet.network_private_a').availability_zone,
  ],
  [
    'address-outside-subnet',
    'web_1',
    'the address 10.20.18.32',
    'whole',
    set('aws_subnet.network_private_a', 'cidr_block', '10.20.96.0/19'),
  ],
  ['no-volume', 'db_1', 'an attached data volume', 'whole', without('aws_volume_attachment.db_1_data_attachment')],
  [
    'no-volume',
    'db_1',
    'a volume in the zone of db_1, eu-central-1a',
    'whole',
    set('aws_ebs_volume.db_1_data', 'availability_zone', 'eu-central-1b'),
  ],
  [
    'unreadable-configuration',
    'web_1',
    'its configuration',
    'whole',
    set('aws_instance.web_1', 'user_data_base64', '${base64gzip(file("x"))}'),
  ],
  [
    'wrong-configuration',
    'web_2',
    'the configuration of shop-web-2',
    'whole',
    set('aws_instance.web_2', 'user_data_base64', '${base64gzip(local.web_1_machine)}'),
  ],
  [
    'peer-drift',
    'web_2',
    "the step 'serve apache2 reload /etc/apache2/apache2.conf', as all its peers have it",
    'whole',
    told('aws_instance.web_2', /^.*serve apache2.*\n/m, ''),
  ],
  [
    'wrong-configuration',
    'web_2',
    'the configuration of web_2',
    'whole',
    set('aws_s3_object.web_2_configuration', 'content', '${local.web_1_machine}'),
  ],
  [
    'wrong-configuration',
    'web_2',
    'its configuration, nodes/web-2.yaml',
    'whole',
    without('aws_s3_object.web_2_configuration'),
  ],
  [
    'wrong-configuration',
    'web_2',
    'its configuration, nodes/web-2.yaml',
    'whole',
    (stack) => {
      at(stack, 'aws_instance.web_2').tags['nospof:bucket'] = '${aws_s3_bucket.media_store.id}';
    },
  ],
  [
    'no-network',
    'db_1',
    'the security group aws_security_group.db_firewall',
    'whole',
    without('aws_security_group.db_firewall'),
  ],
  [
    'no-network',
    'db_1',
    'a security group in aws_vpc.network',
    'whole',
    set('aws_security_group.db_firewall', 'vpc_id', '${aws_vpc.other.id}'),
  ],
  ['no-network', 'web_1', 'enable_dns_support', 'whole', set('aws_vpc.network', 'enable_dns_support', false)],
  [
    'no-right',
    'web_1',
    'the right to ssm:GetParameter on secret db/site',
    'whole',
    set('aws_iam_role.web_role', 'assume_role_policy', '{"Statement":[]}'),
  ],
  [
    'no-egress',
    'web_2',
    'a route to the internet',
    'whole',
    set('aws_nat_gateway.network_nat_b', 'allocation_id', '${aws_eip.network_nat_a_address.id}'),
  ],
  [
    'not-named',
    'balancer_1',
    '10.20.50.32 (web_2)',
    'whole',
    everywhere('balancer', 'server web-2 10.20.50.32:80', 'server web-2 10.20.18.32:80'),
  ],
  [
    'not-named',
    'balancer_1',
    '10.20.50.32 (web_2)',
    'whole',
    everywhere('balancer', 'server web-2 10.20.50.32:80', 'server web-2 10.20.50.32:80 disabled'),
  ],
  [
    'not-named',
    'pagecache_1',
    '10.20.50.32 (web_2)',
    'whole',
    everywhere('pagecache', /^.*web\.add_backend\(web-2\);\n/m, ''),
  ],
  [
    'no-health-check',
    'balancer_1',
    'a health check: / is no page that web_1 answers by itself',
    'whole',
    everywhere('balancer', /option httpchk GET \/health/g, 'option httpchk GET /'),
  ],
  [
    'no-health-check',
    'pagecache_1',
    'a health check: / is no page that web_1 answers by itself',
    'whole',
    everywhere('pagecache', '.url = "/health"', '.url = "/"'),
  ],
  [
    'no-health-check',
    'web_1',
    'a health check: listen write asks for /read, not for /write',
    'whole',
    everywhere('web', 'httpchk GET /write', 'httpchk GET /read'),
  ],
  [
    'no-takeover',
    'balancer_1',
    'another priority than balancer_2 has',
    'whole',
    told('aws_instance.balancer_1', /priority \d+/, 'priority 190'),
  ],
  [
    'no-quorum',
    'db_2',
    'another number than db_1 has',
    'whole',
    told('aws_instance.db_2', 'server_id = 2', 'server_id = 1'),
  ],
  [
    'no-quorum',
    'db_2',
    'another number than db_1 has',
    'galera',
    told('aws_instance.db_2', 'server_id = 2', 'server_id = 1'),
  ],
  [
    'no-right',
    'web_1',
    'the right to ssm:GetParameter on secret db/site',
    'whole',
    without('aws_iam_role_policy.web_role_policy'),
  ],
  [
    'no-right',
    'web_1',
    'the right to s3:GetObject on the application in aws_s3_bucket.bucket',
    'whole',
    denied('Application', 'web'),
  ],
  [
    'no-right',
    'web_1',
    'the right to s3:GetObject on the application in s3://builds',
    'builds',
    denied('Application', 'web'),
  ],
  ['no-egress', 'web_2', 'a route to the internet', 'whole', without('aws_route.network_private_b_default')],
  [
    'no-egress',
    'web_1',
    'port 443 to the internet, open',
    'whole',
    without('aws_vpc_security_group_egress_rule.web_firewall_to_internet_443'),
  ],
  [
    'closed-to-visitors',
    'balancer_1',
    'port 443 of balancer_1, open to visitors',
    'whole',
    without('aws_vpc_security_group_ingress_rule.balancer_firewall_from_internet_443'),
  ],
  [
    'closed-to-visitors',
    'balancer_1',
    'an Elastic IP',
    'dns',
    without('aws_eip_association.balancer_1_address_association'),
  ],
  [
    'closed-port',
    'web_1',
    'port 9200 from web_1 to db_1',
    'whole',
    without('aws_vpc_security_group_ingress_rule.db_firewall_from_web_9200'),
  ],
  [
    'closed-port',
    'balancer_1',
    'VRRP (IP protocol 112) from balancer_1 to balancer_2',
    'whole',
    without('aws_vpc_security_group_egress_rule.balancer_firewall_to_balancer_vrrp'),
  ],
  [
    'closed-port',
    'db_1',
    'udp port 5405 from db_1 to db_2',
    'whole',
    without('aws_vpc_security_group_ingress_rule.db_firewall_from_db_udp_5405'),
  ],
  [
    'not-named',
    'balancer_2',
    '10.20.18.32 (web_1)',
    'whole',
    told('aws_instance.balancer_2', /^.*server web-1 10.20.18.32:80\n/m, ''),
  ],
  [
    'not-named',
    'web_1',
    '10.20.34.96 (sessions_2)',
    'whole',
    told('aws_instance.web_1', '"10.20.34.96:11211"', '"10.20.34.97:11211"'),
  ],
  [
    'not-named',
    'media',
    'a reference to aws_s3_bucket.media_store',
    'whole',
    set('aws_cloudfront_distribution.media', 'origin', []),
  ],
  [
    'not-named',
    'media',
    'a reference to aws_s3_bucket.media_store',
    'whole',
    (stack) => {
      at(stack, 'aws_cloudfront_distribution.media').default_cache_behavior.target_origin_id = 'other';
    },
  ],
  ['closed-to-visitors', 'media', 'enabled', 'whole', set('aws_cloudfront_distribution.media', 'enabled', false)],
  [
    'no-right',
    'media',
    'the right to s3:GetObject on aws_s3_bucket.media_store',
    'whole',
    without('aws_s3_bucket_policy.media_store_policy'),
  ],
  [
    'no-right',
    'media',
    'the right to s3:GetObject on aws_s3_bucket.media_store',
    'whole',
    without('aws_cloudfront_origin_access_control.media_access'),
  ],
  ['not-admitted', 'web_2', '10.20.50.32 (web_2)', 'nfs', told('aws_instance.files_1', '10.20.50.32', '10.20.50.33')],
  [
    'no-health-check',
    'balancer_1',
    "a health check: server web-1 without 'check'",
    'whole',
    told('aws_instance.balancer_1', 'default-server check', 'default-server'),
  ],
  [
    'no-health-check',
    'pagecache_1',
    'a health check: backend web-2 without a probe',
    'whole',
    told('aws_instance.pagecache_1', /(backend web-2 .*) \.probe = health;/, '$1'),
  ],
  [
    'not-started',
    'web_1',
    'a step that starts haproxy',
    'whole',
    (stack) => {
      for (const web of ['aws_instance.web_1', 'aws_instance.web_2']) told(web, 'serve haproxy reload', 'true')(stack);
    },
  ],
  [
    'not-started',
    'balancer_2',
    'a step that starts nospof-address',
    'whole',
    told('aws_instance.balancer_2', /^.*serve nospof-address.*\n/m, ''),
  ],
  [
    'no-takeover',
    'balancer_1',
    'the peer 10.20.201.108 (balancer_2)',
    'whole',
    told('aws_instance.balancer_1', /unicast_peer \{\n.*\n/, 'unicast_peer {\n'),
  ],
  [
    'no-takeover',
    'balancer_1',
    'a health check in track_script',
    'whole',
    told('aws_instance.balancer_1', /track_script \{\n.*\n/, 'track_script {\n'),
  ],
  [
    'no-takeover',
    'balancer_1',
    'a health check in track_script',
    'whole',
    told('aws_instance.balancer_1', 'path: /usr/local/sbin/nospof-balancer-alive', 'path: /srv/elsewhere'),
  ],
  [
    'no-takeover',
    'balancer_1',
    'a loop that sets a stray address right',
    'whole',
    told('aws_instance.balancer_1', 'read -r -t 2', 'read -r'),
  ],
  [
    'no-takeover',
    'balancer_1',
    'the right to ec2:AssociateAddress on the Elastic IP',
    'whole',
    denied('MoveTheAddress', 'balancer'),
  ],
  [
    'no-takeover',
    'balancer_2',
    'a health check of aws_eip.balancer_2_address',
    'dns',
    (stack) => delete at(stack, 'aws_route53_record.balancer_2_record').health_check_id,
  ],
  [
    'no-takeover',
    'balancer_2',
    'the name that balancer_1 has',
    'dns',
    set('aws_route53_record.balancer_2_record', 'name', 'other.example.com'),
  ],
  [
    'no-quorum',
    'db_2',
    'the node 10.20.5.27 (db_1)',
    'whole',
    told('aws_instance.db_2', /ring0_addr: 10.20.5.27/, 'ring0_addr: 10.20.5.28'),
  ],
  [
    'no-quorum',
    'db_2',
    'a fencing device (class stonith)',
    'whole',
    told('aws_instance.db_2', 'class="stonith"', 'class="ocf"'),
  ],
  [
    'no-quorum',
    'db_2',
    'a minority that stops (no-quorum-policy stop)',
    'whole',
    told('aws_instance.db_2', 'name="no-quorum-policy" value="stop"', 'name="no-quorum-policy" value="ignore"'),
  ],
  [
    'no-quorum',
    'db_2',
    'a primary that waits for ever for a replica (rpl_semi_sync_master_timeout, a day or more)',
    'whole',
    told('aws_instance.db_2', 'rpl_semi_sync_master_timeout = 4294967295', 'rpl_semi_sync_master_timeout = 10000'),
  ],
  [
    'no-quorum',
    'db_2',
    'a replica that acknowledges (rpl_semi_sync_slave_enabled)',
    'whole',
    told('aws_instance.db_2', 'rpl_semi_sync_slave_enabled = ON', 'rpl_semi_sync_slave_enabled = OFF'),
  ],
  [
    'no-quorum',
    'db_2',
    'a primary that waits without replicas as well (rpl_semi_sync_master_wait_no_slave)',
    'whole',
    told(
      'aws_instance.db_2',
      /( +)(rpl_semi_sync_slave)_enabled = ON/,
      '$&\n$1rpl_semi_sync_master_wait_no_slave = OFF',
    ),
  ],
  [
    'no-quorum',
    'db_2',
    'a promotion that has the primary wait for a replica (rpl_semi_sync_master_enabled)',
    'whole',
    told('aws_instance.db_2', 'master_enabled = ON, read_only = OFF', 'read_only = OFF'),
  ],
  [
    'no-quorum',
    'db_3',
    'the node 10.20.5.27 (db_1)',
    'galera',
    told('aws_instance.db_3', 'gcomm://10.20.5.27,', 'gcomm://'),
  ],
  [
    'no-quorum',
    'db_3',
    'a cluster that elects by majority',
    'galera',
    told('aws_instance.db_3', 'wsrep_on = ON', 'wsrep_on = OFF'),
  ],
  [
    'no-replica',
    'uploads_1',
    'the node 10.20.68.9 (uploads_3)',
    'whole',
    told('aws_instance.uploads_1', / 10.20.68.9\)/, ')'),
  ],
  ['no-replica', 'uploads_2', '20 GiB, as the others have', 'whole', set('aws_ebs_volume.uploads_2_data', 'size', 10)],
  ['no-replica', 'uploads_2', 'a size in GiB', 'whole', set('aws_ebs_volume.uploads_2_data', 'size', '${var.size}')],
  [
    'no-replica',
    'uploads_3',
    'room for as many files as the others have (26214400 inodes; 2621440)',
    'arbiter',
    set('aws_ebs_volume.uploads_3_data', 'size', 10),
  ],
  [
    'no-replica',
    'uploads_3',
    'room for as many files as the others have (26214400 inodes; 6553600)',
    'arbiter',
    told('aws_instance.uploads_3', 'bytes_per_inode=4096', 'bytes_per_inode=16384'),
  ],
];
