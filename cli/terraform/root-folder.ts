import { existsSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { SourceFolder } from '../../terraform/hcl/source-module';
import { inputBytes } from '../input-bytes';

/** Largest file that an expression reads: templates and lists that people write are a hundredth of it. */
const MAX_BYTES = 1024 * 1024;

/** What lies beside the files of a configuration. Nothing outside of its folder and of the folder around it is read. */
export class RootFolder implements SourceFolder {
  readonly #texts = new Map<string, string | undefined>();
  readonly #around: string;

  /** @param folder with symbolic links resolved */
  constructor(readonly folder: string) {
    this.#around = resolve(folder, '..');
  }

  get workspace(): string | undefined {
    return this.text(join('.terraform', 'environment'))?.trim() || undefined;
  }

  text(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#read(resolve(this.folder, path)));
    return this.#texts.get(path);
  }

  #read(path: string): string | undefined {
    try {
      if (!existsSync(path) || !realpathSync(path).startsWith(`${this.#around}${sep}`)) return undefined;
      const bytes = inputBytes(path, MAX_BYTES);
      return bytes.includes(0) ? undefined : bytes.toString('utf8');
    } catch {
      // What cannot be read is not known.
      return undefined;
    }
  }
}
