import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestRecord } from '../../drill/judging/outcome';
import type { LocalNode } from '../../drill/nodes/local-node';
import { MANUAL } from '../../drill/restore/manual';
import type { LocalSite } from '../../drill/run/local-site';
import { RestoreCourse } from '../../drill/run/restore';
import { NODE_FILES } from '../../model/node-files';
import { PROJECT } from '../helpers/synthesized';

const OPERATIONS = readFileSync(join(PROJECT, 'docs/operations.md'), 'utf8');

test.each(Object.entries(MANUAL))('the manual has the commands that a drill runs: %s', (_name, commands) => {
  const lines = commands.split('\n');
  const indented = lines.map((line) => `    ${line}\n`).join('');
  expect(OPERATIONS.includes(indented) || OPERATIONS.includes(`\`${commands}\``)).toBe(true);
});

/** A database of three, of which a snapshot is taken at 10 s and put in place at 30 s. */
function course(lost: 'one' | 'majority' | 'all', galera = false) {
  const done: string[] = [];
  const nodes = ['db-1', 'db-2', 'db-3'].map((name) => ({
    name,
    plan: { tier: 'db', kind: 'mysql', files: new Map(galera ? [[NODE_FILES.galeraStart, '']] : []) },
    run: async (command: readonly string[]) => {
      done.push(`${name}: ${command.at(-1)?.split('\n')[0]}`);
      return { status: 0, stdout: '', stderr: '' };
    },
  })) as unknown as LocalNode[];
  const site = {
    nodes,
    takeSnapshot: async () => 10_000,
    snapshot: () => '/snapshot',
    crash: async (some: readonly LocalNode[]) => void done.push(`crash of ${some.map(({ name }) => name).join()}`),
    replace: async (node: LocalNode, volume: unknown) => {
      done.push(`${node.name} replaced, ${JSON.stringify(volume)}`);
      return 30_000;
    },
  } as unknown as LocalSite;
  const fault = { kind: 'restore', tier: 'db', lost, nodes: [] } as const;
  return { nodes, done, course: new RestoreCourse(fault, site, async () => undefined, new AbortController().signal) };
}

function row(seconds: number, kind: 'row' | 'file' = 'row'): RequestRecord {
  const at = seconds * 1_000;
  const acknowledged =
    kind === 'row' ? { kind, token: `${seconds}`, id: 1 } : { kind, name: `${seconds}`, content: 'text' };
  return { stream: 'database-write', due: at, first: { sent: at, ended: at + 10, status: 201 }, acknowledged };
}

test('what came after a snapshot is given up until it is in place, and nothing else', async () => {
  const { course: one, nodes, done } = course('all');
  await one.prepare();
  await one.lose(nodes);
  await one.restore(nodes);
  expect(done).toEqual([
    'db-1: systemctl stop nospof-follow.timer',
    'db-2: systemctl stop nospof-follow.timer',
    'db-3: systemctl stop nospof-follow.timer',
    'db-2: mv -T /srv/data/mysql /srv/data/mysql.aside',
    'db-3: mv -T /srv/data/mysql /srv/data/mysql.aside',
    'db-1 replaced, {"snapshot":"/snapshot"}',
    'db-2: nospof-setup',
    'db-3: nospof-setup',
  ]);
  const requests = [row(5), row(7), row(9), row(11), row(29), row(31), row(20, 'file')];
  const givenUp = one.givenUp(requests);
  expect(requests.filter((request) => givenUp.has(request)).map(({ due }) => due / 1_000)).toEqual([9, 11, 29]);
});

test('where others hold the data no snapshot is taken, and nothing is given up', async () => {
  const { course: one, nodes, done } = course('one');
  await one.prepare();
  expect(await one.lose(nodes.slice(2))).toBe('the machines and volumes of db-3 are gone');
  await one.restore(nodes.slice(2));
  expect(done).toEqual(['crash of db-3', 'db-3 replaced, "empty"']);
  expect(one.givenUp([row(5), row(20)]).size).toBe(0);
});

test('what is left of a Galera cluster has no majority, and is started again by hand', async () => {
  const { course: one, nodes, done } = course('majority', true);
  await one.lose(nodes.slice(1));
  await one.restore(nodes.slice(1));
  expect(done).toEqual([
    'crash of db-2,db-3',
    'db-2 replaced, "empty"',
    'db-3 replaced, "empty"',
    'db-1: systemctl restart mariadb',
  ]);
});
