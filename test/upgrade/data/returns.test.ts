import { openBlockers, withAccepted } from '../../../upgrade/diff/accept';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../upgrade/steps';
import type { Upgrade } from '../../../upgrade/upgrade';
import { blockersOf, sideOf } from '../../helpers/upgrades';
import { typed } from '../steps/carried-out/printed';

const SITE = `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, to: web }
  web: { kind: web, nodes: 2, needs: [db] }
`;
const one = `${SITE}  db: { kind: mysql }\n`;
const replicas = `${SITE}  db: { kind: mysql, nodes: 3 }\n`;
const galera = `${SITE}  db: { kind: mysql, nodes: 3, replication: galera }\n`;
const KEEP = `keep:
  db-2-data: { zone: eu-central-1b, storageGiB: 20 }
  db-3-data: { zone: eu-central-1c, storageGiB: 20 }
`;

const diff = (before: string, after: string) => diffStacks(sideOf(before), sideOf(after));
const stepsOf = (upgrade: Upgrade) => upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' }).steps;
const returning = [2, 3].map((k) => `data-returns aws_ebs_volume.db_${k}_data`);

describe('a tier that shrank grows again over the volumes that it left', () => {
  test.each([
    ['replicas', replicas],
    ['Galera', galera],
  ])('%s: somebody decides for each volume, and nothing else passes it', (_, after) => {
    const upgrade = diff(one + KEEP, after);
    expect(blockersOf(upgrade)).toEqual(expect.arrayContaining(returning));
    // A decision on the tier is none on what comes back to it.
    const decided = withAccepted(upgrade, [{ address: 'db', because: 'intended' }]).upgrade;
    expect(openBlockers(decided).map(({ kind }) => kind)).toEqual(['data-returns', 'data-returns']);
  });

  test.each([
    ['replicas', replicas],
    ['Galera', galera],
  ])('%s: the old volumes are set aside before their nodes are made, which begin empty then', (_, after) => {
    const steps = stepsOf(diff(one + KEEP, after));
    const apply = steps.findIndex(({ title }) => title === 'Apply the new Terraform');
    for (const k of [2, 3]) {
      const at = steps.findIndex(({ title }) => title === `Set the old volume of db-${k} aside`);
      expect(at).toBeGreaterThan(-1);
      expect(at).toBeLessThan(apply);
      const step = steps[at];
      const lines = step ? typed(step) : '';
      expect(lines).toContain(`state rm aws_ebs_volume.db_${k}_data`);
      expect(lines).toContain(`Value=shop-db-${k}-data-before`);
    }
    expect(steps.at(-1)?.title).toBe('Delete the volume shop-db-3-data-before');
  });

  test('without kept volumes nothing comes back', () => {
    const upgrade = diff(one, replicas);
    expect(blockersOf(upgrade)).toEqual([]);
    expect(stepsOf(upgrade).filter(({ title }) => /aside/.test(title))).toEqual([]);
  });

  test('volumes that stay kept do not come back', () => {
    expect(blockersOf(diff(one + KEEP, one + KEEP))).toEqual([]);
  });
});

test('a tier that comes back as a whole is to have its old data, and that is said', () => {
  const files = SITE.replace('[db]', '[db, files]');
  const without = `${one}keep:\n  files-1-data: { zone: eu-central-1a, storageGiB: 20 }\n`;
  const upgrade = diff(without, `${files}  db: { kind: mysql }\n  files: { kind: nfs }\n`);
  const blocker = upgrade.blockers.find(({ kind }) => kind === 'data-returns');
  expect(blocker).toMatchObject({ address: 'aws_ebs_volume.files_1_data', acceptable: true });
  expect(blocker?.reason).toContain('is the data of files from now on');
  expect(stepsOf(upgrade).filter(({ title }) => /aside/.test(title))).toEqual([]);
});

test('a store that begins on a volume in use finds no files of an earlier time', () => {
  const single = 'name: shop\nregion: eu-central-1\ntiers:\n  web: { kind: single-server }\n';
  const split = `name: shop
region: eu-central-1
tiers:
  web: { kind: web, nodes: 1, address: elastic-ip, storageGiB: 20, needs: [db] }
  db: { kind: mysql }
`;
  const there = stepsOf(diff(single, split));
  expect(there.filter(({ title }) => /aside/.test(title))).toEqual([]);
  const back = stepsOf(diff(split, single));
  const step = back.find(({ title }) => title === 'Set old files on web-1 aside');
  expect(step && typed(step, 'web-1')).toBe('[ ! -e /srv/data/mysql ] || mv -T /srv/data/mysql /srv/data/mysql.before');
});

test.each([
  ['a name that no volume ever had', one, `${one}keep:\n  db-7-data: { zone: eu-central-1a, storageGiB: 20 }\n`],
  ['a slip in the name of one that goes', replicas, `${one}${KEEP.replace('db-3-data', 'db-33-data')}`],
])('a line under keep: with %s is refused', (_, before, after) => {
  const blockers = diff(before, after).blockers.filter(({ kind }) => kind === 'keep-unknown');
  expect(blockers.map(({ acceptable }) => acceptable)).toEqual([false]);
});
