import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../upgrade/steps';
import { sideOf } from '../../helpers/upgrades';

const site = (db: string, { os = 'debian-13', name = 'db' } = {}) => `name: shop
region: eu-central-1
os: ${os}
tiers:
  balancer: { kind: haproxy, to: web }
  web: { kind: web, needs: [${name}] }
  ${name}: { kind: ${db} }
`;

const upgradeOf = (before: string, after: string) => diffStacks(sideOf(before), sideOf(after));

test.each([
  ['mysql', 'postgresql', 'PostgreSQL reads neither files nor dumps of MariaDB'],
  ['postgresql', 'mysql', 'MariaDB reads neither files nor dumps of PostgreSQL'],
])('from %s to %s under one name is a move that no step makes', (old, now, why) => {
  const upgrade = upgradeOf(site(old), site(now));
  const told = upgrade.blockers.filter(({ kind }) => kind === 'data-abandoned');
  expect(told).toMatchObject([{ address: 'db', reason: expect.stringContaining(why) }]);
  const titles = upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' }).steps.map(({ title }) => title);
  expect(titles).toContain('Do not carry this out in one go: there is no way for the database of db');
});

test('the way from MariaDB names what carries the tables over, and what that leaves out', () => {
  const [blocker] = upgradeOf(site('mysql'), site('postgresql')).blockers.filter(
    ({ kind }) => kind === 'data-abandoned',
  );
  expect(blocker?.remedy).toMatch(/pgloader \(it leaves out views, triggers, routines, events and accounts/);
});

test.each([
  ['debian-12', 'debian-13', 'PostgreSQL 15 of Debian 12', 'PostgreSQL 17 of Debian 13 does not open that'],
  ['debian-13', 'debian-12', 'PostgreSQL 17 of Debian 13', 'PostgreSQL 15 of Debian 12 does not open that'],
])('another version, from %s to %s, does not open what is there', (old, now, wrote, opens) => {
  const upgrade = upgradeOf(site('postgresql', { os: old }), site('postgresql', { os: now }));
  const told = upgrade.blockers.filter(({ kind }) => kind === 'version-unreadable');
  expect(told).toMatchObject([{ address: 'db' }]);
  expect(told[0]?.reason).toContain(wrote);
  expect(told[0]?.reason).toContain(opens);
  const { steps } = upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' });
  const text = JSON.stringify(steps);
  expect(text).toContain(`systemctl stop postgresql@${old === 'debian-12' ? 15 : 17}-main`);
  expect(text).not.toContain('MariaDB');
});

test('MariaDB goes on to its next version as before', () => {
  const upgrade = upgradeOf(site('mysql', { os: 'debian-12' }), site('mysql'));
  expect(upgrade.blockers.map(({ kind }) => kind)).not.toContain('version-unreadable');
});

test('to a tier of another name a dump carries the data over', () => {
  const upgrade = upgradeOf(site('postgresql'), site('postgresql', { name: 'data' }));
  expect(upgrade.blockers.map(({ kind }) => kind)).toContain('data-moves');
  const text = JSON.stringify(upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' }).steps);
  expect(text).toContain('pg_dump');
  expect(text).toContain('--single-transaction');
  expect(text).not.toMatch(/mariadb|MYSQL_PWD/);
});

test('more storage is a change in place', () => {
  const upgrade = upgradeOf(site('postgresql, storageGiB: 20'), site('postgresql, storageGiB: 40'));
  expect(upgrade.blockers).toEqual([]);
});
