import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdictSummary } from '../../cli/verdict-summary';
import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText, withoutClaims } from '../helpers/synthesized';

const folder = scratchFolder();
const small = shippedText('05-glusterfs');
const large = shippedText('08-varnish');

/** Synthesize a topology; the folder of its stack. */
async function synthesized(name: string, text: string): Promise<string> {
  folder.put(`${name}.yaml`, text);
  expect(await nospof(folder.path, 'synth', `${name}.yaml`)).toMatchObject({ exit: 0, err: '' });
  return `cdktf.out/stacks/${name}`;
}

const check = (...args: string[]) => nospof(folder.path, 'check', ...args);

describe('exit status', () => {
  test('0 where a topology holds what it declares', async () => {
    folder.put('shop.yaml', large);
    const { exit, out, err } = await check('shop.yaml');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('shop: survives the loss of any one zone');
    expect(out).toContain('serve: no single point of failure');
  });

  test('1 where it does not', async () => {
    folder.put('shop.yaml', `${small}survives: node\n`);
    const { exit, out } = await check('shop.yaml');
    expect(exit).toBe(1);
    expect(out).toContain('aws_instance.db_1 takes write down, and the site is to survive the loss of a node');
    expect(out).toContain('db_1 → web needs db.write → balancer needs web.write → write');
  });

  test('1 for an accepted risk that is none', async () => {
    folder.put(
      'shop.yaml',
      `${small}accept: [{ element: aws_instance.web_1, goal: serve, because: it was one once }]\n`,
    );
    const { exit, out } = await check('shop.yaml');
    expect(exit).toBe(1);
    expect(out).toContain('the accepted risk aws_instance.web_1 for serve is none; delete it from the topology');
  });

  test('0 with the accepted risk and its reason shown', async () => {
    const accept = ['serve', 'write'].flatMap((goal) =>
      ['aws_instance.db_1', 'aws_ebs_volume.db_1_data'].map(
        (element) => `  - { element: ${element}, goal: ${goal}, because: cheap }\n`,
      ),
    );
    folder.put('shop.yaml', `${small}survives: node\naccept:\n${accept.join('')}`);
    const { exit, out } = await check('shop.yaml');
    expect(exit).toBe(0);
    expect(out).toContain('db_1 → web needs db.write → balancer needs web.write → write; accepted: cheap');
  });
});

describe('rates of the topology', () => {
  const rated = (...rates: string[]): string => `${small}rates: { ${rates.join(', ')} }\n`;

  test('change the estimate, and are shown as its own', async () => {
    folder.put('shop.yaml', rated('node: 100%', 'aws_ebs_volume.db_1_data: 90%'));
    const { exit, out } = await check('shop.yaml');
    expect(exit).toBe(0);
    expect(out).toContain('aws_ebs_volume.db_1_data: up 90.0 % (from the topology)');
    expect(out).toMatch(/downtime comes from: db_1_data 99/);
    // The table's figure for a class is not shown where nothing goes by it.
    expect(out).not.toContain('up 99.5 %');
    expect(out).toContain('  zone: up ');
  });

  test('of an element that is not there are a breach', async () => {
    folder.put('shop.yaml', rated('aws_instance.db_7: 99%'));
    const { exit, out } = await check('shop.yaml');
    expect(exit).toBe(1);
    expect(out).toContain('there is no element aws_instance.db_7');
    const sarif = await check('--format', 'sarif', 'shop.yaml');
    const place = JSON.parse(sarif.out).runs[0].results.find(
      ({ ruleId }: { ruleId: string }) => ruleId === 'stale-rate',
    ).locations[0];
    const line = rated().trimEnd().split('\n').length;
    expect(place.physicalLocation.region).toEqual({ startLine: line, startColumn: 1 });
  });

  test('of a class that the site has none of are no mistake', async () => {
    folder.put('shop.yaml', rated('managed: 99%'));
    expect(await check('shop.yaml')).toMatchObject({ exit: 0, err: '' });
  });
});

describe('a stack folder', () => {
  test('is checked as it is, and so are all stacks of an output folder', async () => {
    const stack = await synthesized('shop', large);
    expect((await check(stack)).exit).toBe(0);
    await synthesized('small', `${small}survives: zone\n`);
    const { exit, out } = await check('cdktf.out', '--format', 'json');
    const { holds, stacks } = JSON.parse(out);
    expect({ exit, holds }).toEqual({ exit: 1, holds: false });
    expect(stacks.map(({ id, holds }: { id: string; holds: boolean }) => [id, holds])).toEqual([
      ['shop', true],
      ['small', false],
    ]);
  });

  test('an edited stack is not green, and one of an older release says so', async () => {
    const stack = await synthesized('small', small);
    const file = join(folder.path, stack, 'cdk.tf.json');
    const rendered = readFileSync(file, 'utf8');
    writeFileSync(file, rendered.replaceAll('max_connections = ', 'max_connections = 1'));
    const edited = await nospof(folder.path, 'check', stack);
    expect(edited).toMatchObject({ exit: 1, err: '' });
    expect(edited.out).toMatch(/line \d+ as it was rendered, in \/etc\/mysql\/mariadb.conf.d\/70-nospof.cnf of/);
    writeFileSync(file, withoutClaims(rendered));
    const graph = join(folder.path, stack, 'service-graph.json');
    const { rendered: _, ...older } = JSON.parse(readFileSync(graph, 'utf8'));
    writeFileSync(graph, JSON.stringify(older));
    const { exit, out } = await nospof(folder.path, 'check', stack);
    expect(exit).toBe(0);
    expect(out).toContain("'nospof synth' renews it");
  });

  test('gives a line for a table', async () => {
    const stack = await synthesized('small', small);
    expect(verdictSummary(join(folder.path, stack), { cwd: folder.path })).toEqual({
      singlePoints: { media: 0, serve: 3, upload: 0, write: 3 },
      survivesNode: false,
      survivesZone: false,
      holds: true,
    });
  });
});

const MALFORMED: readonly (readonly [what: string, file: string, content: string, message: string])[] = [
  ['no JSON', 'cdk.tf.json', '{', 'it is no JSON'],
  ['no object', 'cdk.tf.json', '[]', 'not an object'],
  ['no AWS', 'cdk.tf.json', '{"resource":{"google_compute_instance":{"a":{}}}}', 'no resource of AWS'],
  ['claims of an unknown version', 'service-graph.json', '{"version":9}', "'version' is 9; allowed: 1"],
  [
    'a claim of an unknown service',
    'service-graph.json',
    claims({ goals: [{ name: 'serve', service: 'x.y' }] }),
    'the service x.y',
  ],
  ['claims without a goal', 'service-graph.json', claims({ goals: [] }), 'no goal'],
  [
    'a wrong takeover',
    'service-graph.json',
    claims({ services: [{ id: 'a.b', members: [], enough: 1, takeover: 'magic' }] }),
    'allowed: none, caller',
  ],
];

function claims(changes: object): string {
  return JSON.stringify({
    version: 1,
    site: 'shop',
    services: [],
    needs: [],
    goals: [{ name: 'a', service: 'a.b' }],
    ...changes,
  });
}

describe('unusable input ends in one message and exit status 2', () => {
  test.each(MALFORMED)('%s', async (_what, file, content, message) => {
    const stack = await synthesized('small', small);
    const terraform = join(folder.path, stack, 'cdk.tf.json');
    writeFileSync(terraform, withoutClaims(readFileSync(terraform, 'utf8')));
    writeFileSync(join(folder.path, stack, file), content);
    const { exit, out, err } = await check(stack);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(join(stack, file));
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('a stack without its claims, a folder without a stack, a file that is not there', async () => {
    const stack = await synthesized('small', small);
    mkdirSync(join(folder.path, 'bare'));
    mkdirSync(join(folder.path, 'empty'));
    const terraform = readFileSync(join(folder.path, stack, 'cdk.tf.json'), 'utf8');
    writeFileSync(join(folder.path, 'bare/cdk.tf.json'), withoutClaims(terraform));
    for (const [name, message] of [
      ['bare', 'service-graph.json: no such file'],
      ['empty', 'no cdk.tf.json, *.tf or *.tf.json there'],
      ['missing.yaml', 'no such file'],
      ['plan.json', 'no such file'],
    ] as const) {
      const { exit, err } = await check(name);
      expect({ name, exit }).toEqual({ name, exit: 2 });
      expect(err).toContain(message);
    }
  });

  test('an unknown format', async () => {
    folder.put('shop.yaml', small);
    const { exit, err } = await check('shop.yaml', '--format', 'pdf');
    expect(exit).toBe(2);
    expect(err).toContain('sarif');
  });
});

describe('formats', () => {
  const text = `${small}survives: node\n`;
  const tier = text.split('\n').findIndex((line) => line.startsWith('  db:')) + 1;

  test('JSON', async () => {
    folder.put('shop.yaml', text);
    const { stacks, ...report } = JSON.parse((await check('shop.yaml', '--format', 'json')).out);
    expect(report).toMatchObject({
      format: 'nospof-check',
      version: 2,
      holds: false,
      rates: { classes: { node: { unavailability: 0.005 } } },
    });
    expect(stacks).toMatchObject([
      { id: 'shop', file: 'shop.yaml', site: 'shop', survives: 'node', survivesNode: false, gaps: [], unknown: [] },
    ]);
    expect(stacks[0].goals.find(({ goal }: { goal: string }) => goal === 'write').singlePoints[0]).toEqual({
      element: 'aws_instance.db_1',
      class: 'node',
      zone: 'eu-central-1a',
      tier: 'db',
      effect: 'outage',
      path: ['db_1', 'web needs db.write', 'balancer needs web.write', 'write'],
    });
  });

  test('SARIF points at the tier in the YAML', async () => {
    folder.put('shop.yaml', text);
    const { runs, version } = JSON.parse((await check('shop.yaml', '--format', 'sarif')).out);
    expect(version).toBe('2.1.0');
    const errors = runs[0].results.filter(({ level }: { level: string }) => level === 'error');
    expect(errors).toHaveLength(4);
    for (const { ruleId, locations } of errors) {
      expect(ruleId).toBe('single-point-of-failure');
      expect(locations).toEqual([
        { physicalLocation: { artifactLocation: { uri: 'shop.yaml' }, region: { startLine: tier, startColumn: 3 } } },
      ]);
    }
  });

  test('Markdown', async () => {
    folder.put('shop.yaml', text);
    const { out } = await check('shop.yaml', '--format', 'markdown');
    expect(out).toContain('| shop | node | no | no | no | media 0, serve 3, upload 0, write 3 |');
    expect(out).toContain('### Breaches');
  });

  test('Mermaid colours what is a single point of failure', async () => {
    folder.put('shop.yaml', text);
    const { out } = await check('shop.yaml', '--format', 'mermaid');
    expect(out).toContain('flowchart RL');
    expect(out).toMatch(/\["db_1"\]:::spof/);
    expect(out).not.toMatch(/\["web_1"\]:::spof/);
  });

  test('Open-PSA has a fault tree with each goal as a top event', async () => {
    folder.put('shop.yaml', text);
    const { out } = await check('shop.yaml', '--format', 'open-psa');
    folder.put('tree.xml', out);
    const result = await nospof(
      folder.path,
      'cutsets',
      'tree.xml',
      '--top',
      'write',
      '--order',
      '1',
      '--format',
      'json',
    );
    expect(result).toMatchObject({ exit: 0, err: '' });
    expect(result.out).toContain('aws_instance_db_1');
    expect(result.out).not.toContain('aws_instance_web_1');
  });

  test('the same input gives the same bytes', async () => {
    folder.put('shop.yaml', text);
    for (const format of ['text', 'json', 'markdown', 'sarif', 'mermaid', 'open-psa']) {
      const [first, second] = [
        await check('shop.yaml', '--format', format),
        await check('shop.yaml', '--format', format),
      ];
      expect(second).toEqual(first);
    }
  });
});
