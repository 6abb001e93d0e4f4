import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a folder on the disk differs from what it should hold; paths below the folder, sorted. */
export interface Differences {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  /** In the folder, and in no topology any more. */
  readonly stale: readonly string[];
}

/** Compares all files below a folder with what they should be. */
export function differences(folder: string, wanted: ReadonlyMap<string, string>): Differences {
  const present = filesBelow(folder);
  const names = [...wanted.keys()].sort();
  const there = new Set(present);
  return {
    missing: names.filter((name) => !there.has(name)),
    changed: names.filter((name) => there.has(name) && readFileSync(join(folder, name), 'utf8') !== wanted.get(name)),
    stale: present.filter((name) => !wanted.has(name)),
  };
}

/** Makes a folder hold these files and no others. */
export function bringUpToDate(folder: string, wanted: ReadonlyMap<string, string>): void {
  const { missing, changed, stale } = differences(folder, wanted);
  // First, since what was a file may become a folder.
  for (const name of stale) remove(folder, name);
  for (const name of [...missing, ...changed]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), wanted.get(name) ?? '');
  }
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function remove(folder: string, name: string): void {
  rmSync(join(folder, name));
  for (
    let above = dirname(name);
    above !== '.' && readdirSync(join(folder, above)).length === 0;
    above = dirname(above)
  )
    rmdirSync(join(folder, above));
}
