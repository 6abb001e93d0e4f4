import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { PROJECT } from '../../helpers/synthesized';

/** What a rule of evidence can say: a text of a gap as it stands in the source, with `…` for what it fills in. */
export interface RuleSentence {
  readonly file: string;
  readonly text: string;
  readonly pattern: RegExp;
}

const ROOM = join(PROJECT, 'check/evidence');

/** Tables whose entries have tests of their own, generated from them. */
const TABLES =
  /^contents\/(balancers|data|nodes|page-caches|postgresql|programs|servers|valkey|words)\.ts$|^acceptable\.ts$|^bystanders\.ts$/;

/**
 * Every sentence of every rule of evidence, read from the source, so that none can be left out: strings and templates of more
 * than one word, but for reasons in tables.
 */
export function ruleSentences(): readonly RuleSentence[] {
  const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !TABLES.test(file),
  );
  return files.sort().flatMap((file) => {
    const found = new Map<string, RuleSentence>();
    for (const parts of textsIn(parseSync(readFileSync(join(ROOM, file), 'utf8'), { syntax: 'typescript' }).body)) {
      if (!parts.some((part) => /[a-z]{2,} [a-z(]/i.test(part))) continue;
      const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
      found.set(parts.join('…'), { file, text: parts.join('…'), pattern: new RegExp(pattern, 's') });
    }
    return [...found.values()];
  });
}

type Syntax = Readonly<Record<string, unknown>>;

function textsIn(node: unknown): readonly (readonly string[])[] {
  if (Array.isArray(node)) return node.flatMap(textsIn);
  if (typeof node !== 'object' || node === null) return [];
  const syntax = node as Syntax;
  switch (syntax.type) {
    case 'ImportDeclaration':
    case 'ThrowStatement':
    case 'TsLiteralType':
      return [];
    case 'StringLiteral':
      return [[String(syntax.value)]];
    case 'TemplateLiteral':
      return [
        (syntax.quasis as readonly { cooked: string }[]).map(({ cooked }) => cooked),
        ...textsIn(syntax.expressions),
      ];
    default:
      return Object.entries(syntax).flatMap(([key, value]) => (key === 'span' ? [] : textsIn(value)));
  }
}
