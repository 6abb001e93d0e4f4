import { statementsOf } from '../../terraform/policies';
import { type Fields, fields } from '../../terraform/values';
import { shippedText, synthesized } from '../helpers/synthesized';

/** What an intruder on a node, or in the account, does not get. */

const DEPLOYER = 'arn:aws:iam::123456789012:role/deploy';
const routed = shippedText('04b-dns-and-routes');
const stage = (text: string) => fields(synthesized(text).stack.resource) as Record<string, Record<string, Fields>>;
const resources = stage(routed.replace(/^tiers:/m, `deployers: ["${DEPLOYER}"]\n\ntiers:`));
const whole = stage(shippedText('08-varnish'));

const statements = (of: typeof resources, type: string) =>
  Object.entries(of[type] ?? {}).flatMap(([name, body]) =>
    statementsOf(String(body.policy)).map((one): Fields => ({ name, ...one })),
  );

test('a secret that is made once cannot be exchanged by a node that reads it', () => {
  const making = [...statements(resources, 'aws_iam_role_policy'), ...statements(whole, 'aws_iam_role_policy')].filter(
    ({ Action }) => JSON.stringify(Action).includes('ssm:PutParameter'),
  );
  expect(making.length).toBeGreaterThan(5);
  for (const { Sid, Condition } of making) {
    // A certificate is renewed.
    expect([Sid, Condition]).toEqual([
      Sid,
      Sid === 'OwnTlsMade' ? undefined : { StringNotEquals: { 'ssm:Overwrite': 'true' } },
    ]);
  }
});

test('each web tier signs its sessions with a secret of its own', () => {
  const readers = statements(resources, 'aws_iam_role_policy').filter(({ Resource }) =>
    String(Resource).endsWith('/secret'),
  );
  const tiers = [...new Set(readers.map(({ name, Resource }) => `${name}: ${String(Resource).split('/').slice(-2)}`))];
  expect(tiers.sort()).toEqual(['api_role_policy: api,secret', 'web_role_policy: web,secret']);
});

test('nodes write media where media are, and nothing else in the bucket', () => {
  const stores = statements(whole, 'aws_iam_role_policy').filter(({ Sid }) => Sid === 'StoreMedia');
  expect(stores.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    ['s3:PutObject', '${aws_s3_bucket.media_store.arn}/media/*'],
  ]);
});

test("the site's address is moved to interfaces that were marked for it alone, as balancers' are", () => {
  const through = statements(whole, 'aws_iam_role_policy').filter(({ Sid }) => Sid === 'ThroughTheirInterfaces');
  expect(through.map(({ name, Condition }) => [name, Condition])).toEqual([
    [
      'balancer_role_policy',
      {
        ArnEquals: { 'ec2:Vpc': '${aws_vpc.network.arn}' },
        StringEquals: { 'ec2:ResourceTag/nospof:address-id': '${aws_eip.address.allocation_id}' },
      },
    ],
  ]);
  const marked = Object.values(whole.aws_ec2_tag ?? {}).map(({ resource_id, key, value }) => [resource_id, key, value]);
  expect(marked).toEqual(
    [1, 2].map((number) => [
      `\${aws_instance.balancer_${number}.primary_network_interface_id}`,
      'nospof:address-id',
      '${aws_eip.address.allocation_id}',
    ]),
  );
  const { tags } = fields(whole.aws_instance?.web_1);
  expect(Object.keys(fields(tags))).not.toContain('nospof:address-id');
});

test('a machine without groups of its own reaches nothing and is reached by nothing', () => {
  const { '//': _, tags, ...closed } = whole.aws_default_security_group?.network_closed ?? {};
  expect(closed).toEqual({ vpc_id: '${aws_vpc.network.id}' });
});

test('what nodes run is changed by those who deploy alone, where the topology names them', () => {
  const alone = statements(resources, 'aws_s3_bucket_policy').filter(({ Sid }) => Sid === 'DeployersAlone');
  // Nor is who writes logs, and how long they are kept.
  expect(alone.map(({ name, Resource }) => [name, Resource])).toEqual([
    ['bucket_policy', ['', '/nodes/*', '/application/*'].map((path) => `\${aws_s3_bucket.bucket.arn}${path}`)],
    ['logs_policy', ['${aws_s3_bucket.logs.arn}']],
  ]);
  expect(alone.slice(0, 1)).toEqual([
    expect.objectContaining({
      name: 'bucket_policy',
      Effect: 'Deny',
      Principal: '*',
      Action: expect.arrayContaining([
        ...['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:ReplicateObject', 's3:ReplicateDelete'],
        ...['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:PutLifecycleConfiguration'],
      ]),
      Condition: { ArnNotLike: { 'aws:PrincipalArn': [DEPLOYER] } },
    }),
  ]);
  expect(statements(whole, 'aws_s3_bucket_policy').map(({ Sid }) => Sid)).not.toContain('DeployersAlone');
});

describe('a shop that sends mail', () => {
  const text = (keys: string) =>
    stage(shippedText('04-load-balancer-pair').replace(/(^ {4}kind: web\n)/m, `$1    ${keys}\n`));
  const rules = (of: typeof whole) =>
    Object.entries(of.aws_vpc_security_group_egress_rule ?? {})
      .filter(([name, { cidr_ipv4 }]) => name.startsWith('web_') && cidr_ipv4 !== undefined)
      .map(([name, { cidr_ipv4, ip_protocol, from_port, to_port }]) => [
        name,
        [cidr_ipv4, ip_protocol, from_port, to_port].join(' '),
      ]);

  test('is let out at the ports that its tier names, and no other tier is', () => {
    const open = text('egress: [587, 443, { port: 465, to: 192.0.2.0/24 }, { port: 123, protocol: udp }, 587]');
    expect(rules(open)).toEqual([
      ['web_firewall_to_192_0_2_0_24_465', '192.0.2.0/24 tcp 465 465'],
      ['web_firewall_to_internet_443', '0.0.0.0/0 tcp 443 443'],
      ['web_firewall_to_internet_587', '0.0.0.0/0 tcp 587 587'],
      ['web_firewall_to_internet_80', '0.0.0.0/0 tcp 80 80'],
      ['web_firewall_to_internet_udp_123', '0.0.0.0/0 udp 123 123'],
    ]);
    const others = Object.entries(open.aws_vpc_security_group_egress_rule ?? {}).filter(
      ([name, { cidr_ipv4, from_port }]) =>
        !name.startsWith('web_') && cidr_ipv4 && ![80, 443].includes(Number(from_port)),
    );
    expect(others).toEqual([]);
  });

  test('may use SES in the name of the domain that it names alone', () => {
    expect(statements(whole, 'aws_iam_role_policy').filter(({ Sid }) => Sid === 'SendMail')).toEqual([]);
    const sending = statements(text('mailFrom: shop.example.com'), 'aws_iam_role_policy');
    expect(sending.filter(({ Sid }) => Sid === 'SendMail')).toEqual([
      {
        name: 'web_role_policy',
        Sid: 'SendMail',
        Effect: 'Allow',
        Action: ['ses:SendEmail', 'ses:SendRawEmail'],
        Resource: 'arn:aws:ses:eu-central-1:*:identity/shop.example.com',
        Condition: { StringLike: { 'ses:FromAddress': '*@shop.example.com' } },
      },
    ]);
  });

  test.each(['[0]', '[65536]', '[587, smtp]', '[{ port: 587, to: 10.0.0.1/24 }]', '[{ to: 10.0.0.0/24 }]', '587'])(
    'egress: %s is refused with its place',
    (egress) => {
      const source = shippedText('04-load-balancer-pair').replace(/(^ {4}kind: web\n)/m, `$1    egress: ${egress}\n`);
      expect(() => synthesized(source)).toThrow(/^11: /);
    },
  );
});
