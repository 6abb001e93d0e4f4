import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './synthesized';

/** A change to the text of a fixture: what is replaced must be there exactly once. */
export type TextChange = readonly [from: string, to: string];

/** The files of a folder below `test/fixtures/terraform`, by name, changed. @throws where a change does not apply */
export function terraformFixture(name: string, ...changes: readonly TextChange[]): ReadonlyMap<string, string> {
  const folder = join(PROJECT, 'test/fixtures/terraform', name);
  const files = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  for (const [from, to] of changes) {
    const [file, ...more] = [...files].filter(([, text]) => text.includes(from));
    if (!file || more.length > 0 || file[1].split(from).length !== 2) throw new Error(`not there once: ${from}`);
    files.set(
      file[0],
      file[1].replace(from, () => to),
    );
  }
  return files;
}
