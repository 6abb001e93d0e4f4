import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { SourceFile } from '../../terraform/hcl/blocks';
import type { SourceModule } from '../../terraform/hcl/source-module';
import { type Fields, isFields } from '../../terraform/values';
import { inputBytes } from '../input-bytes';
import { type Io, UsageError } from '../io';
import { readJson } from '../read-json';
import { reason } from '../reason';
import { parseHcl } from './hcl';
import { ModuleTree } from './module-tree';

/** Files of Terraform that people and tools write. */
export const SOURCE = /\.tf(?:\.json)?$/;

/** Files of values that Terraform reads by itself, in its order: later ones win. */
const VALUES = [/^terraform\.tfvars$/, /^terraform\.tfvars\.json$/, /\.auto\.tfvars(?:\.json)?$/];

/** Far above what people write: beyond it, parsing takes minutes. */
const MAX_BYTES = 8 * 1024 * 1024;

/** A configuration as it was read. */
export interface SourceInput {
  readonly source: SourceModule;
  /** Values of variables. */
  readonly values: Fields;
}

/** The names of the files of Terraform in a folder. */
export function sourceNames(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => SOURCE.test(entry.name) && !entry.name.startsWith('.') && !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * Read files of Terraform, the modules that they call, and the values that lie beside them.
 * @throws UsageError for what cannot be read
 */
export async function sourceInput(folder: string, names: readonly string[], io: Pick<Io, 'cwd'>): Promise<SourceInput> {
  const files = await sourceFiles(folder, names, io);
  const source = await new ModuleTree(folder, io, async (inner) =>
    sourceFiles(inner, sourceNames(inner), io),
  ).withCalls(files);
  const beside = VALUES.flatMap((pattern) =>
    readdirSync(folder)
      .filter((name) => pattern.test(name))
      .sort(),
  );
  const values: Record<string, unknown> = {};
  for (const { content } of await sourceFiles(folder, beside, io)) Object.assign(values, content);
  return { source, values };
}

async function sourceFiles(
  folder: string,
  names: readonly string[],
  io: Pick<Io, 'cwd'>,
): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const name of names) files.push({ name, content: await content(join(folder, name), io) });
  return files;
}

async function content(path: string, io: Pick<Io, 'cwd'>): Promise<Fields> {
  const shown = relative(io.cwd, path);
  const text = fileText(path, shown);
  if (!basename(path).endsWith('.json')) return parseHcl(shown, text);
  const json = readJson(path, io, 'correct it');
  if (!isFields(json)) throw new UsageError(`${shown}: it is not an object, as Terraform's JSON is`);
  return json;
}

/** The text of a file, and of nothing that only looks like one: a pipe would be waited for. */
function fileText(path: string, shown: string): string {
  try {
    return inputBytes(path, MAX_BYTES).toString('utf8');
  } catch (error) {
    throw new UsageError(`${shown}: ${reason(error)}`);
  }
}
