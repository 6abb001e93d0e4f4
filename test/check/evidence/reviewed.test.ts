import { verdictOf } from '../../../check/verdict';
import { shippedText, synthesized } from '../../helpers/synthesized';
import { at, type Json } from '../mutants/mutant';

/** What people do beside or to a generated stack. The claims are without digests: a rule sees each by itself. */

const stages = {
  dns: synthesized(shippedText('04b-dns-and-routes')),
  whole: synthesized(shippedText('08-varnish')),
};

const set = (address: string, changes: object) => (stack: Json) => Object.assign(at(stack, address), changes);
const added = (type: string, body: object) => (stack: Json) => {
  stack.resource[type] = { ...stack.resource[type], added: body };
};
const block = (address: string, key: string, changes: object) => (stack: Json) =>
  Object.assign(Array.isArray(at(stack, address)[key]) ? at(stack, address)[key][0] : at(stack, address)[key], changes);
const check = 'aws_route53_health_check.balancer_1_health';
const record = 'aws_route53_record.balancer_1_record';
const cdn = 'aws_cloudfront_distribution.media';

test.each<[string, keyof typeof stages, (stack: Json) => unknown, string]>([
  [
    'the metadata service off',
    'whole',
    block('aws_instance.balancer_1', 'metadata_options', { http_endpoint: 'disabled' }),
    'the metadata service, on',
  ],
  [
    'no tags in it',
    'whole',
    block('aws_instance.balancer_1', 'metadata_options', { instance_metadata_tags: 'disabled' }),
    'instance_metadata_tags enabled',
  ],
  [
    'a tag less',
    'whole',
    (stack) => delete at(stack, 'aws_instance.balancer_1').tags['nospof:address-ip'],
    'the tag nospof:address-ip, which its scripts read',
  ],
  [
    'another processor',
    'whole',
    set('aws_instance.web_1', { instance_type: 't4g.small' }),
    'an image for arm64, which t4g.small is',
  ],
  [
    'a second disk',
    'whole',
    set('aws_instance.db_1', { ebs_block_device: [{ device_name: '/dev/sdg', volume_size: 10 }] }),
    'one disk besides that of the system',
  ],
  [
    'an address that another machine asks for',
    'whole',
    added('aws_instance', { subnet_id: '${aws_subnet.network_private_a.id}', private_ip: '10.20.18.32' }),
    'the address 10.20.18.32 for itself',
  ],
  [
    "an address of AWS's own",
    'whole',
    set('aws_subnet.network_private_a', { cidr_block: '10.20.18.32/27' }),
    "an address other than 10.20.18.32, which is AWS's own",
  ],
  [
    'a second address outside',
    'whole',
    set('aws_instance.balancer_1', { secondary_private_ips: ['10.99.0.5'] }),
    'the address 10.99.0.5',
  ],
  [
    'overlapping subnets',
    'whole',
    added('aws_subnet', { vpc_id: '${aws_vpc.network.id}', cidr_block: '10.20.16.0/24' }),
    'a block of its own for aws_subnet.network_private_a',
  ],
  [
    'a subnet outside of its VPC',
    'whole',
    set('aws_vpc.network', { cidr_block: '10.20.192.0/18' }),
    'a block of aws_vpc.network (10.20.192.0/18)',
  ],
  [
    'a more exact route',
    'whole',
    added('aws_route', {
      route_table_id: '${aws_route_table.network_private_a_routes.id}',
      destination_cidr_block: '0.0.0.0/1',
      network_interface_id: 'eni-1',
    }),
    'a route to the internet',
  ],
  [
    'the Elastic IP of something else',
    'whole',
    added('aws_eip_association', { allocation_id: '${aws_eip.address.allocation_id}', network_interface_id: 'eni-1' }),
    'the Elastic IP for itself',
  ],
  ['a check of another port', 'dns', set(check, { port: 81 }), 'port 81, on which balancer_1 listens'],
  [
    'a check of another page',
    'dns',
    set(check, { resource_path: '/index.php' }),
    'a page that balancer_1 answers by itself, not /index.php',
  ],
  ['a check of a metric', 'dns', set(check, { type: 'CLOUDWATCH_METRIC' }), 'a check that asks the address'],
  ['a disabled check', 'dns', set(check, { disabled: true }), 'a check that is not disabled'],
  ['an inverted check', 'dns', set(check, { invert_healthcheck: true }), 'a check that is not inverted'],
  ['a long TTL', 'dns', set(record, { ttl: 86400 }), 'a TTL of at most 300 s'],
  ['a set identifier twice', 'dns', set(record, { set_identifier: 'balancer-2' }), 'a set identifier of its own'],
  [
    'a weight of nothing',
    'dns',
    set(record, { multivalue_answer_routing_policy: false, weighted_routing_policy: [{ weight: 0 }] }),
    'a weight above 0',
  ],
  [
    'a private zone',
    'dns',
    (stack) => {
      added('aws_route53_zone', { name: 'example.com', vpc: [{ vpc_id: '${aws_vpc.network.id}' }] })(stack);
      for (const one of Object.values<Json>(stack.resource.aws_route53_record))
        one.zone_id = '${aws_route53_zone.added.zone_id}';
    },
    'a public zone',
  ],
  [
    'no signing',
    'whole',
    set('aws_cloudfront_origin_access_control.media_access', { signing_behavior: 'never' }),
    'the right to s3:GetObject on aws_s3_bucket.media_store',
  ],
  [
    'a country',
    'whole',
    block(cdn, 'restrictions', { geo_restriction: { restriction_type: 'whitelist', locations: ['FR'] } }),
    'visitors of every country (geo_restriction none)',
  ],
  [
    'keys',
    'whole',
    block(cdn, 'default_cache_behavior', { trusted_key_groups: ['${aws_cloudfront_key_group.k.id}'] }),
    'visitors without signed addresses (no trusted_signers, no trusted_key_groups)',
  ],
  [
    'a behavior for a path',
    'whole',
    set(cdn, { ordered_cache_behavior: [{ path_pattern: '/a/*', target_origin_id: 'x' }] }),
    'one behavior for all paths, not another for /a/*',
  ],
  ['a web ACL', 'whole', set(cdn, { web_acl_id: 'arn:aws:wafv2:x' }), 'visitors whom no web ACL stops (web_acl_id)'],
  [
    'media that expire',
    'whole',
    block('aws_s3_bucket_lifecycle_configuration.media_store_expiry', 'rule', { expiration: [{ days: 30 }] }),
    'objects of aws_s3_bucket.media_store that do not expire',
  ],
  [
    'media in an archive',
    'whole',
    block('aws_s3_bucket_lifecycle_configuration.media_store_expiry', 'rule', {
      transition: [{ days: 30, storage_class: 'GLACIER' }],
    }),
    'objects of aws_s3_bucket.media_store at hand, not in GLACIER',
  ],
  [
    'configuration that expires',
    'whole',
    block('aws_s3_bucket_lifecycle_configuration.bucket_expiry', 'rule', { expiration: [{ days: 30 }] }),
    'objects that do not expire',
  ],
  [
    'configuration in an archive',
    'whole',
    set('aws_s3_object.web_1_configuration', { storage_class: 'DEEP_ARCHIVE' }),
    'objects at hand, not in DEEP_ARCHIVE',
  ],
])('%s (%s)', (_, stage, change, lookedFor) => {
  const { stack, serviceGraph } = stages[stage];
  const copy: Json = structuredClone(stack);
  change(copy);
  expect(copy).not.toEqual(stack);
  expect(verdictOf(copy, serviceGraph).gaps.map((gap) => gap.lookedFor)).toContain(lookedFor);
});

test('records that give way to each other leave the dead one out', () => {
  const { stack, serviceGraph } = stages.dns;
  const copy: Json = structuredClone(stack);
  for (const [at, type] of ['PRIMARY', 'SECONDARY'].entries()) {
    const body = copy.resource.aws_route53_record[`balancer_${at + 1}_record`];
    delete body.multivalue_answer_routing_policy;
    body.failover_routing_policy = [{ type }];
  }
  expect(verdictOf(copy, serviceGraph).gaps).toEqual([]);
});
