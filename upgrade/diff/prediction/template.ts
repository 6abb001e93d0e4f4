/** A part of a Terraform template: text as it stands, or an expression. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string; readonly references: readonly TemplateReference[] };

/** A reference inside an expression. */
export interface TemplateReference {
  /** `aws_subnet.private_a`, `data.aws_ssm_parameter.image`, `local.web_1_machine` or `var.size` */
  readonly root: string;
  /** What follows: `['id']`, `['endpoints', 0]`. */
  readonly path: readonly (string | number)[];
  /** Where it stands in the expression. */
  readonly start: number;
  readonly end: number;
}

const TRAVERSAL =
  /(?<![\w.$-])((?:data\.)?[a-z][\w-]*\.[A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*|\[\d+\]|\["[^"\\]*"\])*)/g;
const STEP = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\["([^"\\]*)"\]/g;

/** Whether Terraform evaluates something in a string. */
export function isTemplate(text: string): boolean {
  return nextExpression(text, 0) >= 0;
}

/** The parts of a string. What is escaped, as `$${HOME}`, is text. */
export function templateParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let at = nextExpression(text, 0); at >= 0; at = nextExpression(text, from)) {
    const end = closing(text, at + 2);
    if (at > from) parts.push({ kind: 'text', text: text.slice(from, at) });
    const expression = text.slice(at + 2, end);
    parts.push({ kind: 'expression', text: expression, references: references(expression) });
    from = end + 1;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** The one reference that a string consists of. */
export function soleReference(parts: readonly Part[]): TemplateReference | undefined {
  const [part] = parts;
  if (parts.length !== 1 || part?.kind !== 'expression') return undefined;
  const [reference] = part.references;
  return reference && reference.start === 0 && reference.end === part.text.length ? reference : undefined;
}

function references(expression: string): readonly TemplateReference[] {
  return [...expression.matchAll(TRAVERSAL)].map((match) => ({
    root: match[1] ?? '',
    path: [...(match[2] ?? '').matchAll(STEP)].map(([, name, index, key]) =>
      index === undefined ? (name ?? key ?? '') : Number(index),
    ),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const EXPRESSION = /(?<!\$)\$\{|(?<!%)%\{/g;

/** Where the next `${` or `%{` begins that is not escaped by its sign's repetition; -1 without one. */
function nextExpression(text: string, from: number): number {
  EXPRESSION.lastIndex = from;
  return EXPRESSION.exec(text)?.index ?? -1;
}

/** Where the brace closes that is open at a place; the text's end where it does not. */
function closing(text: string, from: number): number {
  let open = 1;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\' && quoted) at++;
    else if (sign === '"') quoted = !quoted;
    else if (sign === '{' && !quoted) open++;
    else if (sign === '}' && !quoted && --open === 0) return at;
  }
  return text.length;
}
