import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedPages } from '../cli/docs';
import { parseTopology } from '../model';
import { PROJECT, SHIPPED } from './helpers/synthesized';

const text = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

/** Every page for people that is part of the project. */
const PAGES: readonly string[] = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'site/README.md'],
  ...readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path))
    .sort(),
];

test('generated pages are committed as they are generated; `node dist/cli/docs.js` writes them anew', async () => {
  for (const page of await generatedPages()) expect({ ...page, text: text(page.path) }).toEqual(page);
});

test('the ladder shows the picture of every stage, in order', () => {
  const shown = [...text('docs/ladder.md').matchAll(/!\[[^\]]+\]\(pictures\/(\S+)\.svg\)/g)].map(([, name]) => name);
  expect(shown).toEqual(SHIPPED.filter((name) => /^\d+-/.test(name)));
});

test('the README is short enough to be read', () => {
  expect(text('README.md').split('\n').length).toBeLessThanOrEqual(251);
});

test('a topology that a page shows whole is valid', () => {
  const shown = PAGES.filter((path) => path !== 'docs/errors.md').flatMap((path) =>
    [...text(path).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => ({ path, yaml: yaml ?? '' })),
  );
  const whole = shown.filter(({ yaml }) => /^name:/m.test(yaml));
  expect(whole.length).toBeGreaterThan(1);
  for (const { path, yaml } of whole)
    expect([path, 'topology' in parseTopology(yaml, 'shop.yaml')]).toEqual([path, true]);
});

describe.each(PAGES)('%s', (path) => {
  const links = [...text(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  const local = links.filter((target) => !/^[a-z]+:/.test(target));

  test('its links lead to files and headings that exist', () => {
    const broken = local.filter((target) => {
      const [file = '', heading] = target.split('#');
      const found = file === '' ? join(PROJECT, path) : join(PROJECT, dirname(path), file);
      return !existsSync(found) || (heading !== undefined && !anchors(readFileSync(found, 'utf8')).includes(heading));
    });
    expect(broken).toEqual([]);
  });
});

/** The headings of a page as GitHub links to them. */
function anchors(page: string): string[] {
  const headings = page.split('\n').flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
