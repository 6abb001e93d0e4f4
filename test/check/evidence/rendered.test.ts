import { UnreadableClaimsError } from '../../../check/claims/read-service-graph';
import { verdictOf } from '../../../check/verdict';
import { renderedAnew, shippedText, synthesized } from '../../helpers/synthesized';
import { at, type Json, localOf, remove, resources } from '../mutants/mutant';

const { stack, serviceGraph } = synthesized(shippedText('08-varnish'));
const claims = { ...serviceGraph, rendered: renderedAnew(stack) };

function changed(change: (copy: Json) => void) {
  const copy: Json = structuredClone(stack);
  change(copy);
  expect(copy).not.toEqual(stack);
  return verdictOf(copy, claims);
}

/** The same change of the configuration of all machines of a tier: none is then unlike its peers. */
const everywhere = (tier: string, from: string | RegExp, to: string) => (copy: Json) => {
  for (const name of Object.keys(copy.locals).filter((one) => new RegExp(`^${tier}_\\d+_machine$`).test(one)))
    copy.locals[name] = copy.locals[name].replace(from, () => to);
};
const set = (address: string, key: string, value: unknown) => (copy: Json) => {
  at(copy, address)[key] = value;
};
const tag = (address: string, key: string, value: string) => (copy: Json) => {
  at(copy, address).tags[key] = value;
};
const each = (type: string, change: (body: Json) => void) => (copy: Json) => {
  for (const [, body] of resources(copy, type)) change(body);
};

test('as it was rendered, it has no difference', () => {
  const { holds, gaps, unknown } = verdictOf(stack, claims);
  expect({ holds, gaps, unknown }).toEqual({ holds: true, gaps: [], unknown: [] });
});

/** Faults that no rule looks for, alike on all peers. */
test.each<[string, (copy: Json) => void, string, string]>([
  [
    'a directive',
    everywhere('balancer', 'maxconn 5050', 'maxconn 1'),
    'aws_instance.balancer_1',
    'line 7 as it was rendered',
  ],
  ['a directive more', everywhere('sessions', /^( +)-m (\d+)$/m, '    -m 1\n    -o x'), 'aws_instance.sessions_2', ''],
  ['a package less', everywhere('db', ' - pacemaker\n', ''), 'aws_instance.db_3', 'line 9 as it was rendered'],
  [
    'a file more',
    everywhere('web', /\n(?=runcmd:)/, '\n - path: /etc/x\n   content: |\n    x\n'),
    'aws_instance.web_1',
    '/etc/x as it was rendered',
  ],
  ['a mode', everywhere('pagecache', 'permissions: "0755"', 'permissions: "0644"'), 'aws_instance.pagecache_1', ''],
  ['an image', set('aws_instance.web_1', 'ami', 'ami-0123'), 'aws_instance.web_1', 'ami as it was rendered'],
  [
    'a size',
    set('aws_instance.db_1', 'instance_type', 't4g.nano'),
    'aws_instance.db_1',
    'instance_type as it was rendered',
  ],
  [
    'metadata options',
    set('aws_instance.web_2', 'metadata_options', { http_tokens: 'required', http_endpoint: 'disabled' }),
    'aws_instance.web_2',
    'metadata_options as it was rendered',
  ],
  [
    'a tag that nodes read',
    tag('aws_instance.web_2', 'nospof:new', 'x'),
    'aws_instance.web_2',
    'tags as it was rendered',
  ],
  [
    'an expiry',
    set('aws_s3_bucket_lifecycle_configuration.media_store_expiry', 'rule', []),
    'aws_s3_bucket_lifecycle_configuration.media_store_expiry',
    'rule as it was rendered',
  ],
  [
    'a resource less',
    (copy) => remove(copy, 'aws_vpc_endpoint.network_s3'),
    'aws_vpc_endpoint.network_s3',
    'what was rendered',
  ],
])('%s is named, and what is claimed of it does not count', (_, change, subject, lookedFor) => {
  const { holds, gaps, breaches } = changed(change);
  const found = gaps.filter((gap) => gap.code === 'not-as-rendered' && gap.subject === subject);
  expect(found.map((gap) => gap.lookedFor)).toEqual([lookedFor === '' ? expect.any(String) : lookedFor]);
  expect(breaches).toContainEqual({ kind: 'not-as-rendered', element: subject });
  expect(holds).toBe(false);
});

test('a member that is not as rendered stands in for nobody', () => {
  const { goals } = changed(everywhere('db', 'sync_binlog = 1', 'sync_binlog = 0'));
  const points = goals.flatMap(({ singlePoints }) => singlePoints.map(({ element }) => element));
  expect(points).toEqual(expect.arrayContaining(['aws_instance.db_1', 'aws_instance.db_2', 'aws_instance.db_3']));
});

test('the line is that of the file on the machine', () => {
  const { gaps } = changed(everywhere('db', 'sync_binlog = 1', 'sync_binlog = 0'));
  const text: string = (stack as Json).locals[localOf(stack, 'aws_instance.db_1')];
  const file = text.split(' - path: /etc/mysql/mariadb.conf.d/70-nospof.cnf\n')[1]?.split('content: |\n')[1] ?? '';
  const line = file.split('\n').findIndex((one) => one.includes('sync_binlog')) + 1;
  expect(gaps.map((gap) => `${gap.lookedFor}, ${gap.where}`)).toContain(
    `line ${line} as it was rendered, /etc/mysql/mariadb.conf.d/70-nospof.cnf of db_1`,
  );
});

test.each<[string, (copy: Json) => void]>([
  [
    'a comment on one machine',
    (copy) => {
      const local = localOf(copy, 'aws_instance.balancer_1');
      copy.locals[local] = copy.locals[local].replace('    backend web\n', '    # of our own\n\n    backend web\n');
    },
  ],
  ['a comment on all', everywhere('web', /\n( {4}\[mysqld\]| {4}defaults\n)/, '\n    # of our own\n    defaults\n')],
  ["keepalived's peers without comments", everywhere('balancer', / {2}# balancer-\d$/m, '')],
  ['another Name', tag('aws_instance.web_1', 'Name', 'ours')],
  [
    'tags of a department',
    each('aws_instance', ({ tags }) => {
      tags.Cost = '4711';
    }),
  ],
  [
    'tags of a subnet',
    each('aws_subnet', (body) => {
      body.tags = { Name: 'x' };
    }),
  ],
  [
    'descriptions',
    each('aws_security_group', (body) => {
      body.description = 'ours';
    }),
  ],
  [
    'an order of groups',
    each('aws_instance', (body) => {
      body.vpc_security_group_ids = [...body.vpc_security_group_ids].reverse();
      body.depends_on = ['aws_vpc.network'];
    }),
  ],
  [
    'a lifecycle',
    each('aws_instance', (body) => {
      body.lifecycle = { ignore_changes: ['ami'] };
    }),
  ],
  [
    'fewer alarms',
    (copy) => {
      delete copy.resource.aws_cloudwatch_metric_alarm;
      copy.x = 1;
    },
  ],
  [
    'no snapshots',
    (copy) => {
      delete copy.resource.aws_dlm_lifecycle_policy;
      copy.x = 1;
    },
  ],
  [
    'detailed monitoring',
    each('aws_instance', (body) => {
      body.monitoring = true;
    }),
  ],
  [
    "a volume's zone, from its subnet",
    set('aws_ebs_volume.db_1_data', 'availability_zone', '${aws_subnet.network_private_a.availability_zone}'),
  ],
  [
    "a volume's zone, from its instance",
    set('aws_ebs_volume.db_2_data', 'availability_zone', '${aws_instance.db_2.availability_zone}'),
  ],
  [
    'a policy in another order',
    each('aws_iam_role_policy', (body) => {
      body.policy = JSON.stringify(JSON.parse(body.policy), null, 2);
    }),
  ],
])('%s is no difference', (_, change) => {
  const { holds, gaps } = changed(change);
  expect({ holds, gaps }).toEqual({ holds: true, gaps: [] });
});

test('what a rule judges is its own, with or without digests', () => {
  const { gaps } = changed(set('aws_subnet.network_private_b', 'availability_zone', 'eu-central-1a'));
  expect(gaps.filter((gap) => gap.code === 'not-as-rendered')).toEqual([]);
});

test.each([
  [{ format: 3, parts: [], machines: { a: [0] }, resources: {} }],
  [{ format: 3, parts: [{ name: 'x' }], machines: {}, resources: {} }],
  [{ format: 3, parts: [], machines: {}, resources: { a: 1 } }],
  [7],
])('digests that cannot be read are refused: %j', (rendered) => {
  expect(() => verdictOf(stack, { ...serviceGraph, rendered })).toThrow(UnreadableClaimsError);
});
