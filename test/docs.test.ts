import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedPages } from '../cli/docs';
import { hasNodes, parseTopology, type Topology } from '../model';
import { nodeZone } from '../model/addresses';
import { PROJECT, SHIPPED, shippedText } from './helpers/synthesized';

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

describe('the pictures of the ladder', () => {
  const stages = text('docs/ladder.md')
    .split(/^## (?=\d)/m)
    .slice(1)
    .map((section) => ({
      name: /\((?:\.\.\/topologies\/)(\S+)\.yaml\)/.exec(section)?.[1] ?? '',
      picture: /```mermaid\n([\s\S]*?)```/.exec(section)?.[1] ?? '',
    }));

  test('are there for every stage, in order', () => {
    const ladder = SHIPPED.filter((name) => /^\d+-/.test(name));
    expect(stages.map(({ name }) => name)).toEqual(ladder);
  });

  test.each(stages)('$name: has every node in its zone, and marks those that are alone', ({ name, picture }) => {
    const { topology } = parsed(name);
    expect(drawnNodes(picture)).toEqual(nodesByZone(topology));
    expect(drawnAlone(picture)).toEqual(nodesAlone(topology));
  });

  test.each(stages)('$name: no arrow leads from or to what is not drawn', ({ picture }) => {
    const drawn = new Set([...picture.matchAll(/\b(\w+)(?:\[|\(\(|\(\[)/g)].map(([, id]) => id));
    const used = picture
      .split('\n')
      .filter((line) => line.includes('->'))
      .flatMap((line) => line.replace(/-\. \w+ \.->/g, '-->').split(/-->|&/))
      .map((end) => /^\s*(\w+)/.exec(end)?.[1]);
    expect(used.filter((id) => id === undefined || !drawn.has(id))).toEqual([]);
  });
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

function parsed(name: string): { readonly topology: Topology } {
  const result = parseTopology(shippedText(name), `${name}.yaml`);
  if ('diagnostics' in result) throw new Error(JSON.stringify(result.diagnostics));
  return result;
}

type NodesByZone = Readonly<Record<string, readonly string[]>>;

function nodesByZone({ tiers }: Topology): NodesByZone {
  const zones: Record<string, string[]> = {};
  for (const tier of tiers.filter(hasNodes)) {
    for (let k = 1; k <= tier.nodes; k++) {
      const letter = nodeZone(tier.zones, k).at(-1) ?? '';
      zones[letter] = [...(zones[letter] ?? []), `${tier.name}-${k}`];
    }
  }
  return sorted(zones);
}

function drawnNodes(picture: string): NodesByZone {
  const zones = [...picture.matchAll(/subgraph \w+ \["zone (\w)"\]\n([\s\S]*?)\n {2}end/g)];
  return sorted(Object.fromEntries(zones.map(([, zone, inside]) => [zone, labels(inside ?? '')])));
}

function nodesAlone({ tiers }: Topology): readonly string[] {
  return tiers.flatMap((tier) => (hasNodes(tier) && tier.nodes === 1 ? [`${tier.name}-1`] : [])).sort();
}

function drawnAlone(picture: string): readonly string[] {
  const ids = /class (\S+) only/.exec(picture)?.[1]?.split(',') ?? [];
  return ids.flatMap((id) => labels(picture.split('\n').find((line) => line.trim().startsWith(`${id}[`)) ?? '')).sort();
}

/** Names of nodes in labels, as `web1["web-1<br/>…"]`. */
function labels(lines: string): string[] {
  return [...lines.matchAll(/\["([a-z][a-z0-9-]*-\d+)(?:<br\/>[^"]*)?"\]/g)].map(([, name]) => name ?? '');
}

function sorted(zones: Record<string, string[]>): NodesByZone {
  return Object.fromEntries(Object.entries(zones).map(([zone, names]) => [zone, names.sort()]));
}

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
