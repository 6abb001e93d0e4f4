import { closeSync, cpSync, ftruncateSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText, withoutClaims } from '../helpers/synthesized';
import { terraformFixture } from '../helpers/terraform-fixture';

const folder = scratchFolder();

// The parser of HCL is large, and loaded by the first test that needs it.
jest.setTimeout(120_000);

const check = (...args: string[]) => nospof(folder.path, 'check', ...args);

const PLAN = { format_version: '1.2', terraform_version: '1.11.4', planned_values: { root_module: {} } };

function plan(...resources: readonly object[]): string {
  return JSON.stringify({ ...PLAN, planned_values: { root_module: { resources } } });
}

const bucket = { address: 'aws_s3_bucket.b', mode: 'managed', type: 'aws_s3_bucket', name: 'b', values: {} };
const repository = { ...bucket, address: 'github_repository.r', type: 'github_repository' };

/** Every way to give Terraform that cannot be used: files, what is named, and what the one line says. */
const CASES: readonly (readonly [what: string, files: Readonly<Record<string, string>>, name: string, says: string])[] =
  [
    ['broken JSON', { 'plan.json': '{"format_version": "1.2",' }, 'plan.json', 'plan.json: it is no JSON'],
    ['JSON of another kind', { 'plan.json': '{"name": "x"}' }, 'plan.json', 'neither a plan or state'],
    [
      'a plan of another format',
      { 'plan.json': JSON.stringify({ ...PLAN, format_version: '2.0' }) },
      'plan.json',
      'its format version is 2.0; 1.x can be read',
    ],
    [
      'a plan of old',
      { 'plan.json': JSON.stringify({ ...PLAN, format_version: '0.2' }) },
      'plan.json',
      'its format version is 0.2; 1.x can be read',
    ],
    ['a plan without anything', { 'plan.json': plan() }, 'plan.json', 'it holds no resource of AWS'],
    ['a plan without AWS', { 'plan.json': plan(repository) }, 'plan.json', 'it holds no resource of AWS'],
    [
      'a plan that visitors come into nowhere',
      { 'plan.json': plan(bucket) },
      'plan.json',
      'no place where visitors come in can be found in it',
    ],
    [
      'a plan as Terraform saves it',
      { 'site.tfplan': 'PK\u0003\u0004 and more' },
      'site.tfplan',
      "give what 'terraform show -json site.tfplan' prints",
    ],
    [
      'a saved plan called JSON',
      { 'plan.json': 'PK\u0003\u0004 and more' },
      'plan.json',
      "'terraform show -json plan.json'",
    ],
    [
      'a state as Terraform stores it',
      { 'state.json': '{"version": 4, "serial": 1, "lineage": "x"}' },
      'state.json',
      'neither a plan or state',
    ],
    ['no such plan', {}, 'plan.json', 'plan.json: no such file'],
    [
      'HCL that does not parse',
      { 'infra/main.tf': 'resource "aws_vpc" "a" {\n  cidr_block = \n}\n' },
      'infra',
      'infra/main.tf:2:16: Invalid expression',
    ],
    [
      'a file of HCL that does not parse',
      { 'main.tf': 'resource "aws_vpc" "a" {\n' },
      'main.tf',
      'main.tf:1:24: Unclosed configuration block',
    ],
    ['Terraform JSON that does not parse', { 'infra/main.tf.json': '{' }, 'infra', 'infra/main.tf.json: it is no JSON'],
    ['Terraform JSON that is a list', { 'infra/main.tf.json': '[]' }, 'infra', 'it is not an object'],
    [
      'Terraform without AWS',
      { 'infra/main.tf': 'resource "random_pet" "a" {}\n' },
      'infra',
      'infra: it holds no resource of AWS',
    ],
    [
      'Terraform without resources',
      { 'infra/main.tf': 'locals {\n  a = 1\n}\n' },
      'infra',
      'infra: it holds no resource',
    ],
    [
      'a module of which the folder is missing',
      { 'infra/main.tf': 'module "a" {\n  source = "./a"\n}\n' },
      'infra',
      "infra/main.tf: module 'a' (./a): infra/a: no such folder",
    ],
    [
      'an empty folder',
      { 'infra/.keep': '' },
      'infra',
      "infra: no cdk.tf.json, *.tf or *.tf.json there; 'nospof synth' writes a stack",
    ],
    [
      'a folder with a plan in it',
      { 'infra/plan.json': plan(bucket) },
      'infra',
      'name the plan itself, as infra/plan.json',
    ],
  ];

test.each(CASES)('%s is refused in one line', async (_what, files, name, says) => {
  for (const [file, text] of Object.entries(files)) folder.put(file, text);
  const { exit, out, err } = await check(name);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toContain(says);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('a file above the limit is not read', async () => {
  const file = openSync(join(folder.path, 'plan.json'), 'w');
  ftruncateSync(file, 300 * 1024 * 1024);
  closeSync(file);
  const { exit, err } = await check('plan.json');
  expect(exit).toBe(2);
  expect(err).toContain('plan.json: 315 MB; at most 256 MiB are read');
});

test('a plan of 100 MB is judged', async () => {
  const values = { subnets: ['subnet-0123456789abcdef0'], arn: 'arn:aws:elasticloadbalancing:eu-west-1:1:l/app/f/1' };
  const front = { ...bucket, address: 'aws_lb.front', type: 'aws_lb', name: 'front', values };
  const pad = 'x'.repeat(900);
  const many = Array.from({ length: 100_000 }, (_, index) => {
    return { ...bucket, address: `aws_s3_bucket.b[${index}]`, index, values: { bucket: `b-${index}`, pad } };
  });
  folder.put('plan.json', plan(front, ...many));
  expect(statSync(join(folder.path, 'plan.json')).size).toBeGreaterThan(100_000_000);
  const { exit, out, err } = await check('plan.json', '--format', 'json');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const [{ goals }] = JSON.parse(out).stacks;
  expect(goals[0].singlePoints[0].element).toBe('aws_lb.front unseen target');
});

test('a target that does not exist is one machine somewhere, and named', async () => {
  const target = 'aws_lb_target_group.web.arn';
  folder.put(
    'infra/main.tf',
    `resource "aws_lb" "front" {}
resource "aws_lb_target_group" "web" {}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.front.arn
  default_action {
    type             = "forward"
    target_group_arn = ${target}
  }
}
resource "aws_lb_target_group_attachment" "a" {
  target_group_arn = ${target}
  target_id        = aws_instance.gone.id
}
`,
  );
  const { exit, out } = await check('infra', '--format', 'json');
  expect(exit).toBe(0);
  const [{ goals, unknown }] = JSON.parse(out).stacks;
  expect(goals[0].singlePoints.map(({ element }: { element: string }) => element)).toEqual([
    'aws_lb_target_group.web target',
    'unknown zone',
  ]);
  expect(unknown).toContainEqual(
    expect.objectContaining({ code: 'no-targets', subjects: ['aws_lb_target_group.web'] }),
  );
});

describe('a stack of a topology', () => {
  const STACK = 'cdktf.out/stacks/shop';

  async function synth(): Promise<void> {
    folder.put('shop.yaml', shippedText('02-split-database'));
    expect(await nospof(folder.path, 'synth', 'shop.yaml')).toMatchObject({ exit: 0 });
  }

  test('that lost its claims is not taken for foreign Terraform', async () => {
    await synth();
    mkdirSync(join(folder.path, 'bare'));
    const terraform = readFileSync(join(folder.path, STACK, 'cdk.tf.json'), 'utf8');
    folder.put('bare/cdk.tf.json', withoutClaims(terraform));
    const { exit, err } = await check('bare');
    expect(exit).toBe(2);
    expect(err).toContain("bare/service-graph.json: no such file; 'nospof synth' writes it");
  });

  test('whose plan lacks what the claims name, is another, or lies apart from its configuration', async () => {
    await synth();
    folder.put('plan.json', plan(bucket));
    const lacking = await check('plan.json', '--service-graph', `${STACK}/service-graph.json`);
    expect(lacking.exit).toBe(2);
    expect(lacking.err).toMatch(/service-graph\.json: it names aws_instance\.\w+, which plan\.json does not have/);

    const nodes = ['web_1', 'db_1'].map((name) => ({
      ...bucket,
      address: `aws_instance.${name}`,
      type: 'aws_instance',
      name,
      values: { instance_type: 'x1.huge' },
    }));
    folder.put('other.json', plan(bucket, ...nodes));
    const other = await check('other.json', '--service-graph', `${STACK}/service-graph.json`);
    expect(other.err).toMatch(
      /other\.json: instance_type of aws_instance\.\w+ is planned as x1\.huge, and \S+ in the configuration/,
    );

    cpSync(join(folder.path, STACK, 'service-graph.json'), join(folder.path, 'service-graph.json'));
    const apart = await check('plan.json');
    expect(apart.err).toContain('service-graph.json: cdk.tf.json does not lie beside it');
    expect([lacking, other, apart].map(({ exit }) => exit)).toEqual([2, 2, 2]);
  });
});

describe('Terraform without claims', () => {
  beforeEach(() => {
    for (const [name, text] of terraformFixture('two-in-one-subnet')) folder.put(`infra/${name}`, text);
  });

  test('is asked to survive nothing, but to work', async () => {
    const { exit, out } = await check('infra');
    expect(exit).toBe(0);
    expect(out).toContain(
      'infra: some single node takes it down (no target set; use --survives)\n  Inferred from resources',
    );
  });

  test('is held to --survives', async () => {
    const { exit, out } = await check('infra', '--survives', 'node');
    expect(exit).toBe(1);
    expect(out).toContain('aws_db_instance.site takes serve down, and the site is to survive the loss of a node');
    expect((await check('infra', '--survives', 'region')).exit).toBe(2);
  });

  test.each(['text', 'json', 'markdown', 'sarif', 'mermaid', 'open-psa'])(
    'is reported as %s, always in the same bytes',
    async (format) => {
      const [first, second] = [await check('infra', '--format', format), await check('infra', '--format', format)];
      expect(first).toMatchObject({ exit: 0, err: '' });
      expect(first.out).toContain('us-east-1a');
      expect(second).toEqual(first);
    },
  );
});
