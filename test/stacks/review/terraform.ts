import { Document, isScalar, Scalar, stringify, visit } from 'yaml';
import { isMachine, type Paragraph, type ReviewedMachine, reviewedMachine } from './machines';

/** Terraform's JSON syntax, as far as a review needs it. */
export type TerraformJson = Readonly<Record<string, unknown>>;

/** Blocks whose entries are named by type and name, as `resource.aws_instance.web_1`. */
const TYPED_BLOCKS = ['data', 'resource'] as const;

/**
 * A synthesized stack as people review it, but for its machines: one paragraph an address, sorted, without the
 * framework's own marks.
 */
export function terraformParagraphs(stack: TerraformJson): readonly Paragraph[] {
  return [...untyped(stack), ...TYPED_BLOCKS.flatMap((block) => typed(block, stack[block]))];
}

/** What each node of a stack installs and has, by the node's name. */
export function reviewedMachines(stack: TerraformJson): ReadonlyMap<string, ReviewedMachine> {
  return new Map(
    entries(stack.locals).flatMap(([name, value]) =>
      isMachine(name, value) ? [[name.slice(0, -'_machine'.length), reviewedMachine(asOnNode(value))]] : [],
    ),
  );
}

/** Paragraphs as one text. */
export function asText(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map(([address, body]) => `${address}\n${indented(body)}`).join('\n');
}

function untyped(stack: TerraformJson): Paragraph[] {
  const blocks = Object.keys(stack).filter((block) => block !== '//' && !TYPED_BLOCKS.some((typed) => typed === block));
  return blocks.sort().flatMap((block) => {
    const value = stack[block];
    if (block !== 'locals' && block !== 'output') return [[block, yaml(value)] as const];
    const named = entries(value).filter(([name, one]) => !isMachine(name, one));
    return named.map(([name, one]): Paragraph => [`${block === 'locals' ? 'local' : block}.${name}`, body(one)]);
  });
}

function typed(block: 'data' | 'resource', value: unknown): Paragraph[] {
  const prefix = block === 'data' ? 'data.' : '';
  return entries(value).flatMap(([type, named]) =>
    entries(named).map(([name, one]): Paragraph => [`${prefix}${type}.${name}`, body(one)]),
  );
}

function body(value: unknown): string {
  return typeof value === 'string' && value.includes('\n') ? asOnNode(value) : yaml(value);
}

/** In Terraform `$${` and `%%{` stand for `${` and `%{`. */
function asOnNode(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

function entries(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => key !== '//')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export function yaml(value: unknown): string {
  const document = new Document(withoutMarks(value));
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\n'))
        node.type = Scalar.BLOCK_LITERAL;
    },
  });
  return stringify(document, { lineWidth: 0, sortMapEntries: true });
}

/** Policies are JSON in a string: shown as what they mean. */
function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value === 'string') return parsedPolicy(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(entries(value).map(([key, one]) => [key, withoutMarks(one)]));
}

function parsedPolicy(text: string): unknown {
  if (!text.startsWith('{"Version"')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
