import { NODE_FOLDERS } from '../../model/node-files';
import { filesAt, type MachineFiles } from '../machine-files';

/** Settings of a unit file in their order, as `Service.ExecStart`. */
export type UnitEntries = readonly (readonly [key: string, value: string])[];

/** A unit file or drop-in, in systemd's syntax: comments at the start of a line, `\` continues one (systemd.syntax). */
export function parseUnit(text: string): UnitEntries {
  let section = '';
  return text
    .replaceAll(/^[ \t]*[#;].*\n?/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const [, header] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? [];
      if (header !== undefined) section = header;
      const [, key, value = ''] = /^\s*([A-Za-z0-9-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined ? [] : [[`${section}.${key}`, value] as const];
    });
}

/**
 * All that a machine's files say of a unit: the unit itself, then its drop-ins in the order of their names, where a later
 * line counts after an earlier one (systemd.unit).
 */
export function unitEntries(files: MachineFiles, name: string): UnitEntries {
  const unit = /\.[a-z]+$/.test(name) ? name : `${name}.service`;
  const own = files.get(`${NODE_FOLDERS.units}/${unit}`);
  const dropIns = [...filesAt(files, `${NODE_FOLDERS.units}/${unit}.d`)]
    .filter(([path]) => path.endsWith('.conf'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return [...(own === undefined ? [] : [own]), ...dropIns.map(([, text]) => text)].flatMap(parseUnit);
}

/** The last value of a setting of a unit; an empty one takes back what was there. */
export function unitValue(entries: UnitEntries, key: string): string | undefined {
  const value = entries.findLast(([name]) => name === key)?.[1];
  return value === '' ? undefined : value;
}

/** The words of a setting that is a list, of all its lines; an empty one takes back those before it. */
export function unitList(entries: UnitEntries, key: string): readonly string[] {
  const values = entries.filter(([name]) => name === key).map(([, value]) => value);
  return values
    .slice(values.lastIndexOf('') + 1)
    .join(' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** What a machine's files change of how a service is started. */
export interface UnitSettings {
  readonly execStart: string | undefined;
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/** How a service is started. */
export function unitSettings(files: MachineFiles, name: string): UnitSettings {
  const entries = unitEntries(files, name);
  const environment = entries
    .filter(([key]) => key === 'Service.Environment')
    .flatMap(([, value]) => [...value.matchAll(/"([A-Za-z_]\w*)=([^"]*)"|([A-Za-z_]\w*)=(\S*)/g)])
    .map(([, quoted, inQuotes, plain, value]) => [quoted ?? plain ?? '', inQuotes ?? value ?? ''] as const);
  return { execStart: unitValue(entries, 'Service.ExecStart'), environment };
}
