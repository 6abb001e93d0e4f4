import { parse } from 'yaml';
import { type MachineFiles, machineFiles } from './machine-files';
import { type Fields, fields, isFields } from './values';

/** One entry of `write_files`. */
export interface WrittenFile {
  readonly path: string;
  readonly content: string;
  /** Everything else of the entry: `permissions`, `owner`, `defer`. */
  readonly attributes: Fields;
}

/** A cloud-config document, cut where its text can be cut without being parsed. */
export interface CloudConfigText {
  /** Text of each top key, `write_files` left out. */
  readonly keys: ReadonlyMap<string, string>;
  /** Text of each entry of `write_files`, in their order. */
  readonly files: readonly string[];
}

/**
 * Reads many cloud-config documents that are alike: the text of a file that several machines have is parsed once.
 * Complexity: linear in the text, and a parser only for what has not been seen.
 */
export class CloudConfigs {
  readonly #files = new Map<string, WrittenFile>();
  readonly #documents = new Map<string, MachineFiles>();

  /** The files that a document writes, by path. @throws where it is no YAML */
  readonly read = (text: string): MachineFiles => {
    const known = this.#documents.get(text);
    if (known) return known;
    const files = this.#read(text);
    this.#documents.set(text, files);
    return files;
  };

  /** One entry of `write_files`, from its text. @throws where it is none */
  file(text: string): WrittenFile {
    const known = this.#files.get(text);
    if (known) return known;
    const file = plainEntry(text) ?? parsedEntry(text);
    this.#files.set(text, file);
    return file;
  }

  #read(text: string): MachineFiles {
    const cut = cloudConfigText(text);
    if (!cut) return machineFiles(text);
    try {
      return new Map(cut.files.map((one) => this.file(one)).map(({ path, content }) => [path, content]));
    } catch {
      return machineFiles(text);
    }
  }
}

const TOP_KEY = /\n(?=[A-Za-z_][\w-]*:)/;
const ENTRY = /\n(?= - path: )/;

/** Cuts a document as the constructs write it; undefined for another. */
export function cloudConfigText(text: string): CloudConfigText | undefined {
  const [head = '', ...sections] = text.replace(/\n$/, '').split(TOP_KEY);
  if (!/^#cloud-config\s*$/.test(head)) return undefined;
  const keys = new Map(sections.map((section) => [section.slice(0, section.indexOf(':')), section]));
  const [files = '', ...entries] = (keys.get('write_files') ?? 'write_files:').split(ENTRY);
  if (keys.size !== sections.length || files !== 'write_files:') return undefined;
  keys.delete('write_files');
  // The line break at which a text was cut belongs to what stands before it.
  return { keys, files: entries.map((entry) => `${entry}\n`) };
}

/** The list under a top key. @throws where it is no YAML */
export function listUnder(key: string, { keys }: CloudConfigText): readonly string[] {
  const list: unknown = fields(parse(keys.get(key) ?? '{}'))[key];
  return Array.isArray(list) ? list.map(String) : [];
}

/** An entry that holds nothing but a path, flags and an indented text: most do, and a parser takes long for thousands. */
const PLAIN =
  /^ - path: ([\w./@%+-]+)\n(?: {3}permissions: "(\d+)"\n)?( {3}defer: true\n)? {3}content: \|\n( {4}\S.*\n(?: {4}.*\n|\n)*)$/;

function plainEntry(text: string): WrittenFile | undefined {
  const [, path, permissions, defer, indented] = PLAIN.exec(text) ?? [];
  if (path === undefined || indented === undefined) return undefined;
  return {
    path,
    content: indented.replace(/^ {4}/gm, '').replace(/\n+$/, '\n'),
    attributes: {
      ...(permissions === undefined ? {} : { permissions }),
      ...(defer === undefined ? {} : { defer: true }),
    },
  };
}

function parsedEntry(text: string): WrittenFile {
  const list: unknown = parse(text);
  const entry: unknown = Array.isArray(list) ? list[0] : undefined;
  if (!isFields(entry)) throw new TypeError('no file');
  const { path, content, ...attributes } = entry;
  if (typeof path !== 'string' || typeof content !== 'string') throw new TypeError('no file');
  return { path, content, attributes };
}
