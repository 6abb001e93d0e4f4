import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Named = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A `cdk.tf.json`, as far as the comparison reads it. */
export interface TerraformFile {
  readonly provider: { readonly aws: readonly Readonly<Record<string, unknown>>[] };
  readonly terraform: { readonly backend: { readonly local: Readonly<Record<string, unknown>> } };
  readonly resource: Readonly<Record<string, Named>>;
  readonly data?: Readonly<Record<string, Named>>;
  readonly locals?: Readonly<Record<string, string>>;
  readonly output?: Named;
}

/** One synthesized stack. */
export interface TerraformStackFile {
  readonly name: string;
  readonly terraform: TerraformFile;
}

/** The stacks of an output folder, sorted by name, without the framework's own comments. */
export function readStacks(outdir: string): readonly TerraformStackFile[] {
  return readdirSync(join(outdir, 'stacks'))
    .sort()
    .map((name) => ({
      name,
      terraform: JSON.parse(readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8'), (key, value) =>
        key === '//' ? undefined : value,
      ),
    }));
}

/** Number of resources of each type, over all stacks. */
export function resourceCounts(stacks: readonly TerraformStackFile[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { terraform } of stacks) {
    for (const [type, named] of Object.entries(terraform.resource)) {
      counts.set(type, (counts.get(type) ?? 0) + Object.keys(named).length);
    }
  }
  return counts;
}
