/** The files that a machine writes at its first boot, by path. */
export type MachineFiles = ReadonlyMap<string, string>;

/** The files at a path: the file itself, or all below the folder. */
export function filesAt(files: MachineFiles, path: string): ReadonlyMap<string, string> {
  const file = files.get(path);
  if (file !== undefined) return new Map([[path, file]]);
  return new Map([...files].filter(([name]) => name.startsWith(`${path}/`)));
}
