/** What a command sets before it runs, or sets alone: `name=value`, or a list `name=(one two)`. */
export interface ShellAssignment {
  readonly name: string;
  /** One text, or those of a list; of a list with keys, by key. */
  readonly values: readonly string[];
}

/** A simple command of a shell script. */
export interface ShellCommand {
  /** Its words without quotes; what the shell expands stands as it is written, as `$(fact bucket)`. */
  readonly words: readonly string[];
  readonly assignments: readonly ShellAssignment[];
  /** Text of its here-document. @default - it has none */
  readonly input?: string;
  /** The function in whose definition it stands. @default - none */
  readonly within?: string;
  /** Whether it stands in a `while` or `until`, or in what such a loop goes by. @default false */
  readonly looped?: true;
}

/** The commands of a script in their order, whatever they depend on; those inside `$( )` stand before what they are a part of. */
export type ShellScript = readonly ShellCommand[];

/** Words of the language that stand where a command begins. */
const RESERVED: ReadonlySet<string> = new Set([
  '!',
  '{',
  '}',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'fi',
  'if',
  'then',
  'time',
  'until',
  'while',
]);

/** Commands that only say of variables what they are. */
const DECLARING: ReadonlySet<string> = new Set(['declare', 'export', 'local', 'readonly', 'typeset']);

/** A script of bash or sh, as far as words, quotes, comments, here-documents, lists and `$( )` go (bash(1), "SHELL GRAMMAR"). */
export function parseShell(text: string): ShellScript {
  return new Reader(text).script();
}

/** The value that a variable has at last, outside of functions: the later of two assignments. */
export function shellVariable(script: ShellScript, name: string): readonly string[] | undefined {
  return script
    .filter(({ within }) => within === undefined)
    .flatMap(({ assignments }) => assignments)
    .findLast((one) => one.name === name)?.values;
}

/** The arguments of each call of a program or function, be it by itself or as often as `wait_for SECONDS` wants. */
export function callsOf(script: ShellScript, name: string): readonly (readonly string[])[] {
  return script.flatMap(({ words }) => {
    const [first, ...rest] = words[0] === 'wait_for' ? words.slice(2) : words;
    return first === name ? [rest] : [];
  });
}

interface Draft {
  readonly words: string[];
  readonly assignments: ShellAssignment[];
  input?: string;
}

/** A here-document that is promised on a line and begins on the next. */
interface Promised {
  readonly end: string;
  readonly indented: boolean;
  /** Whether `$( )` in it is run. */
  readonly expands: boolean;
  readonly of: Draft;
}

class Reader {
  readonly #text: string;
  #at = 0;
  readonly #commands: ShellCommand[] = [];
  #draft: Draft = { words: [], assignments: [] };
  #promised: Promised[] = [];
  /** Open braces, and the function that each belongs to. */
  readonly #braces: (string | undefined)[] = [];
  /** Open loops; one of `while` or `until` before and after its `do`. */
  readonly #loops: ('for' | 'while' | 'promised')[] = [];
  /** The function whose body is to come. */
  #defined: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  script(): ShellScript {
    this.#commandsUntil(undefined);
    return this.#commands;
  }

  /** The commands inside a text that is no script itself. */
  expanded(): ShellScript {
    for (let char = this.#text[this.#at]; char !== undefined; char = this.#text[this.#at]) {
      this.#at += char === '\\' ? 2 : 1;
      if (char === '$') this.#expansion();
    }
    return this.#commands;
  }

  /** Reads up to the bracket that closes `$(`, or to the end. */
  #commandsUntil(close: ')' | undefined): void {
    const outer = this.#draft;
    this.#draft = { words: [], assignments: [] };
    let depth = 0;
    for (let char = this.#text[this.#at]; char !== undefined; char = this.#text[this.#at]) {
      if (char === ')' && close === ')' && depth === 0 && !this.#isPattern()) break;
      this.#at += 1;
      if (char === ' ' || char === '\t') continue;
      if (char === '\n') {
        this.#finish();
        this.#documents();
      } else if (char === '#') this.#at = this.#lineEnd();
      else if (char === '\\' && this.#text[this.#at] === '\n') this.#at += 1;
      else if (char === '(' && this.#isDefinition()) this.#define();
      else if (char === '(' || char === ')') {
        depth += char === '(' ? 1 : depth > 0 ? -1 : 0;
        this.#finish();
      } else if (char === ';' || char === '&' || char === '|') this.#finish();
      else if (char === '<' || char === '>') this.#redirect(char);
      else {
        this.#at -= 1;
        this.#word();
      }
    }
    this.#finish();
    this.#draft = outer;
  }

  /** A bracket that ends a pattern of `case`, as in `case $x in a) … esac`. */
  #isPattern(): boolean {
    return this.#draft.words[0] === 'case' && this.#draft.words.includes('in');
  }

  #isDefinition(): boolean {
    return this.#draft.words.length === 1 && this.#text[this.#at] === ')';
  }

  #define(): void {
    this.#at += 1;
    this.#defined = this.#draft.words[0];
    this.#draft = { words: [], assignments: [] };
  }

  #word(): void {
    const begin = this.#at;
    const word = this.#read();
    if (this.#at === begin) {
      this.#at += 1;
      return;
    }
    const { words, assignments } = this.#draft;
    if (words.length === 0 && RESERVED.has(word)) {
      this.#reserved(word);
      return;
    }
    if (/^\d+$/.test(word) && /[<>]/.test(this.#text[this.#at] ?? '')) return;
    const assigned = words.length === 0 || DECLARING.has(words[0] ?? '') ? this.#assignment(word, begin) : undefined;
    if (assigned) assignments.push(assigned);
    else words.push(word);
  }

  #reserved(word: string): void {
    if (word === '{') {
      this.#braces.push(this.#defined);
      this.#defined = undefined;
    } else if (word === '}') this.#braces.pop();
    else if (word === 'while' || word === 'until') this.#loops.push('promised');
    else if (word === 'do') {
      const isPromised = this.#loops.at(-1) === 'promised';
      this.#loops.splice(isPromised ? -1 : this.#loops.length, 1, isPromised ? 'while' : 'for');
    } else if (word === 'done') this.#loops.pop();
  }

  #assignment(word: string, begin: number): ShellAssignment | undefined {
    const [sign, name = ''] = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/.exec(word) ?? [];
    // Quotes around the name make a word of it.
    if (sign === undefined || !this.#text.startsWith(sign, begin)) return undefined;
    if (word.length > sign.length || this.#text[this.#at] !== '(') return { name, values: [word.slice(sign.length)] };
    this.#at += 1;
    return { name, values: this.#list() };
  }

  /** Members of a list up to its closing bracket. */
  #list(): readonly string[] {
    const values: string[] = [];
    for (let char = this.#text[this.#at]; char !== undefined && char !== ')'; char = this.#text[this.#at]) {
      if (/\s/.test(char)) this.#at += 1;
      else if (char === '#') this.#at = this.#lineEnd();
      else {
        const begin = this.#at;
        const value = this.#read();
        if (this.#at === begin) this.#at += 1;
        else values.push(value.replace(/^\[[^\]]*\]=/, ''));
      }
    }
    this.#at += 1;
    return values;
  }

  /** One word, without its quotes. */
  #read(): string {
    let word = '';
    for (let char = this.#text[this.#at]; char !== undefined; char = this.#text[this.#at]) {
      if (/[\s;&|<>()]/.test(char)) break;
      this.#at += 1;
      if (char === "'") word += this.#upTo("'");
      else if (char === '"') word += this.#quoted();
      else if (char === '\\') {
        const next = this.#text[this.#at] ?? '';
        this.#at += 1;
        word += next === '\n' ? '' : next;
      } else if (char === '$') word += this.#expansion();
      else if (char === '`') word += `\`${this.#upTo('`')}\``;
      else word += char;
    }
    return word;
  }

  #quoted(): string {
    let word = '';
    for (let char = this.#text[this.#at]; char !== undefined && char !== '"'; char = this.#text[this.#at]) {
      this.#at += 1;
      if (char === '\\') {
        const next = this.#text[this.#at] ?? '';
        this.#at += 1;
        word += next === '\n' ? '' : `${/["$\\`]/.test(next) ? '' : '\\'}${next}`;
      } else word += char === '$' ? this.#expansion() : char;
    }
    this.#at += 1;
    return word;
  }

  /** What follows a `$`, as it is written. */
  #expansion(): string {
    const begin = this.#at - 1;
    const text = this.#text;
    if (text.startsWith('((', this.#at)) this.#at = after(text, '))', this.#at);
    else if (text[this.#at] === '(') {
      this.#at += 1;
      this.#commandsUntil(')');
      this.#at += 1;
    } else if (text[this.#at] === '{') this.#parameter();
    return text.slice(begin, this.#at);
  }

  /** `${…}`, in which quotes and further ones may stand. */
  #parameter(): void {
    this.#at += 1;
    for (let char = this.#text[this.#at]; char !== undefined && char !== '}'; char = this.#text[this.#at]) {
      this.#at += char === '\\' ? 2 : 1;
      if (char === "'") this.#upTo("'");
      else if (char === '"') this.#quoted();
      else if (char === '$') this.#expansion();
    }
    this.#at += 1;
  }

  #upTo(end: string): string {
    const begin = this.#at;
    this.#at = after(this.#text, end, begin);
    return this.#text.slice(begin, this.#at - end.length);
  }

  /** What a command reads or writes is none of its words; a here-document is its input. */
  #redirect(char: string): void {
    const text = this.#text;
    if (text.startsWith('<<', this.#at)) this.#at += 2;
    else if (char === '<' && text[this.#at] === '<') {
      const indented = text[this.#at + 1] === '-';
      this.#at += indented ? 2 : 1;
      this.#blanks();
      const begin = this.#at;
      const end = this.#read();
      const expands = !/['"\\]/.test(text.slice(begin, this.#at));
      this.#promised.push({ end, indented, expands, of: this.#draft });
      return;
    } else if (/[<>&|]/.test(text[this.#at] ?? '')) this.#at += 1;
    // `<( )` is a word of its own.
    if (text[this.#at] === '(') return;
    this.#blanks();
    this.#read();
  }

  #blanks(): void {
    while (/[ \t]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  /** The here-documents that the line promised. */
  #documents(): void {
    const promised = this.#promised;
    this.#promised = [];
    for (const { end, indented, expands, of } of promised) {
      const lines: string[] = [];
      while (this.#at < this.#text.length) {
        const next = this.#lineEnd();
        const line = this.#text.slice(this.#at, next);
        this.#at = next + 1;
        const own = indented ? line.replace(/^\t+/, '') : line;
        if (own === end) break;
        lines.push(own);
      }
      of.input = lines.join('\n');
      if (expands) this.#commands.push(...new Reader(of.input).expanded());
    }
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end;
  }

  #finish(): void {
    const draft = this.#draft;
    const within = this.#braces.findLast((one) => one !== undefined);
    if (draft.words.length > 0 || draft.assignments.length > 0) {
      // A here-document comes with the next line: the command that stands here is the draft itself.
      const looped = this.#loops.some((one) => one !== 'for');
      this.#commands.push(Object.assign(draft, within === undefined ? {} : { within }, looped ? { looped } : {}));
    }
    this.#draft = { words: [], assignments: [] };
  }
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}
