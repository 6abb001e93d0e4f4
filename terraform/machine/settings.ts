import { NODE_FILES } from '../../model/node-files';
import type { MachineFiles } from '../machine-files';
import { parseShell } from './shell-commands';

/** What a machine's own scripts are told of it, as `NOSPOF_NODE`: a file that they source, in which the later of two counts. */
export function nodeSettings(files: MachineFiles): ReadonlyMap<string, string> {
  const assignments = parseShell(files.get(NODE_FILES.settings) ?? '').flatMap((one) => one.assignments);
  return new Map(assignments.map(({ name, values }) => [name, values[0] ?? '']));
}
