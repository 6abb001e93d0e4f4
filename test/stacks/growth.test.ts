import { shippedText, synthesized } from '../helpers/synthesized';

/** Every resource, data source, local and output of a topology by its address, as text. */
function paragraphs(text: string): Map<string, string> {
  const { stack } = synthesized(text);
  const all = new Map<string, string>();
  for (const block of ['resource', 'data'] as const) {
    for (const [type, named] of Object.entries(stack[block] ?? {})) {
      for (const [name, body] of Object.entries(named as object)) all.set(`${type}.${name}`, JSON.stringify(body));
    }
  }
  for (const block of ['locals', 'output'] as const) {
    for (const [name, body] of Object.entries(stack[block] ?? {})) all.set(`${block}.${name}`, JSON.stringify(body));
  }
  return all;
}

function changed(before: string, after: string) {
  const [old, now] = [paragraphs(before), paragraphs(after)];
  return {
    added: [...now.keys()].filter((address) => !old.has(address)),
    removed: [...old.keys()].filter((address) => !now.has(address)),
    altered: [...now.keys()].filter((address) => old.has(address) && old.get(address) !== now.get(address)),
  };
}

describe('a web node more', () => {
  const before = shippedText('08-varnish');
  const after = before.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 3');
  const change = changed(before, after);

  test('adds that node’s resources, and its zone’s private subnet is there already', () => {
    expect(change.added.length).toBeGreaterThan(0);
    expect(change.added.filter((address) => !/\.web_3(_|$)/.test(address))).toEqual([]);
  });

  test('removes nothing', () => expect(change.removed).toEqual([]));

  test('alters only the configuration that names it, and the list of nodes', () => {
    expect(change.altered).toMatchInlineSnapshot(`
[
  "aws_cloudwatch_composite_alarm.redundancy_serve",
  "aws_cloudwatch_composite_alarm.redundancy_upload",
  "aws_cloudwatch_composite_alarm.redundancy_write",
  "locals.balancer_1_machine",
  "locals.balancer_2_machine",
  "locals.pagecache_1_machine",
  "locals.pagecache_2_machine",
  "locals.uploads_1_machine",
  "locals.uploads_2_machine",
  "locals.uploads_3_machine",
  "output.nodes",
]
`);
  });
});

describe('a zone more', () => {
  const two = shippedText('04-load-balancer-pair').replace(
    'region: eu-central-1\n',
    'region: eu-central-1\nzones: 2\n',
  );
  const three = two.replace('zones: 2', 'zones: 3');

  test('moves no address, gateway, subnet or machine', () => {
    const { removed, altered } = changed(two, three);
    expect(removed).toEqual([]);
    expect(altered).toEqual([]);
  });
});

describe('climbing the ladder', () => {
  const ladder = [
    '01-single-server',
    '02-split-database',
    '03-media-cdn',
    '04-load-balancer-pair',
    '05-glusterfs',
    '06-mysql-replication',
    '07-memcached',
    '08-varnish',
    '09-sessions',
  ];
  const stateful = /^aws_(ebs_volume|s3_bucket|eip)\./;

  test.each(ladder.slice(1).map((name, index) => [ladder[index] ?? '', name]))(
    '%s → %s keeps what holds data',
    (from, to) => {
      const [old, now] = [paragraphs(shippedText(from)), paragraphs(shippedText(to))];
      const lost = [...old.keys()].filter((address) => stateful.test(address) && !now.has(address));
      expect(lost).toEqual([]);
      const moved = [...old.keys()].filter(
        (address) => address.startsWith('aws_ebs_volume.') && zone(old.get(address)) !== zone(now.get(address)),
      );
      expect(moved).toEqual([]);
    },
  );

  const zone = (paragraph: string | undefined) => /"availability_zone":"([^"]+)"/.exec(paragraph ?? '')?.[1];
});
