import { createColors } from 'picocolors';
import type { Compared } from '../../../report/diff/compared';
import { diffMarkdown } from '../../../report/diff/markdown';
import { diffText } from '../../../report/diff/text';
import { pullRequestComment } from '../../../report/pull-request/comment';
import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../upgrade/steps';
import { SHIPPED } from '../../helpers/synthesized';
import { shippedSide } from '../../helpers/upgrades';

const LADDER = SHIPPED.filter((name) => /^\d+-/.test(name));
const NEIGHBOURS = LADDER.slice(1).map((after, index) => [LADDER[index] ?? '', after] as const);

function compared(before: string, after: string): Compared {
  const upgrade = diffStacks(shippedSide(before), shippedSide(after));
  const way = upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' });
  const unknown = [...upgrade.unknown, ...way.unknown];
  return { old: before, new: after, actions: 'predicted', upgrade, way, unknown };
}

/** What people review of each step: what to stop for, how to carry it out, and what it costs. */
test.each(NEIGHBOURS)('%s → %s, as text', (before, after) => {
  const text = diffText(compared(before, after), false);
  const configuration = text.search(/^Configuration/m);
  expect(text.slice(0, text.search(/^Resources/m)) + text.slice(text.search(/^Steps/m))).toMatchSnapshot();
  expect(configuration).toBeGreaterThan(0);
});

test('a whole report in Markdown', () => {
  expect(diffMarkdown(compared('06-mysql-replication', '07-memcached'))).toMatchSnapshot();
});

test('an added line is green in a terminal, a removed one red', () => {
  const { green, red } = createColors(true);
  const text = diffText(compared('07-memcached', '08-varnish'), true);
  const lines = diffText(compared('07-memcached', '08-varnish'), false).split('\n');
  const added = lines.find((line) => /^ {6}\+/.test(line))?.trim() ?? '';
  const removed = lines.find((line) => /^ {6}-/.test(line))?.trim() ?? '';
  expect(text).toContain(green(added));
  expect(text).toContain(red(removed));
});

describe('nothing in a report is markup that somebody slipped in', () => {
  const evil = '<img src=x> | **bold** ```\n</details>';
  const base = compared('06-mysql-replication', '07-memcached');
  const told: Compared = {
    ...base,
    old: evil,
    unknown: [evil],
    upgrade: {
      ...base.upgrade,
      blockers: [{ kind: 'unknown-change', address: evil, reason: evil, remedy: evil, acceptable: true }],
      resources: base.upgrade.resources.map((one) => ({ ...one, address: evil })),
      machines: base.upgrade.machines.map((one) => ({
        ...one,
        files: one.files.map((file) => ({
          ...file,
          path: evil,
          hunks: [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, lines: ['+```', '+</details>'] }],
        })),
      })),
    },
  };

  test('nor one that ends a fold or a block of code', () => {
    const markdown = diffMarkdown(told);
    const outside = markdown.replace(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '').replace(/`[^`\n]*`/g, '');
    expect(outside).not.toMatch(/(?<!\\)<img/);
    expect(outside.match(/(?<!\\)<details>/g)?.length).toBe(outside.match(/(?<!\\)<\/details>/g)?.length);
  });
});

test('a comment that would be too long has its files cut first, then loses their lines, then its parts', () => {
  const one = {
    file: 'topologies/shop.yaml',
    change: 'changed',
    compared: compared('04-load-balancer-pair', '05-glusterfs'),
  } as const;
  const whole = pullRequestComment([one], 10_000_000);
  const limit = whole.length - 1;
  const shorter = pullRequestComment([one], limit);
  expect(shorter.length).toBeLessThanOrEqual(limit);
  expect(shorter).toContain('```diff');
  expect(shorter).toMatch(/^… and \d+ more lines$/m);
  const titles = diffMarkdown(one.compared, { fileLines: 0, level: 3 }).length + 1000;
  const shortest = pullRequestComment([one], titles);
  expect(shortest).not.toContain('```diff');
  expect(shortest).toContain('<summary>Steps: ');
  const bare = pullRequestComment([one], 1000);
  expect(bare).toContain('too long for a comment');
  expect(bare).toContain('| topologies/shop.yaml | changed |');
});
