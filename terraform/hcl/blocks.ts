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
  readonly variables: Fields;
  readonly modules: Fields;
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
    modules: named(contents.map(({ module }) => module)),
    providers: contents.flatMap(({ provider }) => blocks(provider).flatMap(({ aws }) => blocks(aws))),
  };
}

function labelled(all: readonly unknown[]): Blocks {
  const types = new Map<string, Map<string, Fields>>();
  for (const block of all.flatMap(blocks)) {
    for (const [type, names] of Object.entries(block)) {
      const known = types.get(type) ?? new Map<string, Fields>();
      types.set(type, known);
      for (const [name, body] of blocks(names).flatMap((one) => Object.entries(one))) {
        known.set(name, { ...known.get(name), ...one(body) });
      }
    }
  }
  return types;
}

function named(all: readonly unknown[]): Fields {
  const entries = all.flatMap(blocks).flatMap((block) => Object.entries(block));
  const merged = new Map<string, Fields>();
  for (const [name, body] of entries) merged.set(name, { ...merged.get(name), ...one(body) });
  return Object.fromEntries(merged);
}

/** The body of a block that stands once, though the JSON of HCL has it in a list. */
function one(body: unknown): Fields {
  return isFields(body) ? body : fields(Array.isArray(body) ? body[0] : undefined);
}
