import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckedStack } from '../report/check/checked-stack';
import { diffText } from '../report/diff/text';
import { explorePage, type PagedStack } from '../report/explore/html';
import { checkedStacks } from './check';
import { AcceptedChanges } from './decide';
import { compare } from './diff';
import type { ExitCode, Io } from './io';
import { isTerraformInput } from './terraform/check-terraform';

export interface ExploreOptions {
  /** HTML file. @default - standard output */
  readonly output?: string;
}

/**
 * `nospof explore [FILE.yaml … | STACK_DIR … | PLAN.json … | TERRAFORM_DIR …]`: one page in which a reader loses nodes, zones and
 * services and sees at once which goals fail. Topologies in their order are a ladder, with what each step takes.
 * @throws UsageError for what cannot be used
 */
export async function explore(names: readonly string[], { output }: ExploreOptions, io: Io): Promise<ExitCode> {
  const stacks = await checkedStacks(names, { survives: 'none' }, io);
  if (stacks === undefined) return 2;
  const html = explorePage(await withSteps(stacks, io));
  if (output === undefined) {
    io.out(html);
    return 0;
  }
  const path = resolve(io.cwd, output);
  writeFileSync(path, html);
  io.err(`wrote ${path}\n`);
  return 0;
}

/** Each topology with the step to it from the one before. Other Terraform has no order, and so no steps. */
async function withSteps(stacks: readonly CheckedStack[], io: Io): Promise<readonly PagedStack[]> {
  const paged: PagedStack[] = [];
  for (const [index, stack] of stacks.entries()) {
    const before = stacks[index - 1];
    const both = before && [before, stack].every(({ file }) => !isTerraformInput(resolve(io.cwd, file)));
    const step = both ? await stepText(before.file, stack.file, io) : undefined;
    paged.push(step === undefined ? stack : { ...stack, step });
  }
  return paged;
}

async function stepText(before: string, after: string, io: Io): Promise<string | undefined> {
  const compared = await compare(before, after, new AcceptedChanges([]), io);
  return 'diagnostics' in compared ? undefined : diffText(compared, false, { brief: true });
}
