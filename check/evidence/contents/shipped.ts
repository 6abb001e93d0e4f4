import { SCRIPTS } from '../../../model/embedded';
import { effectiveLines } from '../../../model/rendered/harmless';
import { PLACEHOLDER } from '../../../model/script';
import { withoutComments } from '../../../model/without-comments';
import { shortName } from '../gap';
import type { NodeGap, NodeRule } from '../node-gap';

/**
 * Scripts of nodes are those of this release, line by line, but for the values that they are given. What a script does no reading
 * of it tells: the tests and the drills of the release do, and they are of these lines.
 */
export const shipped: NodeRule = ({ machine, address }) => {
  const gaps: NodeGap[] = [];
  for (const [path, text] of machine.files) {
    if (!SCRIPT_PATH.test(path)) continue;
    for (const lookedFor of differences(path, text))
      gaps.push({ code: 'wrong-configuration', lookedFor, where: `${path} of ${shortName(address)}` });
  }
  return gaps;
};

/** Where scripts stand: steps are put together of several, and of lines of their own. */
const SCRIPT_PATH = /^\/usr\/(local\/(s?bin|lib)|lib\/ocf|s?bin)\//;

/** One line of a script: as it stands, with values in it, or a part that is put in. */
type TemplateLine =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'valued'; readonly text: string; readonly pattern: RegExp; readonly names: readonly string[] }
  | { readonly kind: 'part'; readonly text: string };

interface Template {
  readonly lines: readonly TemplateLine[];
  /** Lines by which it is known in a file. */
  readonly marks: readonly string[];
}

/** Lines that many scripts have. */
const COMMON = /^(set -euo pipefail|import \w+|\. \/usr\/local\/lib\/nospof\/lib\.sh)$/;

const TEMPLATES: readonly Template[] = Object.entries(SCRIPTS).map(([path, text]) => {
  // A part may stand behind the sign of a comment, so that the script is whole without it.
  const open = text.replaceAll(/^(\s*)# (?=__[A-Z0-9_]+__$)/gm, '$1');
  const lines = linesOf(`/${path}`, open).map(templateLine);
  const plain = lines.flatMap((line) => (line.kind === 'line' && line.text.trim().length >= 12 ? [line.text] : []));
  return { lines, marks: [...new Set(plain)].filter((one) => !COMMON.test(one)) };
});

function templateLine(text: string): TemplateLine {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (names.length === 0) return { kind: 'line', text };
  if (/^\s*__[A-Z0-9_]+__$/.test(text)) return { kind: 'part', text };
  const pattern = text
    .split(new RegExp(PLACEHOLDER.source))
    .filter((_, at) => at % 3 === 0)
    .map((plain) => plain.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return { kind: 'valued', text, names, pattern: new RegExp(`^${pattern.join('(.*?)')}$`) };
}

/** Lines that count. */
function linesOf(path: string, text: string): readonly string[] {
  // What is no program of its own is put into another, where it does not stand first.
  return effectiveLines(path, withoutComments(text.startsWith('#!') ? text : `\n${text}`)).map(({ line }) => line);
}

const KNOWN = new Map<string, readonly string[]>();
const MANY = 1_000;

/** What of the release's scripts a file has otherwise. O(lines of all scripts and of the file), once a text. */
function differences(path: string, text: string): readonly string[] {
  const key = `${path}\n${text}`;
  const known = KNOWN.get(key);
  if (known) return known;
  const lines = linesOf(path, text);
  const there = new Set(lines);
  const likely = TEMPLATES.flatMap((template) => {
    const has = template.marks.filter((line) => there.has(line));
    return has.length * 2 > template.marks.length
      ? [{ has, marks: template.marks, difference: firstDifference(template, lines) }]
      : [];
  });
  const whole = likely.filter(({ difference }) => difference.length === 0);
  // Scripts may have lines in common: what is there of one may be those of another, which is there as a whole.
  const isOthers = (has: readonly string[]) => whole.some(({ marks }) => has.every((line) => marks.includes(line)));
  const found = likely.flatMap(({ has, difference }) => (isOthers(has) ? [] : difference));
  if (KNOWN.size >= MANY) KNOWN.clear();
  KNOWN.set(key, found);
  return found;
}

/** The first line of a script that a file lacks, wherever in the file the script begins; none where it has them all. */
function firstDifference({ lines: wanted }: Template, lines: readonly string[]): readonly string[] {
  const start = wanted.findIndex(({ kind }) => kind !== 'part');
  let furthest = start;
  for (let at = 0; at < lines.length; at++) {
    const reached = matched(wanted, start, lines, at);
    if (reached === wanted.length) return [];
    furthest = Math.max(furthest, reached);
  }
  return [`the line '${wanted[furthest]?.text.trim()}', as this release has it`];
}

/** How many lines of a script stand in a file from there on, one after the other. */
function matched(wanted: readonly TemplateLine[], from: number, lines: readonly string[], at: number): number {
  const values = new Map<string, string>();
  let place = at;
  let isOpen = false;
  for (let next = from; next < wanted.length; next++) {
    const line = wanted[next];
    if (line === undefined) return next;
    if (line.kind === 'part') {
      isOpen = true;
      continue;
    }
    while (isOpen && place < lines.length && !fits(line, lines[place] ?? '', values)) place++;
    if (place >= lines.length || !fits(line, lines[place] ?? '', values)) return next;
    isOpen = false;
    place++;
  }
  return wanted.length;
}

/** Whether a line is this one; what its values are is the same wherever the script names them. */
function fits(wanted: TemplateLine, line: string, values: Map<string, string>): boolean {
  if (wanted.kind !== 'valued') return wanted.text === line;
  const match = wanted.pattern.exec(line);
  if (!match) return false;
  const given = wanted.names.map((name, at) => [name, match[at + 1] ?? ''] as const);
  if (given.some(([name, value]) => (values.get(name) ?? value) !== value)) return false;
  for (const [name, value] of given) values.set(name, value);
  return true;
}
