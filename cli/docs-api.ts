import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * The API reference, from the declarations that the compiler emits: TypeScript 7 has no API by which its types could be asked
 * for (docs/decisions/0015-libraries.md). What is emitted is regular: each declaration begins at the left edge, with its comment
 * before it, and each member is indented by four blanks.
 */

/** What an entry point of the package exports. */
interface Entry {
  /** As it is imported: `nospof/check`. */
  readonly name: string;
  /** Its declarations below the folder of the build. */
  readonly file: string;
  readonly about: string;
}

const ENTRIES: readonly Entry[] = [
  {
    name: 'nospof',
    file: 'index.d.ts',
    about: 'The constructs, for a `TerraformStack` of your own, and what reads a topology.',
  },
  { name: 'nospof/check', file: 'checking.d.ts', about: 'The verdict on a stack of your own, for its tests.' },
];

type Kind = 'class' | 'function' | 'const' | 'interface' | 'type';

interface Declaration {
  readonly name: string;
  readonly kind: Kind;
  /** Its comment, without stars. */
  readonly comment: string;
  /** Its text without comment, `export` and private members. */
  readonly text: string;
}

/** Headings in the order in which a reader looks for them. */
const SECTIONS: readonly (readonly [heading: string, kinds: readonly Kind[]])[] = [
  ['Classes', ['class']],
  ['Functions', ['function']],
  ['Constants', ['const']],
  ['Types', ['interface', 'type']],
];

/**
 * The page with everything that the package exports.
 * @param build folder of the compiled sources
 */
export function apiMarkdown(build: string): string {
  const seen = new Set<string>();
  const parts = ENTRIES.map(({ name, file, about }) => {
    const exported = [...exportsOf(join(build, file))].filter(([one]) => !seen.has(one));
    for (const [one] of exported) seen.add(one);
    const all = exported.map(([, one]) => one).sort((a, b) => (a.name < b.name ? -1 : 1));
    return `## \`${name}\`\n\n${about}\n\n${SECTIONS.map((section) => sectionText(section, all)).join('')}`;
  });
  return `# API

For code that uses \`nospof\` as a library: what [\`index.ts\`](../index.ts) and [\`checking.ts\`](../checking.ts) export, with its comments.
The keys of a topology are in [another reference](reference.md). Generated from the compiled types by \`node dist/cli/docs.js\`.

${parts.join('')}`.replace(/\n+$/, '\n');
}

function sectionText([heading, kinds]: (typeof SECTIONS)[number], all: readonly Declaration[]): string {
  const found = all.filter(({ kind }) => kinds.includes(kind));
  if (found.length === 0) return '';
  return `### ${heading}\n\n${found.map(declarationText).join('')}`;
}

function declarationText({ name, comment, text }: Declaration): string {
  return `#### ${name}\n\n${comment === '' ? '' : `${comment}\n\n`}\`\`\`ts\n${text}\n\`\`\`\n\n`;
}

/** What a file exports, its own and others' by `export … from`, by name. */
function exportsOf(file: string): ReadonlyMap<string, Declaration> {
  const text = readFileSync(file, 'utf8');
  const found = new Map<string, Declaration>();
  for (const one of declarations(text)) found.set(one.name, one);
  for (const [, star, list = '', from = ''] of text.matchAll(
    /^export (?:type )?(?:(\*)|\{([^}]*)\}) from '(\.[^']*)';$/gm,
  )) {
    const others = exportsOf(resolved(from, file));
    const names = star ? [...others.keys()] : list.split(',').map((one) => one.trim().replace(/^type /, ''));
    for (const name of names.filter((one) => one !== '')) {
      const declared = others.get(name);
      if (!declared) throw new Error(`${file}: '${name}' is not exported by '${from}'`);
      found.set(name, declared);
    }
  }
  return found;
}

function resolved(from: string, file: string): string {
  const path = join(dirname(file), from);
  return existsSync(`${path}.d.ts`) ? `${path}.d.ts` : join(path, 'index.d.ts');
}

/** The exported declarations of a file. */
function declarations(text: string): readonly Declaration[] {
  const all = text.matchAll(
    /(?:^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:declare )?((?:abstract )?(class|function|const|interface|type) (\w+)\b[\s\S]*?(?:[;}])$(?=\n[^\s}]|\n*$(?![\s\S])))/gm,
  );
  return [...all].map(([, comment = '', body = '', kind, name = '']) => ({
    name,
    kind: kind as Kind,
    comment: plain(comment),
    text: kind === 'const' ? shortened(withoutPrivate(body)) : withoutPrivate(body),
  }));
}

/** Of a table, how it begins: what is in it, other pages list. */
function shortened(text: string): string {
  const lines = text.split('\n');
  return lines.length <= 20 ? text : [...lines.slice(0, 8), '  // …', '};'].join('\n');
}

/** A comment as paragraphs; its tags as a list. */
function plain(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const [first = [], ...tags] = lines.reduce<string[][]>(
    (parts, line) => {
      if (line.trimStart().startsWith('@')) parts.push([line.trim()]);
      else parts.at(-1)?.push(line.trim());
      return parts;
    },
    [[]],
  );
  const listed = tags.map(
    (tag) =>
      `- \`${tag[0]?.split(' ')[0]}\` ${tag
        .join(' ')
        .replace(/^\S+\s*/, '')
        .trim()}`,
  );
  return [first.join('\n').trim(), listed.join('\n')].filter((part) => part !== '').join('\n\n');
}

/** Members that users of a class may see, with their comments. */
function withoutPrivate(body: string): string {
  return body
    .replaceAll(/(?: {4}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)? {4}private [^\n]*\n/g, '')
    .replaceAll(/^( {4}readonly )?#private;\n/gm, '')
    .replaceAll(/^(?: {4})+/gm, (indent) => ' '.repeat(indent.length / 2))
    .trimEnd();
}
