import { Scanner } from './scanner';
import { type Expression, ExpressionError, type ForExpression } from './syntax';

/** Deepest nesting that is read: beyond it the text is refused, not the process ended. */
const DEPTH = 200;

/**
 * Read a text as Terraform reads it: literal, but for the expressions in its `${…}`. Directives (`%{ if … }`) are not read.
 * @throws ExpressionError
 */
export function parseTemplate(text: string): Expression {
  return new Parser(new Scanner(text)).template(undefined);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Binary operators, those that bind least first. `after`: what would make another token of it. */
const OPERATORS: readonly (readonly { readonly token: string; readonly after: string }[])[] = [
  [{ token: '||', after: '' }],
  [{ token: '&&', after: '' }],
  [
    { token: '==', after: '' },
    { token: '!=', after: '' },
  ],
  [
    { token: '<=', after: '' },
    { token: '>=', after: '' },
    { token: '<', after: '=' },
    { token: '>', after: '=' },
  ],
  [
    { token: '+', after: '' },
    { token: '-', after: '' },
  ],
  [
    { token: '*', after: '' },
    { token: '/', after: '/*' },
    { token: '%', after: '{' },
  ],
];

class Parser {
  #depth = 0;

  constructor(readonly scanner: Scanner) {}

  /** Up to the end of the text, or to the closing quote. */
  template(quote: '"' | undefined): Expression {
    const { scanner } = this;
    const parts: Expression[] = [];
    let literal = '';
    const flush = () => {
      if (literal !== '') parts.push({ kind: 'literal', value: literal });
      literal = '';
    };
    while (!scanner.atEnd && scanner.text[scanner.at] !== quote) {
      const rest = scanner.text.slice(scanner.at, scanner.at + 3);
      if (rest === '$${' || rest === '%%{') {
        literal += rest.slice(1);
        scanner.at += 3;
      } else if (rest.startsWith('${')) {
        flush();
        parts.push(this.#interpolation());
      } else if (rest.startsWith('%{')) {
        scanner.fail('a directive is not read');
      } else literal += this.#character(quote);
    }
    flush();
    if (quote !== undefined && scanner.text[scanner.at++] !== quote) scanner.fail('a quote is not closed');
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return parts.length === 0 ? { kind: 'literal', value: '' } : { kind: 'template', parts };
  }

  #character(quote: '"' | undefined): string {
    const { scanner } = this;
    const character = scanner.text[scanner.at++] ?? '';
    if (quote === undefined || character !== '\\') return character;
    const escaped = scanner.text[scanner.at++] ?? '';
    if (escaped !== 'u') return ESCAPES[escaped] ?? scanner.fail(`'\\${escaped}' is no escape`);
    const code = scanner.match(/[0-9a-fA-F]{4}/y) ?? scanner.fail('four digits are missing');
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  #interpolation(): Expression {
    const { scanner } = this;
    scanner.at += 2;
    scanner.take('~');
    const expression = this.expression();
    scanner.take('~');
    scanner.expect('}');
    return expression;
  }

  expression(): Expression {
    if (++this.#depth > DEPTH) throw new ExpressionError('it is nested too deep');
    const condition = this.#binary(0);
    let whole = condition;
    if (this.scanner.take('?')) {
      const then = this.expression();
      this.scanner.expect(':');
      whole = { kind: 'choice', if: condition, then, else: this.expression() };
    }
    this.#depth--;
    return whole;
  }

  #binary(level: number): Expression {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const found = operators.find(({ token, after }) => this.scanner.takeUnless(token, after));
      if (!found) return left;
      left = { kind: 'operation', operator: found.token, operands: [left, this.#binary(level + 1)] };
    }
  }

  #unary(): Expression {
    if (this.scanner.take('-')) return { kind: 'operation', operator: 'negate', operands: [this.#unary()] };
    if (this.scanner.takeUnless('!', '=')) return { kind: 'operation', operator: '!', operands: [this.#unary()] };
    return this.#steps(this.#primary(), true);
  }

  /** Attributes and indices right behind an expression. */
  #steps(start: Expression, indices: boolean): Expression {
    const { scanner } = this;
    let of = start;
    for (;;) {
      if (scanner.follows('[*]') && indices) {
        return { kind: 'splat', of, each: this.#steps({ kind: 'name', name: '*' }, true) };
      }
      if (indices && scanner.follows('[')) {
        of = { kind: 'index', of, key: this.expression() };
        scanner.expect(']');
      } else if (scanner.follows('.*')) {
        // What follows an old splat's attributes (`a.*.id[0]`) is an index of the whole list.
        of = { kind: 'splat', of, each: this.#steps({ kind: 'name', name: '*' }, false) };
      } else if (!scanner.text.startsWith('...', scanner.at) && scanner.follows('.')) of = this.#attribute(of);
      else return of;
    }
  }

  #attribute(of: Expression): Expression {
    const number = this.scanner.match(/\d+/y);
    if (number !== undefined) return { kind: 'index', of, key: { kind: 'literal', value: Number(number) } };
    return { kind: 'attribute', of, name: this.scanner.name() ?? this.scanner.fail('a name is missing') };
  }

  #primary(): Expression {
    const { scanner } = this;
    const number = scanner.number();
    if (number !== undefined) return { kind: 'literal', value: number };
    if (scanner.take('"')) return this.template('"');
    if (scanner.take('(')) {
      const inner = this.expression();
      scanner.expect(')');
      return inner;
    }
    if (scanner.take('[')) return this.#list();
    if (scanner.take('{')) return this.#object();
    const name = scanner.name() ?? scanner.fail('an expression is missing');
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (name === 'null') return { kind: 'literal', value: null };
    return scanner.follows('(') ? this.#call(name) : { kind: 'name', name };
  }

  #call(name: string): Expression {
    const args: Expression[] = [];
    let expand = false;
    while (!this.scanner.take(')')) {
      args.push(this.expression());
      expand = this.scanner.take('...');
      if (!this.scanner.take(',') && !expand) {
        this.scanner.expect(')');
        break;
      }
    }
    return { kind: 'call', name, args, expand };
  }

  #list(): Expression {
    if (this.scanner.word('for')) return this.#for(']');
    const items: Expression[] = [];
    while (!this.scanner.take(']')) {
      items.push(this.expression());
      if (!this.scanner.take(',')) {
        this.scanner.expect(']');
        break;
      }
    }
    return { kind: 'list', items };
  }

  #object(): Expression {
    if (this.scanner.word('for')) return this.#for('}');
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.scanner.take('}')) {
      const key = this.#key();
      if (!this.scanner.takeUnless('=', '=>')) this.scanner.expect(':');
      entries.push([key, this.expression()]);
      this.scanner.take(',');
    }
    return { kind: 'object', entries };
  }

  /** A bare word is a key by itself; anything else, as what stands in brackets, is evaluated. */
  #key(): Expression {
    this.scanner.skip();
    if (this.scanner.text[this.scanner.at] === '(') return this.expression();
    const key = this.expression();
    return key.kind === 'name' ? { kind: 'literal', value: key.name } : key;
  }

  #for(end: ']' | '}'): ForExpression {
    const { scanner } = this;
    const first = scanner.name() ?? scanner.fail('a name is missing');
    const second = scanner.take(',') ? (scanner.name() ?? scanner.fail('a name is missing')) : undefined;
    if (!scanner.word('in')) scanner.fail("'in' is missing");
    const collection = this.expression();
    scanner.expect(':');
    const head = this.expression();
    const tail = scanner.take('=>') ? this.expression() : undefined;
    const grouped = scanner.take('...');
    const condition = scanner.word('if') ? this.expression() : undefined;
    scanner.expect(end);
    return {
      kind: 'for',
      keyName: second === undefined ? undefined : first,
      valueName: second ?? first,
      in: collection,
      key: tail === undefined ? undefined : head,
      value: tail ?? head,
      if: condition,
      grouped,
    };
  }
}
