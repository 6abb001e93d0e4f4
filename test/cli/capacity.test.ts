import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const capacity = (...args: string[]) => nospof(folder.path, 'capacity', 'fit', ...args);

/** SPEC SDM91, from the documentation of the R package `usl`. */
const SPEC_SDM91 = 'n,x\n1,64.9\n18,995.9\n36,1652.4\n72,1853.2\n108,1828.9\n144,1775.0\n216,1702.2\n';

test('a fit as text, and as a picture that is the same on every run', async () => {
  folder.put('load.csv', SPEC_SDM91);
  const { exit, out, err } = await capacity('load.csv', '--svg', 'load.svg');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toMatchSnapshot();
  const drawn = () => readFileSync(join(folder.path, 'load.svg'), 'utf8');
  const first = drawn();
  expect(first).toMatchSnapshot();
  await capacity('load.csv', '--svg', 'load.svg');
  expect(drawn()).toBe(first);
});

test('JSON for programs, without what is unlimited', async () => {
  folder.put('load.csv', '1 10\n2 22\n4 46\n8 95\n');
  const report = JSON.parse((await capacity('load.csv', '--format', 'json')).out);
  expect(report).toMatchObject({
    format: 'nospof-capacity-fit',
    version: 1,
    doubts: [{ code: 'faster-than-linear', subject: '2' }],
  });
  expect(report).not.toHaveProperty('peak');
  expect(report).not.toHaveProperty('limit');
});

test.each([
  ['noise', '1,10\n2,300\n4,5\n8,120\n16,3\n32,250\n', /the law explains -?\d+ % of the variance alone/],
  [
    'a peak that nothing was measured near',
    '1,10\n2,19.9\n3,29.7\n4,39.4\n5,48.9\n',
    /the peak lies beyond twice the largest n/,
  ],
  ['nothing with n = 1', '4,10\n8,18\n16,30\n32,40\n64,41\n', /nothing was measured with n = 1/],
])('%s is said', async (_, text, message) => {
  folder.put('load.csv', text);
  expect((await capacity('load.csv')).out).toMatch(message);
});

test.each([
  [['none.csv'], /^nospof: none\.csv: .*; give a file of two columns/],
  [['bad.csv'], /^nospof: bad\.csv: line 1: "a" is no number\n$/],
  [['load.csv', '--law', 'moore'], /usl, amdahl/],
  [['load.csv', '--svg', 'no/where.svg'], /^nospof: /],
])('%j ends in one message and status 2', async (args, message) => {
  folder.put('load.csv', SPEC_SDM91);
  folder.put('bad.csv', 'a,1\n');
  const { exit, err } = await capacity(...args);
  expect(exit).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n {4}at /);
});

describe('what a site carries', () => {
  const withFigures = (capacity: string) =>
    shippedText('08-varnish').replace(/(\n {2}web:\n {4}kind: web\n)/, `$1    capacity: ${capacity}\n`);

  test('by goal and by tier, and what its target takes', async () => {
    folder.put('shop.yaml', withFigures('{ requestsPerSecond: 60, share: 0.3, target: 250 }'));
    const { exit, out, err } = await nospof(folder.path, 'capacity', 'shop.yaml');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('shop: falls short of its target: web');
    expect(out).toMatch(/serve +400 \(web\) +200 \(web\) +200 \(web\)/);
    expect(out).toContain('250: wants 3 nodes to carry it with a zone lost');
    expect(out).toContain('no figures, and so no bound: balancer, db, pagecache, sessions, uploads');
    const json = JSON.parse((await nospof(folder.path, 'capacity', 'shop.yaml', '--format', 'json')).out);
    expect(json).toMatchObject({ format: 'nospof-capacity', version: 1 });
    expect(json.stacks[0].goals.find(({ goal }: { goal: string }) => goal === 'media')).toMatchObject({
      carries: null,
    });
  });

  test('without figures it says that it has none', async () => {
    folder.put('shop.yaml', shippedText('08-varnish'));
    const { exit, out } = await nospof(folder.path, 'capacity', 'shop.yaml');
    expect(exit).toBe(0);
    expect(out).toContain("no figures: no tier has a 'capacity'");
  });

  test('a step says what it adds', async () => {
    folder.put('old.yaml', withFigures('{ requestsPerSecond: 60 }'));
    folder.put('new.yaml', withFigures('{ requestsPerSecond: 90 }'));
    const { out } = await nospof(folder.path, 'diff', 'old.yaml', 'new.yaml');
    expect(out).toContain('serve: 120 / 60.0 / 60.0 → 180 / 90.0 / 90.0 requests a second');
  });

  test.each([
    ['{ requestsPerSecond: 0 }', 'a number from 0.001'],
    ['{ contention: 0.1 }', 'requestsPerSecond'],
    ['{ requestsPerSecond: 9, contention: 0.1, writeShare: 0.2 }', 'one of: contention, writeShare'],
    ['{ requestsPerSecond: 9, contention: 2 }', 'a number from 0 to 1'],
  ])('%s is refused, with place and what is allowed', async (capacity, allowed) => {
    folder.put('shop.yaml', withFigures(capacity));
    const { exit, out, err } = await nospof(folder.path, 'capacity', 'shop.yaml');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('shop.yaml:');
    expect(err).toContain(allowed);
  });

  test('what is no topology is refused: figures stand in those alone', async () => {
    folder.put('plan.json', '{}');
    const { exit, err } = await nospof(folder.path, 'capacity', 'plan.json');
    expect(exit).toBe(2);
    expect(err).toContain('plan.json: it is no topology');
  });
});
