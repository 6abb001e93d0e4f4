import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PROJECT } from '../../helpers/synthesized';
import { bringUpToDate, differences } from './folder';

declare global {
  namespace jest {
    interface Matchers<R> {
      /** Holds the folder exactly these files? With jest's `-u` it is made to. */
      toBeReviewedAs(wanted: ReadonlyMap<string, string>): R;
    }
  }
}

/** A change of a shared file shows in a few; git shows the rest. */
const SHOWN = 5;

expect.extend({
  toBeReviewedAs(folder: string, wanted: ReadonlyMap<string, string>) {
    if (updating(this)) bringUpToDate(folder, wanted);
    const found = differences(folder, wanted);
    const lines = Object.entries(found).flatMap(([how, names]: [string, readonly string[]]) =>
      names.map((name) => `  ${how}: ${relative(PROJECT, folder)}/${name}`),
    );
    return {
      pass: lines.length === 0,
      message: () => {
        const shown = found.changed.slice(0, SHOWN).map((name) => {
          const reviewed = readFileSync(join(folder, name), 'utf8');
          return `\n${name}\n${this.utils.diff(reviewed, wanted.get(name), { contextLines: 3, expand: false })}`;
        });
        const head = 'not as reviewed (jest -u brings the folder up to date; then read what git says of it):';
        return [head, ...lines, ...shown].join('\n');
      },
    };
  },
});

/** Was jest started with `-u`? Its own matchers read the same, and so do well-known packages of matchers. */
function updating(context: object): boolean {
  const { snapshotState } = context as { snapshotState?: { _updateSnapshot?: 'all' | 'new' | 'none' } };
  return snapshotState?._updateSnapshot === 'all';
}
