import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { PROJECT } from './helpers/synthesized';

/** The rooms of the pipeline; `drill/judging` is one of its own, since others may import it and not the rest of the drill. */
const ROOMS: readonly string[] = [
  ...['model', 'constructs', 'stacks', 'fault-graph', 'terraform', 'check', 'cost', 'capacity', 'picture', 'upgrade'],
  ...['drill', 'drill/judging', 'report', 'cli'],
];

const { forbidden } = require('../.dependency-cruiser.js');

/** What the layering test lets a room import; undefined where it has no rule, as for the command line, which may import all. */
function allowed(room: string): readonly string[] | undefined {
  const rule = forbidden.find(({ name }: { name: string }) => name === room);
  if (rule === undefined) return undefined;
  const [, names = ''] = /^\^\((.*)\)\/$/.exec(rule.to.pathNot) ?? [];
  return names.split('|').filter((one) => one !== room);
}

/** The room that a file is in: the innermost one. */
function roomOf(path: string): string {
  const found = ROOMS.filter((room) => path.startsWith(`${room}/`));
  return found.at(-1) ?? path;
}

interface Imports {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

/** `import … from`, `export … from`, and those on demand; the quotes of other strings are none. */
const IMPORT = /(?:^(?:import|export)\b[^';]*\bfrom |^import |\bimport\(|\brequire\()'([^'\n]+)'/gm;

/** Every import of a room's files, types and those on demand among them. */
function importsOf(room: string): Imports {
  const files = readdirSync(join(PROJECT, room), { recursive: true, encoding: 'utf8' })
    .map((file) => join(room, file))
    .filter((file) => file.endsWith('.ts') && roomOf(file) === room);
  const named = files.flatMap((file) => {
    const text = readFileSync(join(PROJECT, file), 'utf8');
    const targets = [...text.matchAll(IMPORT)].map(([, target]) => target ?? '');
    return targets.map((target) =>
      target.startsWith('.') ? relative('.', join(dirname(file), target)) : `:${target}`,
    );
  });
  const rooms = named.filter((one) => !one.startsWith(':')).map((path) => roomOf(path));
  const packages = named.filter((one) => one.startsWith(':')).map((one) => packageOf(one.slice(1)));
  return {
    rooms: sorted(rooms.filter((one) => one !== room && ROOMS.includes(one))),
    packages: sorted(packages.filter((one) => !one.startsWith('node:') && !builtinModules.includes(one))),
  };
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** What a room's README says that it imports: the names in code of two lines of its table. */
function told(readme: string, what: 'rooms' | 'packages'): readonly string[] {
  const [, names = ''] = new RegExp(`^\\| imports of ${what} \\|(.*)\\|$`, 'm').exec(readme) ?? [];
  return [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '').sort();
}

describe.each(ROOMS)('the README of %s', (room) => {
  const path = join(PROJECT, room, 'README.md');
  const readme = existsSync(path) ? readFileSync(path, 'utf8') : '';

  test('is there, and no longer than a page', () => {
    const lines = readme.trimEnd().split('\n').length;
    expect(lines).toBeGreaterThanOrEqual(10);
    expect(lines).toBeLessThanOrEqual(30);
  });

  test('says what comes in and what goes out', () => {
    for (const part of ['comes in', 'goes out']) expect(readme).toMatch(new RegExp(`^\\| ${part} \\| \\S`, 'm'));
  });

  test('names the rooms and packages that its files import, and no others', () => {
    expect({ rooms: told(readme, 'rooms'), packages: told(readme, 'packages') }).toEqual(importsOf(room));
  });

  test('names no room that the layering forbids', () => {
    const may = allowed(room)?.concat(room);
    if (may)
      expect(
        told(readme, 'rooms').filter((one) => !may.some((each) => one === each || one.startsWith(`${each}/`))),
      ).toEqual([]);
  });
});

test('every room of code has a README', () => {
  const folders = readdirSync(PROJECT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const withCode = folders.map(({ name }) => name).filter((name) => !NO_ROOMS.has(name) && !name.startsWith('.'));
  expect(withCode.filter((name) => !ROOMS.includes(name))).toEqual([]);
});

test('no room has a fifth of the code', () => {
  const lines = ROOMS.filter((room) => !room.includes('/')).map((room) => [room, linesOf(room)] as const);
  const all = lines.reduce((sum, [, count]) => sum + count, 0);
  const large = lines.filter(([, count]) => count >= all / 5);
  expect(large.map(([room, count]) => `${room}: ${count} of ${all} lines`)).toEqual([]);
});

/** Lines of a room's code, the scripts of nodes among it; not those that a generator wrote. */
function linesOf(room: string): number {
  const code = readdirSync(join(PROJECT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|sh|py|php)$/.test(file))
    .map((file) => readFileSync(join(PROJECT, room, file), 'utf8'))
    .filter((text) => !text.startsWith('// Generated '));
  return code.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
}

/** Folders that are no part of the pipeline. */
const NO_ROOMS = new Set([
  ...['topologies', 'site', 'schema', 'docs', 'examples', 'test', 'bench', 'scripts'],
  ...['dist', 'node_modules', 'cdktf.out', 'coverage'],
]);
