import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';
import { needs } from '../helpers/programs';
import { Repository } from '../helpers/repository';
import { shippedText, withoutClaims } from '../helpers/synthesized';

const folder = scratchFolder();
const before = shippedText('06-mysql-replication');
const after = before.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 3');
const withArchive = before.replace('kind: web\n', 'kind: web\n    application: ./build/app.tar.gz\n');

const diff = (...args: string[]) => nospof(folder.path, 'diff', ...args);

/** The report as JSON, of a run that worked. */
async function report(...args: string[]) {
  const { exit, out, err } = await diff(...args, '--format', 'json');
  expect({ exit, err }).toEqual({ exit: expect.any(Number), err: '' });
  return JSON.parse(out);
}

describe('what can be compared', () => {
  test('two files, and what was synthesized from one of them', async () => {
    folder.put('old.yaml', before);
    folder.put('new.yaml', after);
    const files = await report('old.yaml', 'new.yaml');
    expect(files).toMatchObject({ old: 'old.yaml', new: 'new.yaml', actions: 'predicted' });
    expect(files.nodes).toEqual([expect.objectContaining({ node: 'web-3', event: 'created' })]);
    expect((await nospof(folder.path, 'synth', 'old.yaml')).exit).toBe(0);
    for (const stack of ['cdktf.out', 'cdktf.out/stacks/old', 'cdktf.out/stacks/old/cdk.tf.json']) {
      expect((await report(stack, 'new.yaml')).resources).toEqual(files.resources);
    }
  });

  needs('git')('a revision, from anywhere in the repository; and what is staged', async () => {
    const repository = new Repository(folder.path);
    folder.put('sites/shop.yaml', before);
    repository.commit('one');
    folder.put('sites/shop.yaml', after);
    const added = [expect.objectContaining({ node: 'web-3', event: 'created' })];
    expect((await report('main:sites/shop.yaml', 'sites/shop.yaml')).nodes).toEqual(added);
    const inside = join(folder.path, 'sites');
    for (const old of ['HEAD:./shop.yaml', 'HEAD:sites/shop.yaml', ':./shop.yaml']) {
      const { out } = await nospof(inside, 'diff', old, 'shop.yaml', '--format', 'json');
      expect(JSON.parse(out).nodes).toEqual(added);
    }
    repository.git('add', '--all');
    expect((await report('HEAD:sites/shop.yaml', ':sites/shop.yaml')).nodes).toEqual(added);
  });

  test('a file whose name has a colon is that file', async () => {
    folder.put('main:shop.yaml', before);
    expect(await report('main:shop.yaml', 'main:shop.yaml')).toMatchObject({ safe: true, resources: [], steps: [] });
  });

  needs('git')('a revision’s own archive, so that a changed application shows', async () => {
    const repository = new Repository(folder.path);
    folder.put('sites/shop.yaml', withArchive);
    folder.put('sites/build/app.tar.gz', 'one');
    repository.commit('one');
    folder.put('sites/build/app.tar.gz', 'two');
    const { resources, unknown } = await report('main:sites/shop.yaml', 'sites/shop.yaml');
    expect(resources.map(({ address }: { address: string }) => address)).toContain(
      'aws_s3_object.web_application_object',
    );
    expect(unknown).not.toContainEqual(expect.stringContaining('archive'));
  });

  needs('git')('an archive that is not in git stands in from the disk, and that is said', async () => {
    const repository = new Repository(folder.path);
    folder.put('sites/shop.yaml', withArchive);
    repository.commit('one');
    folder.put('sites/build/app.tar.gz', 'two');
    const { resources, unknown } = await report('main:sites/shop.yaml', 'sites/shop.yaml');
    expect(resources).toEqual([]);
    expect(unknown).toEqual([expect.stringContaining('its archive ./build/app.tar.gz is not in git')]);
  });

  needs('git')('an archive that is nowhere is refused at its place', async () => {
    const repository = new Repository(folder.path);
    folder.put('sites/shop.yaml', withArchive);
    repository.commit('one');
    folder.put('sites/shop.yaml', before);
    const { exit, err } = await diff('main:sites/shop.yaml', 'sites/shop.yaml');
    expect(exit).toBe(2);
    expect(err).toMatch(/main:sites\/shop\.yaml:\d+:\d+: unreadable-archive/);
  });
});

describe('what cannot be compared ends in one message and exit status 2', () => {
  const state = { format_version: '1.0', values: { root_module: { resources: [] } } };
  const CASES: readonly (readonly [what: string, old: string, next: string, message: string])[] = [
    ['a file that is not there', 'missing.yaml', 'shop.yaml', 'missing.yaml'],
    ['a folder without a stack', 'empty', 'shop.yaml', "no cdk.tf.json there; 'nospof synth' writes one"],
    ['a state as NEW', 'shop.yaml', 'state.json', "for 'nospof review state.json'"],
    ['a state file of Terraform', 'terraform.tfstate', 'shop.yaml', 'it is a state as Terraform stores it'],
    ['a saved plan', 'saved.tfplan', 'shop.yaml', "give what 'terraform show -json saved.tfplan' prints"],
    ['other JSON', 'other.json', 'shop.yaml', 'it is neither a plan nor a state of Terraform'],
    ['no JSON', 'bad.json', 'shop.yaml', 'it is no JSON'],
    ['a format of the future', 'future.json', 'shop.yaml', '9.0'],
    ['a state that is not there', 'missing.json', 'shop.yaml', "no such file; 'terraform show -json' prints it"],
    ['a revision outside of a repository', 'main:shop.yaml', 'shop.yaml', 'this folder is in no git repository'],
    ['an option instead of a revision', './-x:shop.yaml', 'shop.yaml', 'no git repository'],
  ];

  test.each(CASES)('%s', async (_what, old, next, message) => {
    folder.put('shop.yaml', before);
    folder.put('state.json', JSON.stringify(state));
    folder.put('future.json', JSON.stringify({ ...state, format_version: '9.0' }));
    folder.put('terraform.tfstate', JSON.stringify({ version: 4, serial: 1, lineage: 'x', resources: [] }));
    folder.put('saved.tfplan', Uint8Array.of(0x50, 0x4b, 3, 4, 0));
    folder.put('other.json', '{}');
    folder.put('bad.json', '{');
    mkdirSync(join(folder.path, 'empty'));
    const { exit, out, err } = await diff(old, next);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  test('several stacks at once', async () => {
    folder.put('a.yaml', before);
    folder.put('b.yaml', after);
    await nospof(folder.path, 'synth', 'a.yaml', 'b.yaml');
    const { exit, err } = await diff('cdktf.out', 'a.yaml');
    expect({ exit, err }).toEqual({
      exit: 2,
      err: expect.stringContaining('several stacks are there (a, b); name one, as cdktf.out/stacks/a'),
    });
  });

  test('a stack without its claims', async () => {
    folder.put('a.yaml', before);
    await nospof(folder.path, 'synth', 'a.yaml');
    const file = join(folder.path, 'cdktf.out/stacks/a/cdk.tf.json');
    writeFileSync(file, withoutClaims(readFileSync(file, 'utf8')));
    rmSync(join(folder.path, 'cdktf.out/stacks/a/service-graph.json'));
    const { exit, err } = await diff('cdktf.out', 'a.yaml');
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('service-graph.json: no such file') });
  });

  test('the problems of both sides are told at once', async () => {
    folder.put('a.yaml', before.replace('kind: cdn', 'kind: cnd'));
    folder.put('b.yaml', before.replace('survives: zone', 'survive: zone'));
    const { exit, err } = await diff('a.yaml', 'b.yaml');
    expect(exit).toBe(2);
    expect(err).toContain('a.yaml:');
    expect(err).toContain('b.yaml:6:1');
  });

  needs('git')('a revision or a path that is not there, a folder, and an option in place of a revision', async () => {
    const repository = new Repository(folder.path);
    folder.put('sites/shop.yaml', before);
    repository.commit('one');
    for (const [old, message] of [
      ['mian:sites/shop.yaml', "git knows no revision 'mian'"],
      ['main:sites/shp.yaml', 'no file sites/shp.yaml in main'],
      ['main:sites', 'it is a folder in main'],
      [':nothing.yaml', 'no file nothing.yaml staged'],
      ['--help:sites/shop.yaml', 'unknown option'],
    ] as const) {
      const { exit, out, err } = await diff(old, 'sites/shop.yaml');
      expect({ old, exit, out, err }).toEqual({ old, exit: 2, out: '', err: expect.stringContaining(message) });
    }
    const { err } = await nospof(join(folder.path, 'sites'), 'diff', 'main:shop.yaml', 'shop.yaml');
    expect(err).toContain("say 'main:./shop.yaml'");
    const { err: dashed } = await nospof(folder.path, 'diff', '--', '-x:sites/shop.yaml', 'sites/shop.yaml');
    expect(dashed).toContain("a revision does not begin with '-'");
  });
});
