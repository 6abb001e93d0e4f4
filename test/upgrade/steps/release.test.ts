import { gzipSync } from 'node:zlib';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { nodeRelease } from '../../../upgrade/node-release';
import { upgradeSteps } from '../../../upgrade/steps';
import type { Step } from '../../../upgrade/steps/step';
import type { Side } from '../../../upgrade/upgrade';
import { onRelease, SHIPPED, shippedText } from '../../helpers/synthesized';
import { shippedSide, sideOf } from '../../helpers/upgrades';

const NAMES = { stack: 'shop', file: 'shop.yaml' };

function wayTo(name: string, before: Side = sideOf(onRelease(shippedText(name), 'debian-12'))) {
  const upgrade = diffStacks(before, shippedSide(name));
  return { upgrade, steps: upgradeSteps(upgrade, NAMES).steps };
}

const replaced = (step: Step) =>
  step.commands.flatMap(({ lines }) => lines.flatMap((line) => line.match(/(?<=-replace=)\S+/g) ?? []));
const titles = (steps: readonly Step[], pattern: RegExp) => steps.filter(({ title }) => pattern.test(title));
const nodeOf = ({ title }: Step) => /^Replace (\S+)/.exec(title)?.[1];

/** Valkey came with Debian 13: there is no site with it to upgrade. */
const ON_BOTH = SHIPPED.filter((name) => name !== '09-sessions');

describe.each(ON_BOTH)('%s from Debian 12 to 13', (name) => {
  const { upgrade, steps } = wayTo(name);

  test('replaces each machine once, one after the other, before the rest is applied', () => {
    const nodes = upgrade.nodes.map(({ address }) => address);
    expect(nodes.length).toBeGreaterThan(0);
    expect(upgrade.nodes.filter(({ event }) => event !== 'upgraded')).toEqual([]);
    const each = steps.map(replaced);
    expect(each.every((one) => one.length <= 1)).toBe(true);
    expect(each.flat().sort()).toEqual([...nodes].sort());
    const apply = steps.findIndex(({ title }) => title === 'Apply the new Terraform');
    expect(each.findLastIndex((one) => one.length > 0)).toBeLessThan(apply);
  });

  test('has no machine replaced by a plain apply, and no volume at all', () => {
    const gone = upgrade.resources.filter(({ action }) => action !== 'update');
    expect(gone).toEqual([]);
    expect(upgrade.blockers).toEqual([]);
    expect(upgrade.settings).toContainEqual({ setting: 'os', before: 'debian-12', after: 'debian-13' });
  });

  test('takes nobody before those whom it asks', () => {
    const turn = new Map(titles(steps, /^Replace /).map((step, index) => [nodeOf(step)?.replace(/-\d+$/, ''), index]));
    for (const { from, anyOf } of shippedNeeds(name)) {
      const [asks, asked] = [from, ...anyOf].map((service) => turn.get(service.slice(0, service.lastIndexOf('.'))));
      if (asks !== undefined && asked !== undefined && asks !== asked) expect(asks).toBeGreaterThan(asked);
    }
  });
});

function shippedNeeds(name: string) {
  const { serviceGraph } = shippedSide(name) as { serviceGraph?: { needs: { from: string; anyOf: string[] }[] } };
  return serviceGraph?.needs ?? [];
}

describe('replicas', () => {
  const { steps } = wayTo('06-mysql-replication');
  const database = titles(steps, /^Replace db-/);

  test('come before the primary, and only with it are writes down', () => {
    expect(database.map(nodeOf)).toEqual(['db-2', 'db-3', 'db-1']);
    expect(database.map(({ downtime }) => downtime.map(({ goals, duration }) => [goals.join(), duration]))).toEqual([
      [],
      [],
      [['serve,write', 'seconds']],
    ]);
  });

  test('close their data before the machine goes, and follow nothing meanwhile', () => {
    expect(database[0]?.commands.find(({ on }) => on.includes('db-2'))?.lines.slice(-2)).toEqual([
      'systemctl stop nospof-follow.timer',
      'systemctl stop pacemaker',
    ]);
  });

  test('can go back until the last of them has gone on', () => {
    expect(database.map(({ why }) => /No way back but the snapshot/.test(why))).toEqual([false, false, true]);
  });
});

test('GlusterFS speaks the older dialect until its last server and client are new', () => {
  const { steps } = wayTo('05-glusterfs');
  const [raise] = titles(steps, /operating version of uploads/);
  expect(raise && steps.indexOf(raise)).toBeGreaterThan(steps.findLastIndex((step) => replaced(step).length > 0));
  expect(raise?.commands[0]).toMatchObject({ on: ['uploads-1'] });
});

test('the only database of a site is down while its machine is made', () => {
  const [only] = titles(wayTo('02-split-database').steps, /^Replace db-1/);
  expect(only?.downtime.map(({ goals, duration }) => [goals.join(), duration])).toEqual([['serve,write', 'minutes']]);
});

test('a stack without its topology says what it ran', () => {
  const { topology: _, ...old } = sideOf(onRelease(shippedText('01-single-server'), 'debian-12'));
  const { upgrade } = wayTo('01-single-server', old);
  expect(upgrade.settings).toEqual([{ setting: 'os', before: 'debian-12', after: 'debian-13' }]);
});

test('a machine is of the release that it was born with', () => {
  const born = (text: string) => ({
    resource: { aws_instance: { a: { ami: 'ami-1', user_data_base64: gzipSync(text).toString('base64') } } },
  });
  const settings = (lines: string) => `write_files:\n - path: /etc/nospof/node.env\n   content: |\n    ${lines}\n`;
  const release = (terraform: unknown) => nodeRelease(terraform, 'aws_instance.a')?.os;
  expect(release(born(settings('NOSPOF_OS=debian-13')))).toBe('debian-13');
  expect(release(born(settings('NOSPOF_NODE=a')))).toBe('debian-12');
  expect(release(born('#!/bin/sh\n'))).toBeUndefined();
  expect(release({ resource: { aws_instance: { a: { ami: 'ami-1' } } } })).toBeUndefined();
  expect(release({ resource: { aws_instance: { a: { user_data_base64: 'H4sIAAAA' } } } })).toBeUndefined();
});

describe('going back to an older release', () => {
  const back = (name: string) =>
    diffStacks(sideOf(onRelease(shippedText(name), 'debian-13')), sideOf(onRelease(shippedText(name), 'debian-12')));

  test.each([
    ['01-single-server', ['web']],
    ['05-glusterfs', ['db', 'uploads']],
    ['06-mysql-replication', ['db', 'uploads']],
    ['06b-galera', ['db', 'uploads']],
  ])('stops for what MariaDB and GlusterFS have written: %s', (name, keepers) => {
    const { blockers } = back(name);
    const found = blockers.filter(({ kind }) => kind === 'release-back');
    expect(found.map(({ address }) => address)).toEqual(keepers);
    expect(found.every(({ acceptable }) => acceptable)).toBe(true);
    expect(found[0]?.reason).toMatch(/MariaDB 11\.8 of Debian 13 has written .*; MariaDB 10\.11 of Debian 12/);
  });

  test('says of no step that the older program has written the data, and raises no dialect', () => {
    const { steps } = upgradeSteps(back('05-glusterfs'), NAMES);
    expect(JSON.stringify(steps)).not.toContain('MariaDB 10.11 has written');
    expect(steps.map(({ title }) => title)).not.toContain('Raise the operating version of uploads');
  });

  test('nodes that keep nothing go back as they came', () => {
    const text = (os: 'debian-12' | 'debian-13') => onRelease(shippedText('03-media-cdn'), os);
    const { blockers } = diffStacks(sideOf(text('debian-13')), sideOf(text('debian-12')));
    expect(blockers.map(({ kind, address }) => `${kind} ${address}`)).toEqual(['release-back db']);
  });
});
