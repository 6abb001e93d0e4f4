import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsNeeds, startFakeAws } from '../helpers/aws';
import { nospof, scratchFolder } from '../helpers/command-line';
import { needs } from '../helpers/programs';
import { synthAll } from '../helpers/stacks';
import { shippedText } from '../helpers/synthesized';
import { prepare, terraformNeeds } from '../helpers/terraform';

const folder = scratchFolder();
const review = (...args: string[]) => nospof(folder.path, 'review', ...args);

/** A plan over a state with one machine and what is given, as `terraform show -json` prints it. */
function plan(changes: readonly object[], resources: readonly object[] = [MACHINE]) {
  const module = { root_module: { resources } };
  return {
    format_version: '1.2',
    terraform_version: '1.11.0',
    planned_values: module,
    prior_state: { format_version: '1.0', values: module },
    resource_changes: changes,
  };
}

const MACHINE = {
  address: 'aws_instance.app',
  mode: 'managed',
  type: 'aws_instance',
  name: 'app',
  provider_name: 'registry.terraform.io/hashicorp/aws',
  values: { instance_type: 't3.small', private_ip: '10.0.0.5' },
};

function change(address: string, actions: readonly string[], more: object = {}) {
  const [type, name] = address.split('.');
  return {
    address,
    mode: 'managed',
    type,
    name,
    change: { actions, before: {}, after: {}, after_unknown: {}, ...more },
  };
}

/** The report as JSON, on a plan with these changes. */
async function reviewed(...changes: readonly object[]) {
  folder.put('plan.json', JSON.stringify(plan(changes)));
  const { exit, out, err } = await review('plan.json', '--format', 'json');
  expect({ exit, err }).toEqual({ exit: expect.any(Number), err: '' });
  return { exit, ...JSON.parse(out) };
}

describe('actions are those of the plan', () => {
  test.each([
    [['create'], 'create', 0],
    [['update'], 'update', 0],
    [['delete'], 'destroy', 1],
    [['delete', 'create'], 'replace', 1],
    [['create', 'delete'], 'replace', 1],
    [['forget'], 'forget', 0],
    [['something', 'new'], 'unknown', 1],
  ])('%j of a database is %s', async (actions, action, exit) => {
    const found = await reviewed(change('aws_db_instance.main', actions, { replace_paths: [['engine']] }));
    expect([found.exit, found.resources.map((one: { action: string }) => one.action)]).toEqual([exit, [action]]);
  });

  test('what is left alone is not listed; what is only moved is', async () => {
    const { resources } = await reviewed(change('aws_db_instance.main', ['no-op']), {
      ...change('aws_eip.new', ['no-op']),
      previous_address: 'aws_eip.old',
    });
    expect(resources).toEqual([
      expect.objectContaining({ address: 'aws_eip.new', action: 'move', movedFrom: 'aws_eip.old' }),
    ]);
  });

  test('with the attribute that forces the replacement', async () => {
    const sides = { before: { engine: 'mysql' }, after: { engine: 'mariadb' }, replace_paths: [['engine']] };
    const { resources, blockers } = await reviewed(change('aws_db_instance.main', ['delete', 'create'], sides));
    expect(resources[0]).toMatchObject({ replacedBecause: ['engine'], createFirst: false });
    expect(resources[0].changed).toEqual([
      { path: 'engine', before: 'mysql', after: 'mariadb', follows: [], replaces: 'yes' },
    ]);
    expect(blockers).toContainEqual(
      expect.objectContaining({ kind: 'data-replaced', address: 'aws_db_instance.main' }),
    );
  });
});

test('no report tells a secret', async () => {
  const sides = {
    before: { password: 'old-secret', tags: { a: '1' }, nested: [{ key: 'deep-secret' }] },
    after: { password: 'new-secret', tags: { a: '2' }, nested: [{ key: 'deeper-secret' }] },
    before_sensitive: { password: true, nested: true },
    after_sensitive: { password: true, nested: [{ key: true }] },
  };
  folder.put('plan.json', JSON.stringify(plan([change('aws_db_instance.main', ['update'], sides)])));
  for (const format of ['text', 'json', 'markdown']) {
    const { out } = await review('plan.json', '--format', format);
    expect(out).toContain('password');
    expect(out).not.toMatch(/old-secret|new-secret|deep-secret|deeper-secret/);
  }
});

describe('unusable input ends in one message and exit status 2', () => {
  const good = JSON.stringify(plan([]));
  test.each<readonly [string, string | Uint8Array, readonly string[], string]>([
    [
      'a state',
      JSON.stringify({ format_version: '1.0', values: {} }),
      [],
      "it is a state, which plans nothing; 'nospof diff",
    ],
    ['a saved plan', Uint8Array.of(0x50, 0x4b, 3, 4), [], "'terraform show -json plan.json' prints"],
    ['no JSON', '{', [], 'it is no JSON'],
    ['other JSON', '[]', [], 'it is neither a plan nor a state'],
    ['a resource without an address', JSON.stringify(plan([], [{ mode: 'managed' }])), [], "'address'"],
    ['claims that are not there', good, ['--service-graph', 'missing.json'], 'missing.json: no such file'],
    ['claims that cannot be read', good, ['--service-graph', 'claims.json'], "'version' is 9; allowed: 1"],
    ['an acceptance without a reason', good, ['--accept', 'aws_eip.a'], 'give a reason'],
    ['an acceptance for nothing', good, ['--accept', 'aws_eip.a=empty'], 'no blocker is there'],
  ])('%s', async (_what, content, options, message) => {
    folder.put('plan.json', content);
    folder.put('claims.json', '{"version":9}');
    const { exit, out, err } = await review('plan.json', ...options);
    expect({ exit, out, err }).toEqual({ exit: 2, out: '', err: expect.stringContaining(message) });
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  test('a plan that is not there', async () => {
    expect(await review('plan.json')).toMatchObject({ exit: 2, err: expect.stringContaining('no such file') });
  });
});

describe('a real plan', () => {
  needs(...terraformNeeds, ...awsNeeds)(
    'over the state of another stage: data at risk, goals, machines and their configuration',
    async () => {
      const text = shippedText('02-split-database').replace(/ {4}storageGiB: 20.*\n/, '');
      const [before, after] = synthAll(['topologies/01-single-server.yaml', folder.put('shop.yaml', text)]);
      const aws = await startFakeAws();
      const terraform = await prepare(before?.folder ?? '', aws.endpoint);
      try {
        await terraform.plan();
        await terraform.apply();
        terraform.use(after?.folder ?? '');
        writeFileSync(join(folder.path, 'plan.json'), JSON.stringify(await terraform.plan()));
      } finally {
        terraform.dispose();
        await aws.stop();
      }
      for (const [name, stack] of [
        ['old.json', before],
        ['service-graph.json', after],
      ] as const) {
        writeFileSync(join(folder.path, name), JSON.stringify(stack?.serviceGraph));
      }
      const { exit, out, err } = await review('plan.json', '--old-service-graph', 'old.json', '--format', 'json');
      expect({ exit, err }).toEqual({ exit: 1, err: '' });
      const { blockers, goals, nodes, machines, actions } = JSON.parse(out);
      expect(actions).toBe('plan');
      const kinds = blockers.map(({ kind, address }: { kind: string; address: string }) => `${kind} ${address}`);
      expect(kinds).toContain('volume-not-kept aws_ebs_volume.web_1_data');
      expect(kinds).toContain('data-moves db');
      expect(kinds).toContain('data-abandoned web.files');
      expect(kinds).toContain('new-single-point aws_instance.db_1');
      expect(goals.map(({ goal }: { goal: string }) => goal)).toEqual(expect.arrayContaining(['serve', 'write']));
      expect(nodes).toContainEqual(expect.objectContaining({ node: 'db-1', event: 'created' }));
      expect(machines.flatMap((one: { nodes: string[] }) => one.nodes)).toEqual(['web-1']);
    },
    600_000,
  );
});
