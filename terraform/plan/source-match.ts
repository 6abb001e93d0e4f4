import { sourceBlocks } from '../hcl/blocks';
import { isUnreadModule, type SourceModule } from '../hcl/source-module';
import { blocks, type Fields, fields } from '../values';
import type { TerraformDocument } from './document';
import { otherThanPlanned, sourceBodies } from './planned-stack';

/** Why a source is not what a plan was made from, in a sentence; undefined where nothing speaks against it. */
export function otherSource(document: TerraformDocument, source: SourceModule): string | undefined {
  const { configuration = {} } = document;
  const other = otherBlocks(fields(configuration.root_module), source, '');
  if (other !== undefined) return other;
  const bodies = sourceBodies(document, source);
  return otherThanPlanned(document, (address) => bodies.get(address));
}

function otherBlocks(planned: Fields, source: SourceModule | undefined, prefix: string): string | undefined {
  if (source === undefined) return undefined;
  const { resources, modules } = sourceBlocks(source.files);
  const written = new Set(
    [...resources].flatMap(([type, named]) => [...named.keys()].map((name) => `${type}.${name}`)),
  );
  const known = new Set(
    blocks(planned.resources).flatMap(({ mode, type, name }) => (mode === 'managed' ? [`${type}.${name}`] : [])),
  );
  const calls = fields(planned.module_calls);
  const difference =
    onlyIn(known, written, (one) => `the plan has ${prefix}${one}, and it does not`) ??
    onlyIn(written, known, (one) => `it has ${prefix}${one}, and the plan does not`) ??
    onlyIn(Object.keys(calls), modules, (one) => `the plan has ${prefix}module.${one}, and it does not`) ??
    onlyIn(
      modules.keys(),
      new Set(Object.keys(calls)),
      (one) => `it has ${prefix}module.${one}, and the plan does not`,
    );
  if (difference !== undefined) return difference;
  for (const [name, call] of Object.entries(calls)) {
    const called = source.calls.get(name);
    const module = fields(fields(call).module);
    const inner = isUnreadModule(called) ? undefined : otherBlocks(module, called, `${prefix}module.${name}.`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function onlyIn(
  all: Iterable<string>,
  others: { has(one: string): boolean },
  say: (one: string) => string,
): string | undefined {
  const found = [...all].sort().find((one) => !others.has(one));
  return found === undefined ? undefined : say(found);
}
