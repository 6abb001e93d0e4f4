import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './helpers/synthesized';

const ROOMS = [
  'model',
  'constructs',
  'stacks',
  'fault-graph',
  'terraform',
  'check',
  'upgrade',
  'drill',
  'report',
  'cli',
  'capacity',
  'picture',
  'cost',
];

function sources(room: string): readonly { readonly file: string; readonly text: string }[] {
  return readdirSync(join(PROJECT, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(room, path))
    .map((file) => ({ file, text: readFileSync(join(PROJECT, file), 'utf8') }));
}

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:class|interface|type|const|let|function\*?|enum) (\w+)/gm;

test('no two things that are exported share a name', () => {
  const places = new Map<string, Set<string>>();
  for (const { file, text } of ROOMS.flatMap((room) => sources(room))) {
    for (const [, name = ''] of text.matchAll(EXPORT)) {
      places.set(name, (places.get(name) ?? new Set()).add(file));
    }
  }
  const shared = [...places].filter(([, where]) => where.size > 1).map(([name]) => name);
  expect(shared.sort()).toEqual([]);
});

const VALUE = /^export (?:abstract )?(?:async )?(?:class|const|let|function\*?) (\w+)/gm;

test('what a file exports, beside types, another one uses', () => {
  const texts = [...ROOMS, 'bench', 'examples', 'scripts', 'test'].flatMap((room) => sources(room));
  texts.push(
    ...['checking.ts', 'index.ts', 'main.ts'].map((file) => ({
      file,
      text: readFileSync(join(PROJECT, file), 'utf8'),
    })),
  );
  const users = new Map<string, number>();
  for (const { text } of texts) {
    for (const word of new Set(text.match(/\w+/g))) users.set(word, (users.get(word) ?? 0) + 1);
  }
  const unused = texts
    .filter(({ file }) => ROOMS.some((room) => file.startsWith(`${room}/`)))
    .flatMap(({ file, text }) =>
      [...text.matchAll(VALUE)].flatMap(([, name = '']) => ((users.get(name) ?? 0) > 1 ? [] : [`${file}: ${name}`])),
    );
  expect(unused).toEqual([]);
});
