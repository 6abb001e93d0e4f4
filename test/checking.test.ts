import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EbsVolume } from '@cdktf/provider-aws/lib/ebs-volume';
import { Instance } from '@cdktf/provider-aws/lib/instance';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, Aspects, TerraformStack, Testing } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { check, matchers, watchRedundancy } from '../checking';
import { Shop } from '../examples/constructs';
import { LoadBalancer, MysqlTier, ReadableStack, SingleServer, Site, type SiteProps, WebTier } from '../index';
import { claimsIn } from '../model/service-graph';
import { nospof } from './helpers/command-line';
import { temporaryFolder } from './helpers/temporary';

expect.extend(matchers);

const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const outside = () => new App({ outdir: temporaryFolder('checking') });

function tiers(scope: Construct, props: Partial<SiteProps> = {}): MysqlTier {
  const site = new Site(scope, 'site', { name: 'shop', region: 'eu-central-1', zones: ZONES, ...props });
  const db = new MysqlTier(scope, 'db', { site, nodes: 3 });
  new LoadBalancer(scope, 'balancer', { site }).to(new WebTier(scope, 'web', { site, nodes: 2 }).needs(db));
  return db;
}

function stackOf(Stack: typeof TerraformStack, build: (stack: TerraformStack) => void): TerraformStack {
  const stack = new Stack(outside(), 'shop');
  new AwsProvider(stack, 'aws', { region: 'eu-central-1' });
  build(stack);
  return stack;
}

test.each<[string, TerraformStack]>([
  ['with readable names', stackOf(ReadableStack, (stack) => tiers(stack))],
  ["with cdktf's hashed names", stackOf(TerraformStack, (stack) => tiers(stack))],
  ['below a construct', stackOf(ReadableStack, (stack) => tiers(new Construct(stack, 'production')))],
])('a site %s is proved', (_, stack) => {
  expect(stack).toSurvive('zone');
  const { gaps, unknown } = check(stack);
  expect({ gaps, unknown }).toEqual({ gaps: [], unknown: [] });
});

test('what is asked is what the site declares, where nobody asks for something else', () => {
  const one = stackOf(ReadableStack, (stack) => {
    tiers(stack, { zones: ZONES.slice(0, 1), declares: { survives: 'zone', accept: [] } });
  });
  expect(check(one)).toMatchObject({ survives: 'zone', outcome: 'fails' });
  expect(one).not.toSurvive('zone');
  expect(one).toSurvive('node');
  expect(matchers.toSurvive(one, 'zone').message()).toContain("does not hold 'survives: zone'");
});

const each = (change: (instance: Instance) => void) => (stack: TerraformStack) => {
  Aspects.of(stack).add({
    visit: (node: IConstruct) => {
      if (node instanceof Instance) change(node);
    },
  });
};
const first = (stack: TerraformStack): Instance => {
  const found = stack.node.findAll().find((one) => one instanceof Instance && one.friendlyUniqueId === 'web_1');
  if (!(found instanceof Instance)) throw new Error('no web_1');
  return found;
};

/** None of them is in the digests: they are of what the constructs render. */
test.each<[string, (stack: TerraformStack) => void, string, string]>([
  [
    'an override',
    (stack) => first(stack).addOverride('metadata_options.http_endpoint', 'disabled'),
    'aws_instance.web_1',
    'metadata_options as it was rendered',
  ],
  [
    'an override of the whole stack',
    (stack) => stack.addOverride('resource.aws_instance.web_1.ami', 'ami-0123'),
    'aws_instance.web_1',
    'ami as it was rendered',
  ],
  [
    'an aspect',
    each((instance) => {
      instance.instanceType = 't3.nano';
    }),
    'aws_instance.db_2',
    'instance_type as it was rendered',
  ],
])('%s is told from what was rendered', (_, change, subject, lookedFor) => {
  const stack = stackOf(ReadableStack, (made) => {
    tiers(made);
    change(made);
  });
  expect(stack).not.toSurvive('zone');
  expect(check(stack).gaps).toContainEqual(expect.objectContaining({ code: 'not-as-rendered', subject, lookedFor }));
});

test('what is accepted beside the constructs goes into the claims, and needs a reason', () => {
  const risk = { element: 'aws_instance.web_1', differs: 'ami', because: 'hardened' };
  const made = (because: string, declares?: SiteProps['declares']) =>
    stackOf(ReadableStack, (stack) => {
      tiers(stack, { declares }).site.accept({ ...risk, because });
      first(stack).addOverride('ami', 'ami-0123');
    });
  expect(made('hardened')).toSurvive('zone');
  expect(check(made('hardened'), { survives: 'zone' }).accepted).toEqual([risk]);
  expect(() => made(' ')).toThrow('aws_instance.web_1: say why it is acceptable');
});

test('a site that only accepts something is held to what is asked', () => {
  const one = stackOf(ReadableStack, (stack) => {
    tiers(stack, { zones: ZONES.slice(0, 1) }).site.accept({
      element: 'eu-central-1a',
      goal: 'serve',
      because: 'so far',
    });
  });
  expect(claimsIn(JSON.parse(JSON.stringify(one.toTerraform())))).toBeDefined();
  expect(one).not.toSurvive('zone');
  expect(check(one)).toMatchObject({ survives: 'none' });
});

test('tags of an aspect are no difference, nor are resources beside the site that have nothing to do with it', () => {
  const stack = stackOf(ReadableStack, (made) => {
    tiers(made);
    each((instance) => {
      instance.tags = { ...instance.tagsInput, owner: 'shop' };
    })(made);
    new EbsVolume(made, 'scratch', { availabilityZone: 'eu-central-1a', size: 1 });
  });
  expect(stack).toSurvive('zone');
});

test('a stack holds one site, and one without any is not checked', () => {
  expect(() =>
    stackOf(ReadableStack, (stack) => {
      tiers(stack);
      tiers(new Construct(stack, 'other'));
    }),
  ).toThrow('shop holds the site shop/site already');
  expect(() => check(stackOf(TerraformStack, () => {}))).toThrow('shop holds no Site of nospof');
});

test.each<[string, typeof TerraformStack]>([
  ['readable names', ReadableStack],
  ["cdktf's hashed names", TerraformStack],
])('alarms are derived from the proof of a whole stack, with %s', (_, Stack) => {
  const stack = stackOf(Stack, (made) => {
    const site = new Site(made, 'site', { name: 'shop', region: 'eu-central-1', zones: ZONES });
    // Before there is anything to prove.
    watchRedundancy(site);
    const db = new MysqlTier(made, 'db', { site, nodes: 3 });
    new LoadBalancer(made, 'balancer', { site }).to(new WebTier(made, 'web', { site, nodes: 2 }).needs(db));
  });
  expect(stack).toSurvive('zone');
  const { resource } = JSON.parse(Testing.synth(stack));
  const alarms: Record<string, { alarm_name: string; alarm_description: string; alarm_rule: string }> =
    resource.aws_cloudwatch_composite_alarm;
  expect(Object.keys(alarms)).toEqual(['redundancy_serve', 'redundancy_write']);
  const { alarm_name, alarm_description, alarm_rule } = alarms.redundancy_write ?? {};
  expect(alarm_name).toBe('shop-write-redundancy');
  expect(alarm_description).toContain('With db-1 away: db-2, db-3, zone eu-central-1b or zone eu-central-1c.');
  const named = [...(alarm_rule ?? '').matchAll(/ALARM\("\$\{aws_cloudwatch_metric_alarm\.([\w-]+)\.alarm_name\}"\)/g)];
  expect(named.map(([, id = '']) => resource.aws_cloudwatch_metric_alarm[id].alarm_name)).toEqual(
    ['balancer-1', 'balancer-2', 'db-1', 'db-2', 'db-3', 'web-1', 'web-2'].map((node) => `shop-${node}-health`),
  );
});

test('a stack without redundancy has no alarm on it', () => {
  const stack = stackOf(ReadableStack, (made) => {
    const site = new Site(made, 'site', { name: 'shop', region: 'eu-central-1', zones: ZONES });
    watchRedundancy(site);
    new SingleServer(made, 'web', { site });
  });
  expect(JSON.parse(Testing.synth(stack)).resource).not.toHaveProperty('aws_cloudwatch_composite_alarm');
});

describe('constructs that cdktf synthesized', () => {
  function synthesized() {
    const app = outside();
    new Shop(app, 'shop');
    app.synth();
    return { cwd: app.outdir, file: join(app.outdir, 'stacks/shop/cdk.tf.json') };
  }

  test('are checked from the folder that cdktf wrote, and held to what is asked', async () => {
    const { cwd } = synthesized();
    expect(await nospof(cwd, 'check', 'stacks/shop', '--survives', 'zone')).toMatchObject({ exit: 0, err: '' });
    expect(check(join(cwd, 'stacks/shop'), { survives: 'zone' }).holds).toBe(true);
    expect(join(cwd, 'stacks/shop')).toSurvive('zone');
  });

  test('are known by their claims where the digests were edited away, too', async () => {
    const { cwd, file } = synthesized();
    const json = JSON.parse(readFileSync(file, 'utf8'));
    expect(claimsIn(json)).toMatchObject({ version: 1, rendered: { parts: expect.any(Array) } });
    json['//'].nospof.rendered = '{';
    writeFileSync(file, JSON.stringify(json));
    const { exit, err } = await nospof(cwd, 'check', 'stacks/shop');
    expect({ exit, err: err.trim() }).toEqual({
      exit: 2,
      err: expect.stringMatching(/stacks\/shop\/cdk\.tf\.json: 'rendered' is "\{"; allowed: an object$/),
    });
  });
});
