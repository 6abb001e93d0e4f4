import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';

const folder = scratchFolder();

// The parser of HCL is large, and loaded by the first test.
jest.setTimeout(120_000);

const check = (...args: string[]) => nospof(folder.path, 'check', ...args);

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) folder.put(name, text);
}

/** The single points of failure of each goal, and what could not be known. */
async function verdict(name: string) {
  const { exit, out, err } = await check(name, '--format', 'json');
  expect({ exit: exit === 2 ? exit : 0, err }).toEqual({ exit: 0, err: '' });
  const [stack] = JSON.parse(out).stacks;
  const points = stack.goals.map(({ singlePoints }: { singlePoints: readonly { element: string }[] }) =>
    singlePoints.map(({ element }) => element),
  );
  return { points, unknown: stack.unknown.map(({ text }: { readonly text: string }) => text).join('\n') as string };
}

/** A load balancer over two machines, one in each zone. */
const BALANCER = `
variable "zones" { type = map(string) }
resource "aws_instance" "web" {
  for_each          = var.zones
  ami               = "ami-0123456789abcdef0"
  instance_type     = each.value
  availability_zone = each.key
}
resource "aws_elb" "web" {
  availability_zones = keys(var.zones)
  instances          = [for one in aws_instance.web : one.id]
  listener {
    lb_port           = 80
    lb_protocol       = "http"
    instance_port     = 80
    instance_protocol = "http"
  }
}
`;
const CALL = `
provider "aws" { region = "eu-west-1" }
module "site" {
  source = "SOURCE"
  zones  = { eu-west-1a = "t3.micro", eu-west-1b = "t3.micro" }
}
`;

const INSTALLED = (source: string) =>
  JSON.stringify({
    Modules: [
      { Key: '', Source: '', Dir: '.' },
      { Key: 'site', Source: source, Version: '1.2.0', Dir: '.terraform/modules/site' },
      { Key: 'site.balancer', Source: 'git::https://example.org/b.git', Dir: '.terraform/modules/site.balancer' },
    ],
  });

test('modules that terraform init brought are read, and those that they call', async () => {
  put({
    'infra/main.tf': CALL.replace('SOURCE', 'example/site/aws'),
    'infra/.terraform/modules/modules.json': INSTALLED('registry.terraform.io/example/site/aws'),
    'infra/.terraform/modules/site/main.tf': `
variable "zones" {}
module "balancer" {
  source = "git::https://example.org/b.git"
  zones  = var.zones
}`,
    'infra/.terraform/modules/site.balancer/main.tf': BALANCER,
  });
  const { points, unknown } = await verdict('infra');
  expect(points).toEqual([[]]);
  expect(unknown).not.toContain('terraform init');
});

test('what lies there for another source is not taken for it', async () => {
  put({
    'infra/main.tf': `${CALL.replace('SOURCE', 'example/site/aws')}\nresource "aws_vpc" "v" {}\n`,
    'infra/.terraform/modules/modules.json': INSTALLED('registry.terraform.io/other/site/aws'),
    'infra/.terraform/modules/site/main.tf': BALANCER,
  });
  const { exit, err } = await check('infra');
  expect(exit).toBe(2);
  expect(err).toContain(
    "module.site (example/site/aws, called in main.tf: in its place lies registry.terraform.io/other/site/aws; 'terraform init' or 'terraform get' in infra brings it",
  );
});

test('where visitors come in may be in a module that is not here: what is here is judged, and nothing good is said', async () => {
  put({
    'infra/main.tf': `${CALL.replace('SOURCE', 'example/balancer/aws')}\nresource "aws_instance" "web" { count = 2 }\n`,
  });
  const { exit, out } = await check('infra');
  expect(exit).toBe(3);
  expect(out).toContain('infra: not known what it survives: 1 module not read');
  expect(out).toContain('module.site');
  expect(out).toContain("'terraform init'");
});

test('a module above the folder, by a symbolic link, with values of variables from beside the root', async () => {
  put({
    'live/eu/main.tf': `
variable "sizes" { type = map(string) }
module "site" {
  source = "../../shared/site"
  zones  = var.sizes
}`,
    'live/eu/terraform.tfvars': 'sizes = { eu-west-1a = "t3.micro", eu-west-1c = "t3.micro" }\n',
    'modules/balancer/main.tf': BALANCER,
    'shared/.keep': '',
  });
  symlinkSync('../modules/balancer', join(folder.path, 'shared/site'));
  expect((await verdict('live/eu')).points).toEqual([[]]);
});

test('a call that an override file changes, and one in JSON', async () => {
  put({
    'infra/main.tf': CALL.replace('SOURCE', './gone'),
    'infra/site_override.tf.json': JSON.stringify({ '//': 'x', module: { site: { source: '../site' } } }),
    'site/main.tf': BALANCER,
  });
  expect((await verdict('infra')).points).toEqual([[]]);
});

const deep = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`m${at}/main.tf`, `module "next" {\n  source = "../m${at + 1}"\n}\n`]),
);
const wide = Object.fromEntries(
  Array.from({ length: 14 }, (_, at) => [
    `w${at}/main.tf`,
    `module "a" {\n  source = "../w${at + 1}"\n}\nmodule "b" {\n  source = "../w${at + 1}"\n}\n`,
  ]),
);

test.each<readonly [string, Readonly<Record<string, string>>, string, string]>([
  [
    'a module that calls itself by way of another',
    { 'a/main.tf': 'module "b" {\n  source = "../b"\n}\n', 'b/main.tf': 'module "a" {\n  source = "../a"\n}\n' },
    'a',
    "b/main.tf: module 'a' (../a): it calls itself, by way of a",
  ],
  ['modules nested without end', deep, 'm0', 'modules are nested more than 32 deep'],
  [
    'modules that call two each, again and again',
    { ...wide, 'w14/main.tf': '' },
    'w0',
    'more than 2000 calls of modules',
  ],
  ['a source that is a file', { 'a/main.tf': 'module "b" {\n  source = "./main.tf"\n}\n' }, 'a', 'it is no folder'],
  [
    'HCL of a module that does not parse',
    { 'a/main.tf': 'module "b" {\n  source = "./b"\n}\n', 'a/b/x.tf': 'resource {' },
    'a',
    'a/b/x.tf:1:',
  ],
  [
    'a list of modules that is none',
    { 'a/main.tf': 'module "b" {\n  source = "x/y/z"\n}\n', 'a/.terraform/modules/modules.json': '{}' },
    'a',
    "a/.terraform/modules/modules.json: it has no list 'Modules'; run 'terraform init' again",
  ],
  [
    'a number that nobody means',
    { 'a/main.tf': 'resource "aws_instance" "a" {\n  count = 100000\n}\n' },
    'a',
    'at most 1000 are read',
  ],
])('%s is refused in one line', async (_what, files, name, says) => {
  put(files);
  const { exit, out, err } = await check(name);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toContain(says);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('links that form a circle, and a folder that is called like a file', async () => {
  put({ 'a/main.tf': 'module "b" {\n  source = "./b"\n}\n' });
  symlinkSync('b', join(folder.path, 'a/b'));
  expect((await check('a')).err).toContain("module 'b' (./b): a/b: ");
  mkdirSync(join(folder.path, 'c/x.tf'), { recursive: true });
  put({ 'c/main.tf': `${CALL.replace('SOURCE', './site')}`, 'c/site/main.tf': BALANCER });
  expect((await verdict('c')).points).toEqual([[]]);
});

describe('a plan and the folder that it was made from', () => {
  const zones = ['eu-west-1a', 'eu-west-1b'];
  const named = (type: string, key: string) => ({
    address: `${type}.it["${key}"]`,
    mode: 'managed',
    type,
    name: 'it',
    index: key,
  });
  const plan = JSON.stringify({
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: [
          ...zones.map((zone) => ({ ...named('aws_instance', zone), values: { availability_zone: zone } })),
          {
            address: 'aws_elb.web',
            mode: 'managed',
            type: 'aws_elb',
            name: 'web',
            values: {
              availability_zones: zones,
              listener: [{ lb_port: 80, lb_protocol: 'http', instance_port: 80, instance_protocol: 'http' }],
            },
          },
        ],
      },
    },
    resource_changes: [
      {
        address: 'aws_elb.web',
        mode: 'managed',
        type: 'aws_elb',
        change: { after: {}, after_unknown: { instances: true } },
      },
    ],
    configuration: {
      provider_config: { aws: { expressions: { region: { constant_value: 'eu-west-1' } } } },
      root_module: {
        resources: [
          { address: 'aws_instance.it', mode: 'managed', type: 'aws_instance', name: 'it' },
          { address: 'aws_elb.web', mode: 'managed', type: 'aws_elb', name: 'web' },
        ],
      },
    },
  });
  const source = BALANCER.replaceAll('aws_instance" "web', 'aws_instance" "it').replaceAll(
    'aws_instance.web',
    'aws_instance.it',
  );

  test('beside each other, or named', async () => {
    put({ 'plan.json': plan, 'main.tf': source, 'elsewhere/plan.json': plan });
    expect((await verdict('plan.json')).points).toEqual([[]]);
    expect((await verdict('elsewhere/plan.json')).points).not.toEqual([[]]);
    const { exit, out } = await check('elsewhere/plan.json', '--source', '.', '--format', 'json');
    expect(exit).toBe(0);
    expect(JSON.parse(out).stacks[0].goals[0].singlePoints).toEqual([]);
  });

  test('what lies beside by chance is not used, and said; what is named has to be right', async () => {
    put({ 'plan.json': plan, 'main.tf': `${source}\nresource "aws_vpc" "v" {}\n`, 'broken/main.tf': 'resource {' });
    const { points, unknown } = await verdict('plan.json');
    expect(points).not.toEqual([[]]);
    expect(unknown).toContain('beside the plan: it has aws_vpc.v, and the plan does not; only the plan was read');
    for (const [folder, says] of [
      ['.', 'it is not what plan.json was planned from: it has aws_vpc.v, and the plan does not'],
      ['broken', 'broken/main.tf:1:'],
      ['missing', 'missing: no such folder'],
    ] as const) {
      const { exit, err } = await check('plan.json', '--source', folder);
      expect(exit).toBe(2);
      expect(err).toContain(says);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });
});

describe('what lies beside the files', () => {
  const SIZES = `provider "aws" { region = "eu-west-1" }
module "site" { source = "./site" }
`;
  const SITE = `locals { sizes = yamldecode(file("\${path.module}/sizes.yaml")) }
resource "aws_instance" "web" {
  count             = lookup(local.sizes, terraform.workspace, 1)
  ami               = "ami-0123456789abcdef0"
  instance_type     = "t3.small"
  availability_zone = element(["eu-west-1a", "eu-west-1b"], count.index)
  user_data         = templatefile("\${path.root}/start.tftpl", { store = aws_db_instance.store.address })
}
resource "aws_db_instance" "store" {
  engine         = "postgres"
  instance_class = "db.t3.small"
}
`;

  test('a list, a template and the workspace that is chosen are read', async () => {
    put({
      'beside/main.tf': SIZES,
      'beside/site/main.tf': SITE,
      'beside/site/sizes.yaml': 'default: 1\nlive: 2\n',
      'beside/start.tftpl': '#!/bin/sh\necho "${store}" > /etc/store\n',
    });
    const alone = await verdict('beside');
    expect(alone.points.flat().filter((one: string) => one.includes('aws_instance'))).toEqual([
      'module.site.aws_instance.web[0]',
    ]);
    expect(alone.unknown).toContain('terraform.workspace: none was chosen in this folder; assumed: default');
    expect(alone.unknown).toContain('refers to module.site.aws_db_instance.store by address');
    put({ 'beside/.terraform/environment': 'live' });
    const chosen = await verdict('beside');
    expect(chosen.unknown).not.toContain('terraform.workspace');
    expect(chosen.unknown).toContain('module.site.aws_instance.web[1]');
  });

  test('a file that is not there leaves the number open', async () => {
    put({ 'missing/main.tf': SIZES, 'missing/site/main.tf': SITE });
    expect((await verdict('missing')).unknown).toContain('how many module.site.aws_instance.web there are');
  });
});

test('the folder of a submodule that was not checked out is a module that is not there, and not one that makes nothing', async () => {
  put({
    'submodule/main.tf': `${CALL.replace('SOURCE', './site')}module "data" {\n  source = "./data"\n  number = 1\n}\n`,
    'submodule/site/main.tf': BALANCER,
    'submodule/data/README.md': '',
  });
  const { exit, out } = await check('submodule', '--survives', 'zone');
  expect(exit).toBe(3);
  expect(out).toContain('1 module not read');
  expect(out).toContain('module.data was not entered');
  expect(out).toContain(
    "no Terraform is in submodule/data; where that is a submodule of git, 'git submodule update --init'",
  );
});

test('values that lead through too many others, and loops inside of loops, are refused in a sentence', async () => {
  const chain = Array.from({ length: 600 }, (_, index) => `v${index + 1} = local.v${index} + 1`).join('\n');
  const machine = (count: string) => `resource "aws_instance" "a" { count = ${count} }\n`;
  put({
    'chain/main.tf': `locals {\nv0 = 1\n${chain}\n}\n${machine('local.v600 > 9 ? 2 : 1')}`,
    'loops/main.tf': `locals { all = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]] }\n${machine('length(local.all)')}`,
  });
  expect(await check('chain')).toMatchObject({ exit: 2, err: expect.stringContaining('more than 500 values away') });
  expect(await check('loops')).toMatchObject({ exit: 2, err: expect.stringContaining('loops inside of loops') });
});
