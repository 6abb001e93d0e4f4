import { parse } from 'yaml';
import { NODE_FOLDERS } from '../model/node-files';
import type { Resource, ResourceIndex } from './resource-index';
import { blocks, fields } from './values';

/** The files that a machine writes at its first boot, by path. */
export type MachineFiles = ReadonlyMap<string, string>;

/** Folder of the steps that start a node's services, in the order of their names. */
const STEPS = NODE_FOLDERS.setupSteps;

/** What can be read of a machine's configuration. */
export type MachineConfiguration =
  | { readonly files: MachineFiles; readonly problem?: undefined }
  | { readonly files: MachineFiles; readonly problem: string };

const COMPRESSED = /^\$\{base64(?:gzip|encode)\((local\.[A-Za-z0-9_-]+)\)\}$/;
const EXPRESSION = /(?:^|[^$])\$\{|(?:^|[^%])%\{/;
const NONE: MachineFiles = new Map();

/** The user data of an instance as text, from `user_data` or `user_data_base64 = ${base64gzip(local.NAME)}`. */
export function userData({ body }: Resource, stack: ResourceIndex): string | undefined {
  const { user_data: plain, user_data_base64: encoded } = body;
  const local = typeof encoded === 'string' ? COMPRESSED.exec(encoded)?.[1] : undefined;
  return stack.text(local === undefined ? plain : `\${${local}}`);
}

/** The cloud-config of an instance, from `user_data` or `user_data_base64 = ${base64gzip(local.NAME)}`. */
export function machineConfiguration(
  instance: Resource,
  stack: ResourceIndex,
  read: ReadMachineFiles = machineFiles,
): MachineConfiguration {
  const text = userData(instance, stack);
  if (text === undefined) return { files: NONE, problem: 'its user data is not in the Terraform as text' };
  if (EXPRESSION.test(text)) return { files: NONE, problem: 'its user data holds an expression of Terraform' };
  if (!text.startsWith('#cloud-config')) return { files: NONE, problem: 'its user data is no cloud-config' };
  try {
    return { files: read(text.replaceAll('$${', '${').replaceAll('%%{', '%{')) };
  } catch {
    return { files: NONE, problem: 'its user data is no YAML' };
  }
}

/** The files of a cloud-config document. @throws where it is no YAML */
export type ReadMachineFiles = (text: string) => MachineFiles;

/** Every file that a cloud-config document writes. @throws where it is no YAML */
export function machineFiles(text: string): MachineFiles {
  const files = new Map<string, string>();
  for (const { path, content } of blocks(fields(parse(text)).write_files)) {
    if (typeof path === 'string' && typeof content === 'string') files.set(path, content);
  }
  return files;
}

/** The files at a path: the file itself, or all below the folder. */
export function filesAt(files: MachineFiles, path: string): ReadonlyMap<string, string> {
  const file = files.get(path);
  if (file !== undefined) return new Map([[path, file]]);
  return new Map([...files].filter(([name]) => name.startsWith(`${path}/`)));
}

/** The setup steps of a machine, in their order. */
export function setupSteps(files: MachineFiles): readonly string[] {
  return [...filesAt(files, STEPS)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

/** Lines of the setup steps that start units: `serve UNIT reload|restart FILE…`. */
export function serveLines(files: MachineFiles): readonly string[] {
  const known = SERVED.get(files);
  if (known) return known;
  const lines = setupSteps(files).flatMap((step) =>
    [...step.matchAll(/^\s*(serve \S+ .*)$/gm)].map(([, line = '']) => line),
  );
  SERVED.set(files, lines);
  return lines;
}

/** Each of a machine's relations asks what it starts. */
const SERVED = new WeakMap<MachineFiles, readonly string[]>();

/** Whether a setup step of the machine starts a unit. */
export function starts(files: MachineFiles, unit: string): boolean {
  return serveLines(files).some((line) => plain(line.split(' ')[1] ?? '') === plain(unit));
}

function plain(unit: string): string {
  return unit.replace(/\.service$/, '');
}
