import type { DiagnosticCode } from './codes';

/** One problem of a topology file, with its place and the fix. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error';
  /** As the caller named it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** Characters to mark from there on, on this line; at least 1. */
  readonly length: number;
  /** Place in the document: `tiers.web.nodes`, `tiers.balancer.routes[0].to`; empty for the file as a whole. */
  readonly path: string;
  /** The offending value in one line, shortened. */
  readonly value?: string;
  readonly message: string;
  /** What may stand here instead. */
  readonly allowed?: string;
  readonly fix: string;
}

/** Steps from the root of the document: keys and list indices. */
export type Path = readonly (string | number)[];

/** A part of the source text: offsets in UTF-16 units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A problem whose place in the text is not looked up yet. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly path: Path;
  /** Mark the key, the value, or a given part of the text. */
  readonly at: 'key' | 'value' | Span;
  readonly value?: string;
  readonly message: string;
  readonly allowed?: string;
  readonly fix: string;
}

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/** `tiers.balancer.routes[0].to` */
export function keyPathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN_KEY.test(step)) return `[${shown(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

const LONGEST_SHOWN = 60;

/** A value in one line of at most about 60 characters, control characters escaped. */
export function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(preview(value)) ?? 'nothing');
  const printable = escapeControls(text);
  return printable.length > LONGEST_SHOWN ? `${printable.slice(0, LONGEST_SHOWN - 1)}…` : printable;
}

/** The beginning of a value: enough to show, however large it is. */
function preview(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST_SHOWN + 1);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 3) return '…';
  if (Array.isArray(value)) return value.slice(0, LONGEST_SHOWN).map((item) => preview(item, depth + 1));
  const entries = Object.entries(value).slice(0, LONGEST_SHOWN);
  return Object.fromEntries(entries.map(([key, item]) => [key.slice(0, LONGEST_SHOWN), preview(item, depth + 1)]));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a terminal must not receive.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text that cannot steer a terminal: control and direction characters become `\\u001b` and the like. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
