import type { MachineFiles } from '../machine-files';

/** The files that an `include` names, in the order of their names: `*` stands for what a name may have there. */
export function includedFiles(
  pattern: string,
  folder: string,
  files: MachineFiles,
): readonly (readonly [string, string])[] {
  const all = pattern.startsWith('/') ? pattern : `${folder}/${pattern}`;
  const regex = new RegExp(
    `^${all
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );
  return [...files].filter(([name]) => regex.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Longest chain of files that include files, deeper than any daemon's own limit that is reached on purpose. */
export const INCLUDE_DEPTH = 10;
