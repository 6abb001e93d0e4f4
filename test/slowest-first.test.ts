import { existsSync } from 'node:fs';
import { join } from 'node:path';

interface Sequencer {
  sort(tests: readonly { readonly path: string }[]): readonly { readonly path: string }[];
}
const SlowestFirst = require('./slowest-first') as { new (): Sequencer; readonly files: readonly string[] };

test('the files that take longest begin, in their order, and all are there', () => {
  expect(SlowestFirst.files.filter((file) => !existsSync(join(__dirname, file)))).toEqual([]);
  const paths = [...SlowestFirst.files, 'names.test.ts'].map((file) => join(__dirname, file));
  const config = { cacheDirectory: '/nowhere', id: 'none' };
  const tests = [...paths].reverse().map((path) => ({ path, context: { config, hasteFS: { getSize: () => 1 } } }));
  expect(new SlowestFirst().sort(tests).map(({ path }) => path)).toEqual(paths);
});
