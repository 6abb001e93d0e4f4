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
];

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:class|interface|type|const|let|function\*?|enum) (\w+)/gm;

test('no two things that are exported share a name', () => {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(PROJECT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(room, file)),
  );
  const places = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, name = ''] of readFileSync(join(PROJECT, file), 'utf8').matchAll(EXPORT)) {
      places.set(name, (places.get(name) ?? new Set()).add(file));
    }
  }
  const shared = [...places].filter(([, where]) => where.size > 1).map(([name]) => name);
  expect(shared.sort()).toEqual([]);
});
