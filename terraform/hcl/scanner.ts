import { ExpressionError } from './syntax';

const SPACE = /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const NAME = /[A-Za-z_][\w-]*/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** A place in the text of an expression. */
export class Scanner {
  at = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Go on after spaces and comments. */
  skip(): void {
    this.match(SPACE);
  }

  /** Take a token where it comes next. */
  take(token: string): boolean {
    this.skip();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** Take a token that comes next without a space before it. */
  follows(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** Take a token where it comes next, and none of these after it. */
  takeUnless(token: string, after: string): boolean {
    this.skip();
    const next = this.text[this.at + token.length];
    return !(next !== undefined && after.includes(next)) && this.take(token);
  }

  /** Whether a word comes next; it is taken then. */
  word(word: string): boolean {
    const before = this.at;
    if (this.name() === word) return true;
    this.at = before;
    return false;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`'${token}' is missing`);
  }

  name(): string | undefined {
    this.skip();
    return this.match(NAME);
  }

  number(): number | undefined {
    this.skip();
    const text = this.match(NUMBER);
    return text === undefined ? undefined : Number(text);
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  fail(why: string): never {
    throw new ExpressionError(`${why} in '${this.text.slice(0, 80)}' at ${this.at + 1}`);
  }
}
