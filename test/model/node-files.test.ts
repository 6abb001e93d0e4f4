import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FILES, NODE_FOLDERS } from '../../model/node-files';
import { PROJECT } from '../helpers/synthesized';

const ROOMS = ['constructs', 'stacks', 'terraform', 'check', 'upgrade', 'drill', 'report', 'cli'];

/** Paths on a node that a room's code spells out, whole, in a string. */
function spelledOut(room: string): readonly string[] {
  const files = readdirSync(join(PROJECT, room), { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.ts'),
  );
  return files.flatMap((file) => {
    const code = readFileSync(join(PROJECT, room, file), 'utf8').replace(/^\s*(\*|\/[/*]).*$/gm, '');
    return [...code.matchAll(/'(\/(?:etc|usr\/local|usr\/lib\/ocf|srv)\/[^'\s]+)'/g)].map(([, path = '']) => path);
  });
}

test('a path on a node that two rooms name stands in the model', () => {
  const rooms = new Map<string, Set<string>>();
  for (const room of ROOMS)
    for (const path of spelledOut(room)) rooms.set(path, (rooms.get(path) ?? new Set()).add(room));
  const shared: readonly string[] = [...Object.values(NODE_FILES), ...Object.values(NODE_FOLDERS)];
  const twice = [...rooms].filter(([path, named]) => named.size > 1 || shared.includes(path)).map(([path]) => path);
  expect(twice).toEqual([]);
});
