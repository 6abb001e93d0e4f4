import { Failure, fromJson, isMap, numberOf, plain, Referred, textOf, Unknown, type Value } from '../values';
import { type Functions, identityOf, itemsOf, mapOf, sorted, textsOf, textsOfAll } from './arguments';

/** Functions on texts. */
export const textFunctions: Functions = {
  tostring: (value) => (value === null ? null : textOf(value)),
  lower: (text) => textOf(text)?.toLowerCase(),
  upper: (text) => textOf(text)?.toUpperCase(),
  title: (text) => textOf(text)?.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  chomp: (text) => textOf(text)?.replace(/[\r\n]+$/, ''),
  strrev: (text) => [...(textOf(text) ?? '')].reverse().join('') || textOf(text),
  trimspace: (text) => textOf(text)?.trim(),
  trim: onTexts((text, characters) => trimmed(trimmed(text, characters, 'start'), characters, 'end')),
  trimprefix: onTexts((text, start) => (text.startsWith(start) ? text.slice(start.length) : text)),
  trimsuffix: onTexts((text, end) => (end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text)),
  startswith: onTexts((text, start) => text.startsWith(start)),
  endswith: onTexts((text, end) => text.endsWith(end)),
  strcontains: onTexts((text, part) => text.includes(part)),
  substr: (text, from, length) => {
    const [whole, at, count] = [textOf(text), numberOf(from), numberOf(length)];
    if (whole === undefined || at === undefined || count === undefined) return undefined;
    const start = at < 0 ? whole.length + at : at;
    return count < 0 ? whole.slice(start) : whole.slice(start, start + count);
  },
  replace: onTexts((text, from, to) => {
    // Between slashes stands a regular expression, whose dialect is not that of JavaScript in all.
    const pattern = /^\/(.*)\/$/s.exec(from)?.[1];
    if (pattern === undefined) return text.replaceAll(from, () => to);
    const known = to.includes('$') ? undefined : expression(pattern, 'g', text.length);
    return known && text.replace(known, () => to);
  }),
  regex: (pattern, text) => {
    const [written, whole] = textsOfAll([pattern, text]) ?? [];
    const known = written === undefined ? undefined : expression(written, '', whole?.length ?? 0);
    if (known === undefined || whole === undefined) return undefined;
    const found = known.exec(whole);
    return found === null ? new Failure([]) : captured(found);
  },
  regexall: (pattern, text) => {
    const [written, whole] = textsOfAll([pattern, text]) ?? [];
    if (written === undefined || whole === undefined) return matchesOfZone(textOf(pattern), text);
    const known = expression(written, 'g', whole.length);
    return known && [...whole.matchAll(known)].map(captured);
  },
  join: (separator, ...lists) => {
    const [at, texts] = [textOf(separator), lists.map(textsOf)];
    return at === undefined || texts.includes(undefined) ? undefined : texts.flatMap((one) => one ?? []).join(at);
  },
  split: onTexts((separator, text) => text.split(separator)),
  format: (pattern, ...args) => format(textOf(pattern), args),
  formatlist: (pattern, ...args) => {
    const lists = args.map((one) => itemsOf(one));
    const length = Math.max(0, ...lists.map((one) => one?.length ?? 0));
    if (args.some((one) => textOf(one) === undefined && itemsOf(one) === undefined)) return undefined;
    const texts = Array.from({ length }, (_, index) =>
      format(
        textOf(pattern),
        args.map((one, at) => (lists[at] === undefined ? one : lists[at]?.[index])),
      ),
    );
    return texts.includes(undefined) ? undefined : texts.map((one) => one ?? '');
  },
  jsonencode: (value) => {
    const known = value === undefined ? undefined : encodable(value);
    return known === undefined ? undefined : JSON.stringify(known);
  },
  jsondecode: (text) => {
    const written = textOf(text);
    try {
      return written === undefined ? undefined : fromJson(JSON.parse(written));
    } catch {
      return new Failure([]);
    }
  },
  base64encode: (text) => {
    const known = textOf(text);
    return known === undefined ? undefined : Buffer.from(known).toString('base64');
  },
  dirname: (path) => textOf(path)?.replace(/\/[^/]*$/, ''),
  basename: (path) => textOf(path)?.replace(/^.*\//, ''),
};

function onTexts(apply: (...texts: [string, string, string]) => Value | undefined): Functions[string] {
  return (...args) => {
    const [first, second = '', third = ''] = textsOfAll(args) ?? [];
    return first === undefined ? undefined : apply(first, second, third);
  };
}

function trimmed(text: string, characters: string, side: 'start' | 'end'): string {
  const at = side === 'start' ? 0 : -1;
  let left = text;
  while (left !== '' && characters.includes(left.at(at) ?? ''))
    left = side === 'start' ? left.slice(1) : left.slice(0, -1);
  return left;
}

/** Signs that mean the same in Go's dialect and in JavaScript's; another expression is not read. */
const COMMON = /^(?:[\w\s^$.*+?|()[\],:;@%/"'=!<>#&~-]|\\[dDwWsSbB.\-/\\()[\]*+?|^$]|\{\d+(?:,\d*)?\})*$/;

/** Ways to try an expression on a text: JavaScript goes all of them, where Go goes one. */
const MOST_WAYS = 100_000_000;

/** @param length of the text that it is tried on */
function expression(pattern: string, flags: string, length: number): RegExp | undefined {
  // Groups with a name or a flag are left alone, and so is what may take very long.
  if (!COMMON.test(pattern) || /\(\?(?!:)/.test(pattern)) return undefined;
  if (repeatsChoice(pattern) || waysOf(pattern, length) > MOST_WAYS) return undefined;
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

/** Whether a group that repeats holds what repeats, or a choice: the ways through it double with each character. */
function repeatsChoice(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]/g, 'x').replaceAll('(?:', '(');
  const open: boolean[] = [];
  for (let at = 0; at < plain.length; at++) {
    const sign = plain[at] ?? '';
    if (sign === '(') open.push(false);
    else if (sign === ')') {
      const hasChoice = open.pop() ?? false;
      if (hasChoice && /[*+{]/.test(plain[at + 1] ?? '')) return true;
      if (hasChoice && open.length > 0) open[open.length - 1] = true;
    } else if (/[*+{|?]/.test(sign) && open.length > 0) open[open.length - 1] = true;
  }
  return false;
}

/** In how many ways a text of this length can be shared among all that repeats, begun anywhere in it: (n+q choose q). */
function waysOf(pattern: string, length: number): number {
  const repeats = 1 + (pattern.match(/[*+{]/g) ?? []).length;
  return Array.from({ length: repeats }).reduce<number>((ways, _, at) => (ways * (length + at + 1)) / (at + 1), 1);
}

/** Characters of the longest name of a zone. */
const LONGEST_ZONE = 20;

/** A name of a zone, and its id, as regions of every kind have them. */
const ZONES: Readonly<Record<string, readonly string[]>> = {
  names: ['eu-west-1a', 'us-east-1f', 'ap-southeast-2c', 'us-gov-west-1b', 'cn-north-1a'],
  zone_ids: ['euw1-az1', 'use1-az6', 'apse2-az3', 'usgw1-az2', 'cnn1-az1'],
};

/** Whether a zone is a name or an id is asked by the form of it, and known before the zone is. */
function matchesOfZone(pattern: string | undefined, zone: Value | undefined): Value | undefined {
  const list =
    zone instanceof Referred ? /aws_availability_zones\..*\.(names|zone_ids)\[\d+\]$/.exec(zone.reference) : null;
  const known = pattern === undefined ? undefined : expression(pattern, 'g', LONGEST_ZONE);
  const counts = new Set((ZONES[list?.[1] ?? ''] ?? []).map((one) => (known ? [...one.matchAll(known)].length : -1)));
  const [count = -1] = counts;
  return counts.size === 1 && count >= 0 ? Array.from({ length: count }, () => new Unknown([])) : undefined;
}

/** All that matched, or what the groups did. */
function captured(found: RegExpExecArray | RegExpMatchArray): Value {
  const [whole = '', ...groups] = found;
  return groups.length === 0 ? whole : groups.map((one) => one ?? null);
}

/** A value that is known throughout, as JSON; undefined for any other. */
export function encodable(value: Value): unknown {
  if (identityOf(value)?.includes('${') !== false) return undefined;
  return plainJson(value);
}

function plainJson(value: Value): unknown {
  const known = plain(value);
  if (Array.isArray(known)) return known.map(plainJson);
  const map = mapOf(known);
  return isMap(known) && map ? Object.fromEntries(sorted(map).map(([key, one]) => [key, plainJson(one)])) : known;
}

/** What names are made with: `%s`, `%d`, `%v`, `%q`, `%x`, with a width or not. Another verb, or a precision, is not read. */
function format(pattern: string | undefined, args: readonly (Value | undefined)[]): string | undefined {
  const texts = args.map(textOf);
  if (pattern === undefined || texts.some((one) => one === undefined)) return undefined;
  let next = 0;
  if (/%/.test(pattern.replaceAll(VERB, ''))) return undefined;
  if ([...pattern.matchAll(VERB)].some(([, , , width]) => Number(width) > WIDEST)) return undefined;
  return pattern.replaceAll(VERB, (_, left: string, zeros: string, width: string, verb: string) => {
    if (verb === '%') return '%';
    const shown = shownAs(verb, texts[next++] ?? '');
    return left === '-' ? shown.padEnd(Number(width)) : shown.padStart(Number(width), zeros === '' ? ' ' : '0');
  });
}

/** Widest column that a text is filled up to. */
const WIDEST = 1000;

const VERB = /%(-?)(0?)(\d*)([sdvqx%])/g;

function shownAs(verb: string, text: string): string {
  if (verb === 'q') return JSON.stringify(text);
  return verb === 'x' ? Number(text).toString(16) : text;
}
