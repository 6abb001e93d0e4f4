import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf } from '../../drill/run/faults';
import { faultTitle } from '../../report/drill/words';
import { PROJECT } from '../helpers/synthesized';
import { shippedPlan } from './plans';

const FOLDER = join(PROJECT, 'docs/drills');
const RECORDS = readdirSync(FOLDER).filter((name) => /^\d/.test(name));
const INDEX = readFileSync(join(FOLDER, 'README.md'), 'utf8');

/** The stages that have a balancer pair, and so something to survive. */
const STAGES = [
  '04-load-balancer-pair',
  '05-glusterfs',
  '06-mysql-replication',
  '06b-galera',
  '07-memcached',
  '08-varnish',
];

test('every stage from the balancer pair on is recorded', () => {
  expect(RECORDS.sort()).toEqual(STAGES.map((stage) => `${stage}.md`));
});

describe.each(STAGES)('the recorded drill of %s', (stage) => {
  const record = readFileSync(join(FOLDER, `${stage}.md`), 'utf8');

  test('has every fault that a whole drill of the topology has now, and no contradiction', () => {
    const { nodes } = shippedPlan(stage, { nfs: false });
    const [, table = ''] = /## What each (?:fault|strike) cost\n([\s\S]*?)\n## /.exec(record) ?? [];
    const injected = [...table.matchAll(/^\| ((?:crash|isolation|loss|all) .*?) \|/gm)].map(([, name]) => name);
    expect(injected).toEqual(faultsOf(nodes).map(faultTitle));
    const headline = record.split('\n', 1)[0];
    expect([
      `# Drill of ${stage}: ${injected.length} strikes, and all went as the proof says`,
      `# Drill of ${stage}: ${injected.length} faults injected, all outcomes as predicted`,
    ]).toContain(headline);
  });

  test('is what the index says', () => {
    const [, faults] = /: (\d+) (?:strikes|faults)/.exec(record) ?? [];
    const [, served] = /; serving ([\d.]+ s) after/.exec(record) ?? [];
    const [, memory] = /with (\d+ MiB) of memory/.exec(record) ?? [];
    const row = INDEX.split('\n').find((line) => line.includes(`(${stage}.md)`));
    expect(
      row
        ?.split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    ).toEqual([faults, 'none', served, memory]);
  });
});

/** Ways back from snapshots: what the command of a record says was drilled. */
const RESTORES = readdirSync(FOLDER).filter((name) => name.startsWith('restore-'));

test('a way back is recorded for each kind of data that several nodes hold', () => {
  expect(RESTORES.length).toBeGreaterThan(0);
});

describe.each(RESTORES)('the recorded way back %s', (name) => {
  const record = readFileSync(join(FOLDER, name), 'utf8');
  const stage = name.replace(/^restore-|\.md$/g, '');
  const only = / --only (\S+)/.exec(record)?.[1]?.split(',');

  test('has every restore of what it names, no contradiction, and no write that was lost', () => {
    const { nodes } = shippedPlan(stage, { nfs: false });
    const table = record.slice(record.indexOf('## What each fault cost'), record.indexOf('## Latency'));
    const rows = [
      ...table.matchAll(/^\| (restore of .*?) \|.*\| (\d+) of \d+ \| ([\d.]+ s|\d+ ms) \| ([\d.]+ s|\d+ ms) \|$/gm),
    ];
    const faults = faultsOf(nodes, { kinds: ['restore'], ...(only ? { only } : {}) });
    expect(rows.map(([, title]) => title)).toEqual(faults.map(faultTitle));
    expect(rows.map(([, , lost]) => lost)).toEqual(rows.map(() => '0'));
    expect(record).toContain(`# Drill of ${stage}: ${faults.length} faults injected, all outcomes as predicted\n`);
  });

  test('is in the index, with the longest time that a way back took', () => {
    const times = [...record.matchAll(/^\| restore of .*\| ([\d.]+) s \|$/gm)].map(([, time]) => Number(time));
    const row = INDEX.split('\n').find((line) => line.includes(`(${name})`));
    expect(
      row
        ?.split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    ).toEqual([`${times.length}`, 'none', `${Math.max(...times)} s`]);
  });
});

/** Ways to another release: every node of the newer topology once, each as the steps had predicted. */
const UPGRADES = readdirSync(FOLDER).filter((name) => name.startsWith('upgrade-'));

test.each(UPGRADES)('%s upgrades every node, and contradicts no prediction', (name) => {
  const record = readFileSync(join(FOLDER, name), 'utf8');
  const stage = name.replace(/^upgrade-|\.md$/g, '');
  const { nodes } = shippedPlan(stage, { nfs: false });
  const upgraded = [...record.matchAll(/^\| upgrade of (\S+) \|.*\| 0 of \d+ \|/gm)].map(([, node]) => node);
  expect([...upgraded].sort()).toEqual(nodes.map(({ address }) => address.replace('aws_instance.', '')).sort());
  expect(record.split('\n', 1)[0]).toMatch(
    new RegExp(`^# Drill of \\S+: ${nodes.length} faults injected, all outcomes as predicted$`),
  );
});
