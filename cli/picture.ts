import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { CheckedStack } from '../report/check/checked-stack';
import { pictureSvg } from '../report/picture/svg';
import { checkedStacks } from './check';
import { type ExitCode, type Io, UsageError } from './io';

export interface PictureOptions {
  /** SVG file, or a folder where there are several stacks. @default - standard output, for one stack */
  readonly output?: string;
}

/**
 * `nospof picture [FILE.yaml … | STACK_DIR … | PLAN.json … | TERRAFORM_DIR …]`: one SVG of each: tiers, zones, nodes and who
 * needs whom, single points of failure marked. Whatever the verdict is, a picture that was drawn is status 0.
 * @throws UsageError for what cannot be drawn or written
 */
export async function picture(names: readonly string[], { output }: PictureOptions, io: Io): Promise<ExitCode> {
  const stacks = await checkedStacks(names, { survives: 'none' }, io);
  if (stacks === undefined) return 2;
  const [first] = stacks;
  if (output === undefined) {
    if (first === undefined || stacks.length > 1)
      throw new UsageError(`these are ${stacks.length} stacks; say with --output in which folder their pictures go`);
    io.out(pictureSvg(first));
    return 0;
  }
  const path = resolve(io.cwd, output);
  const isFile = /\.svg$/i.test(path) && !(existsSync(path) && statSync(path).isDirectory());
  if (isFile && stacks.length > 1)
    throw new UsageError(
      `--output ${output}: these are ${stacks.length} stacks, and one file holds one; name a folder`,
    );
  const drawn = stacks.map((stack) => ({
    path: isFile ? path : join(path, `${fileName(stack)}.svg`),
    svg: pictureSvg(stack),
  }));
  const twice = drawn.find(({ path: one }, index) => drawn.findIndex(({ path: other }) => other === one) !== index);
  if (twice) throw new UsageError(`two of the stacks would be drawn into ${twice.path}; draw them one by one`);
  for (const { path: file, svg } of drawn) {
    makeFolder(dirname(file));
    writeFileSync(file, svg);
    io.err(`wrote ${file}\n`);
  }
  return 0;
}

/** With all that it lies in, one by one: Node's own way never ends where the system lets nobody make a folder, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** The stack's name as a file's, whatever its folder was called. */
function fileName({ id }: CheckedStack): string {
  return id.replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'picture';
}
