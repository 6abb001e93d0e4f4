import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { judgeReadBacks, type ReadBack } from '../../../drill/judging/durability';
import type { AcknowledgedWrite } from '../../../drill/judging/outcome';
import { DRILLED } from '../../../drill/kinds';
import { run } from '../../helpers/processes';
import { needs } from '../../helpers/programs';
import { PROJECT } from '../../helpers/synthesized';
import { temporaryFolder } from '../../helpers/temporary';
import { planOf } from '../plans';

const FILES = [
  ...['01-single-server', '04-load-balancer-pair', '08-varnish'].map((name) => `topologies/${name}.yaml`),
  'test/fixtures/topologies/hot-hot-arbiter.yaml',
];

describe('what is asked of whom', () => {
  const planned = (path: string) => {
    const { nodes } = planOf(readFileSync(join(PROJECT, path), 'utf8'), basename(path, '.yaml'));
    return nodes.flatMap(({ address, files, kind }) => DRILLED[kind].readBacks({ element: address, files }));
  };

  test.each(FILES.map((path) => [basename(path, '.yaml'), path]))('%s', (_, path) => {
    const told = planned(path).map(({ node, kind, group, namesOnly, command }) => {
      return `${node} ${kind} ${group}${namesOnly ? ' names' : ''}: ${command.join(' ')}`;
    });
    expect(told).toMatchSnapshot();
  });
});

const content = (text: string) => `${text}\n`;
const hash = (text: string) => createHash('sha256').update(content(text)).digest('hex');
const nameOf = (text: string) => `${hash(text).slice(0, 32)}.txt`;
const file = (text: string): AcknowledgedWrite => ({ kind: 'file', name: nameOf(text), content: content(text) });
const row = (token: string): AcknowledgedWrite => ({ kind: 'row', token, id: 1 });
const readBack = (kind: ReadBack['kind'], node: string, more: Partial<ReadBack> = {}): ReadBack => {
  return { kind, node, command: [], group: 0, ...more };
};
const listed = (...texts: string[]) => texts.map((text) => `${hash(text)}  ./${nameOf(text)}\n`).join('');

test('a replica that lacks a row is named with it', () => {
  const answers = [
    { readBack: readBack('row', 'db_1'), output: 'a\nb\nc\n' },
    { readBack: readBack('row', 'db_2'), output: 'a\nc\n' },
    { readBack: readBack('row', 'db_3'), problem: 'ended with 1' },
  ];
  expect(judgeReadBacks(answers, [row('b'), row('a'), row('z'), file('x')])).toEqual([
    { kind: 'row', where: 'db_1', asked: 3, missing: ['z'] },
    { kind: 'row', where: 'db_2', asked: 3, missing: ['b', 'z'] },
    { kind: 'row', where: 'db_3', asked: 3, missing: [], unanswered: 'ended with 1' },
    { kind: 'file', where: 'the nodes', asked: 1, missing: [], unanswered: 'no node is known to store a file' },
  ]);
});

test('what no node could be asked for is not said to be there', () => {
  expect(judgeReadBacks([], [])).toEqual([]);
  expect(judgeReadBacks([], [row('a'), row('b')])).toEqual([
    { kind: 'row', where: 'the nodes', asked: 2, missing: [], unanswered: 'no node is known to store a row' },
  ]);
});

test('a file whose content is not that of its name is missing', () => {
  const cut = `${hash('shorter')}  ./${nameOf('whole')}\n`;
  const [found] = judgeReadBacks([{ readBack: readBack('file', 'files_1'), output: cut }], [file('whole')]);
  expect(found?.missing).toEqual([nameOf('whole')]);
});

test('an arbiter has names alone', () => {
  const empty = `${createHash('sha256').update('').digest('hex')}  ./${nameOf('one')}\n`;
  const answers = [
    { readBack: readBack('file', 'g_1'), output: listed('one') },
    { readBack: readBack('file', 'g_2'), output: empty },
    { readBack: readBack('file', 'g_3', { namesOnly: true }), output: empty },
  ];
  expect(judgeReadBacks(answers, [file('one')]).map(({ missing }) => missing.length)).toEqual([0, 1, 0]);
});

test('a file is asked for in the part of the volume that holds it', () => {
  const part = (node: string, group: number, ...texts: string[]) => {
    return { readBack: readBack('file', node, { group }), output: listed(...texts) };
  };
  const answers = [
    part('g_1', 0, 'one'),
    part('g_2', 0, 'one'),
    part('g_3', 0),
    part('g_4', 1, 'two'),
    part('g_5', 1, 'two'),
    part('g_6', 1, 'two'),
  ];
  expect(judgeReadBacks(answers, [file('one'), file('two')])).toEqual([
    { kind: 'file', where: 'g_1', asked: 1, missing: [] },
    { kind: 'file', where: 'g_2', asked: 1, missing: [] },
    { kind: 'file', where: 'g_3', asked: 1, missing: [nameOf('one')] },
    ...['g_4', 'g_5', 'g_6'].map((where) => ({ kind: 'file', where, asked: 1, missing: [] })),
  ]);
  expect(judgeReadBacks(answers, [file('nowhere')]).every(({ missing }) => missing.length === 1)).toBe(true);
});

needs('find', 'sha256sum')('the command lists what is in a folder, and nothing where it is empty', async () => {
  const folder = join(temporaryFolder('durability'), 'brick');
  mkdirSync(folder);
  const files = new Map([['/etc/exports.d/nospof.exports', `${folder} 10.0.0.1(rw)\n`]]);
  const [planned] = DRILLED.nfs.readBacks({ element: 'files_1', files });
  const ask = async () => (await run(planned?.command[0] ?? '', planned?.command.slice(1) ?? [])).stdout;
  const held = async () => {
    if (!planned) throw new Error('nothing planned');
    return judgeReadBacks([{ readBack: planned, output: await ask() }], [file('one')]);
  };
  expect(await held()).toEqual([{ kind: 'file', where: 'files_1', asked: 1, missing: [nameOf('one')] }]);
  writeFileSync(join(folder, nameOf('one')), content('one'));
  expect(await held()).toEqual([{ kind: 'file', where: 'files_1', asked: 1, missing: [] }]);
});
