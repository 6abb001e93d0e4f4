import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { SourceFile } from '../../terraform/hcl/blocks';
import { type Fields, isFields } from '../../terraform/values';
import { readJson } from '../check-stack';
import { type Io, UsageError } from '../io';
import { reason } from '../reason';
import { parseHcl } from './hcl';

/** Files of Terraform that people and tools write. */
export const SOURCE = /\.tf(?:\.json)?$/;

/** Files of values that Terraform reads by itself, in its order: later ones win. */
const VALUES = [/^terraform\.tfvars$/, /^terraform\.tfvars\.json$/, /\.auto\.tfvars(?:\.json)?$/];

/** A configuration as it was read. */
export interface SourceInput {
  readonly files: readonly SourceFile[];
  /** Values of variables. */
  readonly values: Fields;
}

/** The names of the files of Terraform in a folder. */
export function sourceNames(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => SOURCE.test(name) && !name.startsWith('.'))
    .sort();
}

/** Read files of Terraform, and the values that lie beside them. @throws UsageError */
export async function sourceInput(folder: string, names: readonly string[], io: Pick<Io, 'cwd'>): Promise<SourceInput> {
  const read = async (name: string): Promise<SourceFile> => ({ name, content: await content(join(folder, name), io) });
  const files: SourceFile[] = [];
  for (const name of names) files.push(await read(name));
  const beside = VALUES.flatMap((pattern) =>
    readdirSync(folder)
      .filter((name) => pattern.test(name))
      .sort(),
  );
  const values: Record<string, unknown> = {};
  for (const name of beside) Object.assign(values, (await read(name)).content);
  return { files, values };
}

async function content(path: string, io: Pick<Io, 'cwd'>): Promise<Fields> {
  const shown = relative(io.cwd, path);
  if (!basename(path).endsWith('.json')) return parseHcl(shown, text(path, shown));
  const json = readJson(path, io, 'correct it');
  if (!isFields(json)) throw new UsageError(`${shown}: it is not an object, as Terraform's JSON is`);
  return json;
}

function text(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${shown}: ${reason(error)}`);
  }
}
