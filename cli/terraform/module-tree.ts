import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { callingFile, type SourceFile, sourceBlocks } from '../../terraform/hcl/blocks';
import type { SourceModule, UnreadModule } from '../../terraform/hcl/source-module';
import { type Io, UsageError } from '../io';
import { reason } from '../reason';
import { type InstalledModule, installedModules, isSameSource } from './installed-modules';
import { RootFolder } from './root-folder';

/** Deepest nesting of modules, and most calls in all, that are followed: people stay at a tenth of either. */
const DEPTH = 32;
const MOST = 2000;

/** A folder on the way to a module. */
interface Place {
  readonly folder: string;
  /** Names of the calls that lead to it, as `terraform init` joins them: `site.network`; empty for the root. */
  readonly key: string;
  /** Its own folder and those of all modules around it, symbolic links resolved. */
  readonly around: readonly string[];
}

/** Reads the modules that a configuration calls: local ones where they lie, others where `terraform init` put them. */
export class ModuleTree {
  readonly #files = new Map<string, Promise<readonly SourceFile[]>>();
  #installed: ReadonlyMap<string, InstalledModule> | undefined;
  #calls = 0;

  /** @param read the files of Terraform in a folder */
  constructor(
    readonly root: string,
    readonly io: Pick<Io, 'cwd'>,
    readonly read: (folder: string) => Promise<readonly SourceFile[]>,
  ) {}

  /** The root module, of which the files are read already. @throws UsageError for a module that cannot be entered */
  async withCalls(files: readonly SourceFile[]): Promise<SourceModule> {
    const folder = realpathSync(this.root);
    const source = await this.#module(files, { folder, key: '', around: [folder] });
    return { ...source, folder: new RootFolder(folder) };
  }

  async #module(files: readonly SourceFile[], place: Place): Promise<SourceModule> {
    const calls = new Map<string, SourceModule | UnreadModule>();
    for (const [call, { source }] of sourceBlocks(files).modules) {
      if (typeof source !== 'string') continue;
      const where = `${this.#shown(join(place.folder, callingFile(call, files)))}: module '${call}' (${source})`;
      calls.set(call, await this.#called(call, source, where, place));
    }
    const path = relative(realpathSync(this.root), place.folder);
    return { files, calls, path: path === '' ? '.' : path };
  }

  async #called(call: string, source: string, where: string, place: Place): Promise<SourceModule | UnreadModule> {
    const key = place.key === '' ? call : `${place.key}.${call}`;
    if (++this.#calls > MOST)
      throw new UsageError(`${where}: with it, more than ${MOST} calls of modules; check a part`);
    const folder = /^\.\.?(?:\/|$)/.test(source) ? resolve(place.folder, source) : this.#install(key, source);
    if (typeof folder !== 'string') return folder;
    const real = this.#real(folder, where);
    if (place.around.includes(real)) throw new UsageError(`${where}: it calls itself, by way of ${this.#shown(real)}`);
    if (place.around.length > DEPTH) throw new UsageError(`${where}: modules are nested more than ${DEPTH} deep`);
    const files = this.#files.get(real) ?? this.read(real);
    this.#files.set(real, files);
    if ((await files).length === 0) return { remedy: this.#withoutFiles(real) };
    return this.#module(await files, { folder: real, key, around: [...place.around, real] });
  }

  /** Where `terraform init` put a module. */
  #install(key: string, source: string): string | UnreadModule {
    this.#installed ??= installedModules(this.root, this.io);
    const found = this.#installed.get(key);
    const bring = `'terraform init' or 'terraform get' in ${this.#shown(this.root) || '.'} brings it`;
    if (found === undefined) return { remedy: `it is not here; ${bring}` };
    if (!isSameSource(source, found.source)) return { remedy: `in its place lies ${found.source}; ${bring}` };
    const folder = resolve(this.root, found.folder);
    return existsSync(folder) ? folder : { remedy: `${this.#shown(folder)} is gone; ${bring}` };
  }

  /** What git leaves of a submodule that was not checked out is an empty folder: not a module that makes nothing. */
  #withoutFiles(folder: string): string {
    return `no Terraform is in ${this.#shown(folder)}; where that is a submodule of git, 'git submodule update --init' brings it`;
  }

  #real(folder: string, where: string): string {
    try {
      if (statSync(folder).isDirectory()) return realpathSync(folder);
    } catch (error) {
      const why = existsSync(folder) ? reason(error) : 'no such folder';
      throw new UsageError(`${where}: ${this.#shown(folder)}: ${why}`);
    }
    throw new UsageError(`${where}: ${this.#shown(folder)}: it is no folder`);
  }

  #shown(path: string): string {
    return relative(this.io.cwd, path);
  }
}
