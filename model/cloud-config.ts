import { parse } from 'yaml';
import { blocks, type Fields, fields, isFields } from './fields';

/** Files of a machine, by path. */
type FilesByPath = ReadonlyMap<string, string>;

/** One entry of `write_files`. */
export interface FileEntry {
  readonly path: string;
  readonly content: string;
  /** Everything else of the entry: `permissions`, `owner`, `defer`, `append`, `encoding`. */
  readonly attributes: Fields;
}

/** A cloud-config document, cut where its text can be cut without being parsed. */
export interface CloudConfigText {
  /** Text of each top key, `write_files` left out. */
  readonly keys: ReadonlyMap<string, string>;
  /** Text of each entry of `write_files`, in their order. */
  readonly files: readonly string[];
}

/** A cloud-config document as it has been read. */
export interface CloudConfig {
  /** What the machine finds on its disk, by path. */
  readonly files: FilesByPath;
  /** Text of each part, by the path of its file or by its top key, for comparisons; of what cannot be cut, one part. */
  readonly parts: ReadonlyMap<string, string>;
  /** The entry of each file, by path: the one that is written last. */
  readonly entries: ReadonlyMap<string, FileEntry>;
  /** What stands under a top key; undefined where there is none. */
  readonly under: (key: string) => unknown;
}

/**
 * Reads many cloud-config documents that are alike: the text of a file that several machines have is parsed once.
 * Complexity: linear in the text, and a parser only for what has not been seen.
 */
export class CloudConfigs {
  readonly #entries = new Map<string, FileEntry>();
  readonly #sections = new Map<string, Fields>();

  /** @throws where it is no YAML */
  read(text: string): CloudConfig {
    const cut = cloudConfigText(text);
    if (!cut) {
      const document = fields(parse(text));
      const entries = entriesOf(document);
      return { ...written(entries), parts: new Map([['user data', text]]), under: (key) => document[key] };
    }
    for (const section of cut.keys.values()) if (!PLAIN_SECTION.test(section)) this.#section(section);
    const parts = new Map(cut.keys);
    let entries: readonly FileEntry[];
    try {
      entries = cut.files.map((one) => this.file(one));
      cut.files.forEach((part, at) => {
        parts.set(entries[at]?.path ?? '', part);
      });
    } catch {
      entries = parsedEntries(text);
      for (const part of cut.files) parts.set(/^ - path: (\S+)/.exec(part)?.[1] ?? 'write_files', part);
    }
    const under = (key: string) => {
      const section = cut.keys.get(key);
      return section === undefined ? undefined : this.#section(section)[key];
    };
    return { ...written(entries), parts, under };
  }

  /** What the text of a top key says. @throws where it is no YAML */
  #section(text: string): Fields {
    const known = this.#sections.get(text) ?? fields(parse(text));
    this.#sections.set(text, known);
    return known;
  }

  /** One entry of `write_files`, from its text. @throws where it is none */
  file(text: string): FileEntry {
    const known = this.#entries.get(text);
    if (known) return known;
    const file = plainEntry(text) ?? parsedEntry(text);
    this.#entries.set(text, file);
    return file;
  }
}

function written(entries: readonly FileEntry[]): Pick<CloudConfig, 'files' | 'entries'> {
  return { files: writtenFiles(entries), entries: new Map(inOrder(entries).map((one) => [one.path, one])) };
}

/** As cloud-init writes them. */
function inOrder(entries: readonly FileEntry[]): readonly FileEntry[] {
  const deferred = ({ attributes }: FileEntry) => attributes.defer === true;
  return [...entries.filter((one) => !deferred(one)), ...entries.filter(deferred)];
}

/**
 * The files that entries leave behind, as cloud-init writes them: first those that are not deferred, a later one over an
 * earlier one of its path or, with `append`, after it. What is encoded otherwise than in base64 cannot be read, and is left out.
 */
function writtenFiles(entries: readonly FileEntry[]): FilesByPath {
  const files = new Map<string, string>();
  for (const entry of inOrder(entries)) {
    const { path, attributes } = entry;
    const content = decoded(entry);
    if (content === undefined) files.delete(path);
    else files.set(path, attributes.append === true ? `${files.get(path) ?? ''}${content}` : content);
  }
  return files;
}

function decoded({ content, attributes: { encoding = 'text/plain', source } }: FileEntry): string | undefined {
  if (source !== undefined) return undefined;
  if (encoding === 'text/plain') return content;
  return encoding === 'b64' || encoding === 'base64' ? Buffer.from(content, 'base64').toString() : undefined;
}

/** All entries of a document. @throws where it is no YAML */
function parsedEntries(text: string): readonly FileEntry[] {
  return entriesOf(fields(parse(text)));
}

function entriesOf(document: Fields): readonly FileEntry[] {
  return blocks(document.write_files).flatMap(({ path, content, ...attributes }) =>
    typeof path === 'string' && typeof content === 'string' ? [{ path, content, attributes }] : [],
  );
}

/** Every file that a cloud-config document leaves on its machine. @throws where it is no YAML */
export function machineFiles(text: string): FilesByPath {
  return writtenFiles(parsedEntries(text));
}

/** A key with a word, or with a list of words: most are, and a parser need not look whether they are YAML. */
const PLAIN_SECTION = /^\w+:(?: [\w./-]+)?(?:\n - [\w./][\w./+-]*)*\s*$/;

const TOP_KEY = /\n(?=[A-Za-z_][\w-]*:)/;
const ENTRY = /\n(?= - path: )/;

/** A line at the left edge that is neither a key nor a comment, or a break that not every reader takes for one. */
const UNUSUAL = /^[^A-Za-z_\s#].*$|^[A-Za-z_](?![\w-]*:).*$|[\r\x85\u2028\u2029]/m;

/** Cuts a document as the constructs write it; undefined for another. */
export function cloudConfigText(text: string): CloudConfigText | undefined {
  if (UNUSUAL.test(text)) return undefined;
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

function plainEntry(text: string): FileEntry | undefined {
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

function parsedEntry(text: string): FileEntry {
  const list: unknown = parse(text);
  const entry: unknown = Array.isArray(list) ? list[0] : undefined;
  if (!isFields(entry)) throw new TypeError('no file');
  const { path, content, ...attributes } = entry;
  if (typeof path !== 'string' || typeof content !== 'string') throw new TypeError('no file');
  return { path, content, attributes };
}
