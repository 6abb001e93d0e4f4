import { blocks, type Fields, fields, isFields } from '../values';

/** One file of a configuration: Terraform's JSON, or HCL turned into it. */
export interface SourceFile {
  /** Name without a folder. */
  readonly name: string;
  readonly content: Fields;
}

/** The blocks of a configuration, from all its files. */
export interface SourceBlocks {
  /** By type, then by name. */
  readonly resources: Blocks;
  readonly data: Blocks;
  readonly locals: Fields;
  readonly variables: ReadonlyMap<string, Fields>;
  readonly outputs: ReadonlyMap<string, Fields>;
  /** Calls of modules. */
  readonly modules: ReadonlyMap<string, Fields>;
  /** Of AWS. */
  readonly providers: readonly Fields[];
}

type Blocks = ReadonlyMap<string, ReadonlyMap<string, Fields>>;

const OVERRIDE = /(?:^|_)override\.tf(?:\.json)?$/;

/** Gather the blocks of files; an override file changes the arguments of what the others have. */
export function sourceBlocks(files: readonly SourceFile[]): SourceBlocks {
  const order = (one: SourceFile) => `${OVERRIDE.test(one.name) ? 1 : 0} ${one.name}`;
  const contents = [...files].sort((a, b) => (order(a) < order(b) ? -1 : 1)).map(({ content }) => content);
  return {
    resources: labelled(contents.map(({ resource }) => resource)),
    data: labelled(contents.map(({ data }) => data)),
    locals: Object.assign({}, ...contents.flatMap(({ locals }) => blocks(locals))),
    variables: named(contents.map(({ variable }) => variable)),
    outputs: named(contents.map(({ output }) => output)),
    modules: named(contents.map(({ module }) => module)),
    providers: contents.flatMap(({ provider }) => blocks(provider).flatMap(({ aws }) => blocks(aws))),
  };
}

/** The file that calls a module. */
export function callingFile(call: string, files: readonly SourceFile[]): string {
  const found = files.find(({ content }) => blocks(content.module).some((one) => Object.hasOwn(one, call)));
  return found?.name ?? 'no file';
}

function labelled(all: readonly unknown[]): Blocks {
  const types = new Map<string, Map<string, Fields>>();
  for (const block of all.flatMap(blocks)) {
    for (const [type, names] of Object.entries(block)) {
      const known = types.get(type) ?? new Map<string, Fields>();
      types.set(type, known);
      for (const [name, body] of blocks(names).flatMap((one) => Object.entries(one))) {
        known.set(name, overridden(known.get(name), only(body)));
      }
    }
  }
  types.delete('//');
  return types;
}

function named(all: readonly unknown[]): ReadonlyMap<string, Fields> {
  const merged = new Map<string, Fields>();
  for (const [name, body] of all.flatMap(blocks).flatMap((block) => Object.entries(block))) {
    if (name !== '//') merged.set(name, overridden(merged.get(name), only(body)));
  }
  return merged;
}

/** Each argument, and all nested blocks of a type, are replaced as a whole, whether they are written in a loop or not. */
function overridden(before: Fields = {}, after: Fields): Fields {
  const loops = new Set(loopsOf(after));
  const kept = Object.entries(before).filter(([key]) => !loops.has(key));
  const loopsKept = blocks(before.dynamic)
    .flatMap((one) => Object.entries(one))
    .filter(([key]) => !Object.hasOwn(after, key) && !loops.has(key));
  const dynamic = [...loopsKept.map(([key, body]) => ({ [key]: body })), ...blocks(after.dynamic)];
  const { dynamic: _, ...merged }: Fields = { ...Object.fromEntries(kept), ...after };
  return dynamic.length === 0 ? merged : { ...merged, dynamic };
}

function loopsOf({ dynamic }: Fields): readonly string[] {
  return blocks(dynamic).flatMap((one) => Object.keys(one));
}

/** The body of a block that stands once, though the JSON of HCL has it in a list. */
function only(body: unknown): Fields {
  return isFields(body) ? body : fields(Array.isArray(body) ? body[0] : undefined);
}
