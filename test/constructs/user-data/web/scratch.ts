import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ConfigFile, MachinePart } from '../../../../constructs/user-data/machine';

/** The text of a part's file. */
export function fileOf(part: MachinePart, path: string): string {
  const file = part.files?.find((one) => one.path === path);
  if (!file) throw new Error(`${path} is not among ${part.files?.map((one) => one.path).join(', ')}`);
  return file.content;
}

/** The one setup step of a part. */
export function stepOf(part: MachinePart): string {
  const [step, ...more] = part.steps ?? [];
  if (!step || more.length > 0) throw new Error(`${part.steps?.length ?? 0} steps instead of one`);
  return step.script;
}

/** A folder that stands for the root of a node, where daemons can run beside those of this machine. */
export class Scratch {
  private constructor(readonly root: string) {}

  static async make(): Promise<Scratch> {
    const root = await mkdtemp(join(tmpdir(), 'nospof-web-'));
    await chmod(root, 0o755);
    return new Scratch(root);
  }

  /** Absolute path inside the scratch folder. */
  at(path: string): string {
    return join(this.root, path);
  }

  /** The text with paths of the node below the scratch folder; `also` replaces further strings, as ports. */
  adapt(text: string, also: Readonly<Record<string, string>> = {}): string {
    const moved = text.replaceAll(
      /(?<![\w.])\/(run|srv|var\/log|etc\/nospof|usr\/local\/lib\/nospof|usr\/local\/sbin)\b/g,
      this.at('/$1'),
    );
    return Object.entries(also).reduce((all, [from, to]) => all.replaceAll(from, to), moved);
  }

  async write(path: string, content: string): Promise<string> {
    await mkdir(dirname(this.at(path)), { recursive: true });
    await writeFile(this.at(path), content);
    return this.at(path);
  }

  async writeAll(files: readonly ConfigFile[], also: Readonly<Record<string, string>> = {}): Promise<void> {
    for (const { path, content } of files) await this.write(path, this.adapt(content, also));
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}
