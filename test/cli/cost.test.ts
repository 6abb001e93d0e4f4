import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const cost = (...args: string[]) => nospof(folder.path, 'cost', ...args);

test('a topology by item, with what dominates, what one more costs, and what is left out', async () => {
  folder.put('shop.yaml', shippedText('04-load-balancer-pair'));
  const { exit, out, err } = await cost('shop.yaml');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toMatchSnapshot();
});

test('stated traffic is in the sum', async () => {
  folder.put('shop.yaml', `${shippedText('08-varnish')}traffic: { requestsPerSecond: 20, responseKiB: 60 }\n`);
  const { out } = await cost('shop.yaml');
  expect(out).toContain('pages from zone to zone, both sides');
  expect(out).toContain('traffic: 20 pages a second of 60 KiB');
});

test('several are compared, and the cheapest that survives is named', async () => {
  for (const name of ['05-glusterfs', '06-mysql-replication', '08-varnish'])
    folder.put(`${name}.yaml`, shippedText(name));
  const { out } = await cost('05-glusterfs.yaml', '08-varnish.yaml', '06-mysql-replication.yaml');
  expect(out).toContain('the cheapest of these that survives the loss of any one zone: 06-mysql-replication');
});

test('a step says what it adds to a month', async () => {
  for (const name of ['05-glusterfs', '06-mysql-replication']) folder.put(`${name}.yaml`, shippedText(name));
  const { out } = await nospof(folder.path, 'diff', '05-glusterfs.yaml', '06-mysql-replication.yaml');
  // Two t3.medium with 10 + 20 GiB, 11 alarms and 7 metrics more.
  const more = 2 * (0.048 * 730 + 30 * 0.0952) + 11 * 0.1 + 7 * 0.3;
  expect(out).toMatch(new RegExp(`→ [0-9.]+ USD a month at list prices, ${more.toFixed(2)} more`));
});

test('with own prices a sum without unknowns is exact', async () => {
  folder.put('shop.yaml', shippedText('04b-dns-and-routes'));
  folder.put('prices.yaml', "'*': { 'route53:health-check-aws': 0.5 }\n");
  expect((await cost('shop.yaml')).out).toContain('no price is known of: options of a health check');
});

test('HCL that people wrote: a module that is not here makes the sum too small', async () => {
  folder.put(
    'hand/main.tf',
    'provider "aws" {\n region = "us-east-1"\n}\nresource "aws_instance" "a" {\n count = 2\n instance_type = "m7g.large"\n ami = "ami-1"\n' +
      ' root_block_device {\n  volume_size = 8\n  volume_type = "gp3"\n }\n}\nmodule "x" {\n source = "terraform-aws-modules/rds/aws"\n}\n',
  );
  const { exit, out } = await cost('hand');
  expect(exit).toBe(0);
  expect(out).toContain('hand: at least 120.42 USD a month in us-east-1');
  expect(out).toContain('module.x');
});

test('JSON has a version, and its lines are in the sum', async () => {
  folder.put('shop.yaml', shippedText('02-split-database'));
  const report = JSON.parse((await cost('shop.yaml', '--format', 'json')).out);
  expect(report).toMatchObject({ format: 'nospof-cost', version: 1, currency: 'USD' });
  const [stack] = report.stacks;
  const sum = stack.lines.reduce((total: number, { monthlyUsd = 0 }) => total + monthlyUsd, 0);
  expect(stack.monthlyUsd).toBeCloseTo(sum, 6);
});

test.each([
  [['nowhere.yaml'], /nowhere\.yaml/],
  [['shop.yaml', '--prices', 'none.yaml'], /^nospof: none\.yaml: .*; --prices takes a file of YAML\n$/],
  [['shop.yaml', '--prices', 'bad.yaml'], /^nospof: bad\.yaml: line 1: mars-1 is no region of AWS/],
  [['shop.yaml', '--format', 'xml'], /--format/],
  [['other.json'], /^nospof: other\.json: it is neither a plan nor a state/],
  [['saved.tfplan'], /^nospof: saved\.tfplan: it is a plan as Terraform saves it/],
  [['empty'], /^nospof: empty: no cdk\.tf\.json there/],
])('%j ends in one message and status 2', async (args, message) => {
  folder.put('shop.yaml', shippedText('01-single-server'));
  folder.put('bad.yaml', 'mars-1: {}\n');
  folder.put('other.json', '{}');
  folder.put('empty/readme', '');
  folder.put('saved.tfplan', 'PK\u0003\u0004');
  const { exit, out, err } = await cost(...args);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n {4}at /);
});
