/** What a shell script is made of, as far as a reader without a shell can tell. */
export interface ShellFacts {
  /** A construct that is opened and not closed, or the other way round, as `if … fi`. */
  readonly unbalanced: readonly string[];
  readonly functions: ReadonlySet<string>;
  /** Words in the place of a command, without those that hold a variable. */
  readonly commands: ReadonlySet<string>;
  /** Names that are given a value somewhere. */
  readonly assigned: ReadonlySet<string>;
  /** Names whose value is taken where they must have one: `$name`, not `${name-}`. */
  readonly used: ReadonlySet<string>;
}

const PAIRS: readonly (readonly [name: string, opens: readonly string[], closes: readonly string[]])[] = [
  ['if … fi', ['if'], ['fi']],
  ['if … then', ['if', 'elif'], ['then']],
  ['do … done', ['do'], ['done']],
  ['for … do', ['for', 'while', 'until', 'select'], ['do']],
  ['case … esac', ['case'], ['esac']],
  ['{ … }', ['{'], ['}']],
];

const KEYWORDS = new Set(PAIRS.flatMap(([, opens, closes]) => [...opens, ...closes]).concat('else', '!', 'time', 'in'));

/** Reads a script of bash or sh. O(its text) */
export function readShell(text: string): ShellFacts {
  const { bare, expanded, open } = stripped(text);
  const words = commandWords(bare);
  const count = (names: readonly string[]) => words.filter((word) => names.includes(word)).length;
  const substituted = [...expanded.matchAll(/(?<!\\)\$\(\s*([A-Za-z_][\w.-]*)(?![\w=(])/g)].map(
    ([, name = '']) => name,
  );
  return {
    unbalanced: [...PAIRS.filter(([, opens, closes]) => count(opens) !== count(closes)).map(([name]) => name), ...open],
    functions: new Set([...bare.matchAll(/(?:^|[\s;])([A-Za-z_][\w-]*)\s*\(\)/g)].map(([, name = '']) => name)),
    commands: new Set([...words.filter((word) => !KEYWORDS.has(word)), ...substituted]),
    assigned: assignments(expanded),
    used: new Set(
      [...expanded.matchAll(/(?<!\\)\$(?:([A-Za-z_]\w*)|\{[#!]?([A-Za-z_]\w*)(?=[}[%#/^,:@])(?!:?[-+=]))/g)].map(
        ([, plain, braced]) => plain ?? braced ?? '',
      ),
    ),
  };
}

interface Stripped {
  /** Without quoted text, comments and here-documents. */
  readonly bare: string;
  /** The same with what double quotes and here-documents let be expanded. */
  readonly expanded: string;
  readonly open: readonly string[];
}

function stripped(text: string): Stripped {
  let bare = '';
  let expanded = '';
  let at = 0;
  const waiting: { readonly end: string; readonly plain: boolean; readonly tabs: boolean }[] = [];
  const open: string[] = [];
  while (at < text.length) {
    const char = text[at] ?? '';
    const rest = text.slice(at, at + 80);
    const here = char === '<' ? /^<<(-?)\s*(['"]?)([A-Za-z_]\w*)\2/.exec(rest) : null;
    if (char === '\\') {
      bare += text[at + 1] === '\n' ? ' ' : '_';
      expanded += text[at + 1] === '\n' ? ' ' : '\\_';
      at += 2;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) open.push("'");
      bare += '_';
      expanded += '_';
      at = end < 0 ? text.length : end + 1;
    } else if (char === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) open.push('"');
      bare += '_';
      expanded += text.slice(at + 1, end < 0 ? undefined : end);
      at = end < 0 ? text.length : end + 1;
    } else if (char === '#' && /(^|[\s;(])$/.test(bare.slice(-1)) && !bare.endsWith('((')) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (char === '<' && text.startsWith('<<<', at)) {
      bare += ' < ';
      expanded += ' < ';
      at += 3;
    } else if (here) {
      waiting.push({ end: here[3] ?? '', plain: here[2] !== '', tabs: here[1] === '-' });
      bare += ' _ ';
      expanded += ' _ ';
      at += here[0].length;
    } else if (char === '\n' && waiting.length > 0) {
      at++;
      for (const { end, plain, tabs } of waiting.splice(0)) {
        const lines = text.slice(at).split('\n');
        const last = lines.findIndex((line) => (tabs ? line.replace(/^\t+/, '') : line) === end);
        if (last < 0) open.push(`<<${end}`);
        const body = lines.slice(0, last < 0 ? undefined : last).join('\n');
        if (!plain) expanded += `\n${body}`;
        at += last < 0 ? text.length : body.length + (last === 0 ? 0 : 1) + end.length;
      }
      bare += '\n';
      expanded += '\n';
    } else {
      bare += char;
      expanded += char;
      at++;
    }
  }
  return { bare, expanded, open };
}

/** Where double quotes end; what `$( )` holds in them may have quotes of its own. */
function closingQuote(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '$' && text[at + 1] === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (char === '"') {
      if (depth === 0) return at;
      const inner = closingQuote(text, at + 1);
      if (inner < 0) return -1;
      at = inner;
    }
  }
  return -1;
}

/** Words that stand where a command begins. */
function commandWords(bare: string): readonly string[] {
  const flat = bare
    .replaceAll(/\$?\(\([\s\S]*?\)\)/g, ' _arith ')
    .replaceAll(/\$\{[^}]*\}/g, '$_')
    .replaceAll(/=\([^)]*\)/g, '= ')
    .replaceAll(/\[\[[\s\S]*?\]\]/g, ' [[ ')
    .replaceAll(/[A-Za-z_][\w-]*\s*\(\)/g, ' ; ')
    .replaceAll(/[<>]\(/g, ' ; ')
    .replaceAll(/\$\(/g, ' ( ');
  const found: string[] = [];
  let starts = true;
  /** How many `case` are open, and whether a pattern of one is awaited. */
  let cases = 0;
  let awaitsIn = false;
  let inPattern = false;
  for (const token of flat.match(/\n|&&|\|\||;;|[;|&()]|[^\s;|&()]+/g) ?? []) {
    if (inPattern && token !== 'esac') {
      inPattern = token !== ')';
      // What ends a pattern begins a command, and so does `esac` in its place.
      starts = true;
      continue;
    }
    if (token === ';;' && cases > 0) inPattern = true;
    if (/^(\n|&&|\|\||;;|[;|&(])$/.test(token)) {
      starts = true;
    } else if (token === ')') {
      starts = false;
    } else if (awaitsIn && token === 'in') {
      awaitsIn = false;
      inPattern = true;
    } else if (starts && KEYWORDS.has(token)) {
      found.push(token);
      if (token === 'case') {
        cases++;
        awaitsIn = true;
      }
      if (token === 'esac') {
        cases--;
        inPattern = false;
      }
      starts = !['for', 'case', 'select', 'esac', 'fi', 'done', '}'].includes(token);
    } else if (starts && !/^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/.test(token) && !/^\d*[<>]/.test(token)) {
      starts = false;
      if (/^[A-Za-z_][\w.+-]*$|^\/[\w/.+@-]+$/.test(token) && token !== '_arith' && token !== '_') found.push(token);
    }
  }
  return found;
}

function assignments(expanded: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, name = ''] of expanded.matchAll(/(?<![\w$-])([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/g)) found.add(name);
  for (const [, names = ''] of expanded.matchAll(/\b(?:local|read|mapfile|declare|export|readonly)\s([^;\n|&<>]*)/g))
    for (const [name = ''] of names.matchAll(/(?<![\w$-])[A-Za-z_]\w*/g)) found.add(name);
  for (const [, name = ''] of expanded.matchAll(/\b(?:for|select)\s+([A-Za-z_]\w*)/g)) found.add(name);
  for (const [, name = ''] of expanded.matchAll(/\bprintf -v ([A-Za-z_]\w*)/g)) found.add(name);
  for (const [, name = ''] of expanded.matchAll(/\$\{([A-Za-z_]\w*)(?::?=)/g)) found.add(name);
  return found;
}
