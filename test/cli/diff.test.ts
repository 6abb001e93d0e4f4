import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { nospof, scratchFolder } from '../helpers/command-line';
import { PROJECT, shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const gluster = shippedText('05-glusterfs');
const replicas = shippedText('06-mysql-replication');
const unkept = gluster.replace(/ {2}files-1-data.*\n/, '');
const VOLUME = 'aws_ebs_volume.files_1_data';

const diff = (...args: string[]) => nospof(folder.path, 'diff', ...args);

/** Two topologies as files `old/shop.yaml` and `new/shop.yaml`. */
function sides(before: string, after: string): readonly [string, string] {
  folder.put('old/shop.yaml', before);
  folder.put('new/shop.yaml', after);
  return ['old/shop.yaml', 'new/shop.yaml'];
}

describe('exit status', () => {
  test('0 where nothing blocks', async () => {
    const { exit, out, err } = await diff(...sides(gluster, replicas));
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out.split('\n')[0]).toBe('old/shop.yaml → new/shop.yaml: safe: no blockers');
  });

  test('0 for a topology and itself, of which nothing is to be told', async () => {
    const { exit, out } = await diff(...sides(gluster, gluster));
    expect(exit).toBe(0);
    expect(out).toContain('new/shop.yaml: nothing changes\n');
    expect(out).not.toMatch(/^(Blocker|Resources|Steps|Tiers|Scalability)/m);
  });

  test('1 where data is at risk, first of all, with the line that would keep it', async () => {
    const { exit, out } = await diff(...sides(gluster, unkept));
    expect(exit).toBe(1);
    expect(out.indexOf(`${VOLUME} [`)).toBeLessThan(out.indexOf('\nGoals'));
    expect(out).toContain(`--accept '${VOLUME}=REASON'`);
  });

  test('0 with the reason why it is accepted, which is shown', async () => {
    const { exit, out } = await diff(...sides(gluster, unkept), '--accept', `${VOLUME}=copied on 3 May`);
    expect(exit).toBe(0);
    expect(out).toContain('safe, with 1 blocker accepted');
    expect(out).toContain('→ accepted: copied on 3 May');
  });

  test('0 with the reason by the option’s old name', async () => {
    const { exit, out } = await diff(...sides(gluster, unkept), '--allow-destroy', `${VOLUME}=copied on 3 May`);
    expect(exit).toBe(0);
    expect(out).toContain('→ accepted: copied on 3 May');
  });

  test('1 for what no reason can accept', async () => {
    const moved = gluster.replace(/eu-central-1/g, 'eu-west-1');
    const { exit, out } = await diff(...sides(gluster, moved), '--accept', 'region=we move');
    expect(exit).toBe(1);
    expect(out).toContain('region [region-changed]');
  });
});

describe('an acceptance that cannot be used ends in one message and exit status 2', () => {
  test.each([
    ['without a reason', [VOLUME], 'give a reason'],
    ['with an empty reason', [`${VOLUME}= `], 'give a reason'],
    ['without an address', ['=because'], 'give a reason'],
    ['given twice', [`${VOLUME}=one`, `${VOLUME}=two`], 'it is given twice'],
    ['for what no blocker is about', ['aws_ebs_volume.files_1_dat=empty'], `did you mean ${VOLUME}?`],
    ['for something else altogether', ['aws_iam_role.web=empty'], 'no blocker is there; delete the option'],
  ])('%s', async (_what, given, message) => {
    const options = given.flatMap((one) => ['--accept', one]);
    const { exit, out, err } = await diff(...sides(gluster, unkept), ...options);
    expect({ exit, out, err }).toEqual({ exit: 2, out: '', err: expect.stringContaining(message) });
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('usage: one side alone, an unknown format', async () => {
    expect((await diff('old.yaml')).exit).toBe(2);
    expect(await diff('a', 'b', '--format', 'pdf')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('markdown'),
    });
  });
});

describe('formats', () => {
  test('all of them tell the same in the order that a reviewer needs, and the same input gives the same bytes', async () => {
    const given = sides(gluster, unkept.replace('nodes: 3, storageGiB: 20', 'nodes: 6, storageGiB: 30'));
    const text = (await diff(...given)).out;
    const order = ['Blockers', 'Goals', 'Tiers', 'Resources', 'Configuration', 'Steps', 'Scalability'];
    const places = order.map((title) => text.search(new RegExp(`^${title}`, 'm')));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));

    const markdown = (await diff(...given, '--format', 'markdown')).out;
    const top = markdown.slice(0, markdown.indexOf('<details>'));
    expect(top).toContain(`**${VOLUME} \\[`);
    expect(top.split('\n').length).toBeLessThan(20);
    expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)?.length ?? 0);
    expect((await diff(...given, '--format', 'markdown')).out).toBe(markdown);
  });

  test('JSON keeps to its contract', async () => {
    const schema = JSON.parse(readFileSync(join(PROJECT, 'schema/diff.schema.json'), 'utf8'));
    const validate = new Ajv({ strict: false, allErrors: true }).compile(closed(schema));
    for (const [before, after] of [
      [shippedText('03-media-cdn'), shippedText('04-load-balancer-pair')],
      [shippedText('04-load-balancer-pair'), unkept],
      [replicas, gluster],
      [gluster, gluster],
    ] as const) {
      const { out } = await diff(...sides(before, after), '--format', 'json');
      expect([validate(JSON.parse(out)), validate.errors]).toEqual([true, null]);
    }
  });
});

/** The schema without room for keys that it does not name: a new one must be added to the contract. */
function closed(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema as never;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && 'required' in schema ? { ...inner, additionalProperties: false } : inner;
}
