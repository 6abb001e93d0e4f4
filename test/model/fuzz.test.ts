import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeTopology, formatDiagnostics, type ParseResult } from '../../model';
import { FULL_SITE } from './topologies';

const FOLDER = join(__dirname, '../../topologies');
const SHIPPED = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'));
const TEXTS = [FULL_SITE, ...SHIPPED];

/** Characters and words that YAML, JavaScript or the format give a meaning. */
const FRAGMENTS = [
  ...'{}[]:,#&*!|>\'"%@`?-~\\ \t\n\r0x.',
  ': ',
  '- ',
  '? ',
  '<<: *a',
  '&a ',
  '*a',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '!!binary ',
  'null',
  'true',
  'yes',
  '.nan',
  '1e999',
  '-1',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\u001b[31m',
  '\ufeff',
  '\u2028',
  '\ud800',
  '😀',
  'ä',
  'kind: web',
  'kind: cdn',
  'to: web',
  'needs: [web]',
  'offset: 4095',
  'zones: [eu-central-1a]',
];

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Replaces a piece of the text, at a share of its length. */
function mutate(text: string, mutations: readonly Mutation[]): string {
  return mutations.reduce((current, { at, remove, insert }) => {
    const start = Math.floor(at * current.length);
    return current.slice(0, start) + insert + current.slice(start + remove);
  }, text);
}

const at = fc.double({ min: 0, max: 1, noNaN: true });

const byCharacters = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.array(fc.record({ at, remove: fc.nat(6), insert: fc.constantFrom('', ...FRAGMENTS) }), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([text, mutations]) => mutate(text, mutations));

const byLines = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.array(fc.tuple(at, at, fc.constantFrom('delete', 'double', 'move', 'indent')), { minLength: 1, maxLength: 5 }),
  )
  .map(([text, steps]) =>
    steps
      .reduce((lines, [from, to, what]) => {
        const index = Math.floor(from * lines.length);
        const line = lines[index] ?? '';
        const rest = lines.toSpliced(index, what === 'double' ? 0 : 1);
        if (what === 'delete') return rest;
        return rest.toSpliced(Math.floor(to * rest.length), 0, what === 'indent' ? `  ${line}` : line);
      }, text.split('\n'))
      .join('\n'),
  );

/** Replaces one value by one of another type. */
const byTypes = fc.tuple(fc.constantFrom(...TEXTS), at, fc.jsonValue({ maxDepth: 3 })).map(([text, place, value]) => {
  const colons = [...text.matchAll(/: +[^\s,{}[\]]+/g)];
  const found = colons[Math.floor(place * colons.length)];
  if (!found) return text;
  return `${text.slice(0, found.index)}: ${JSON.stringify(value)}${text.slice(found.index + found[0].length)}`;
});

function check(text: string, result: ParseResult): void {
  if ('topology' in result) {
    expect(result.topology.tiers.length).toBeGreaterThan(0);
    return;
  }
  expect(result.diagnostics.length).toBeGreaterThan(0);
  const lines = text.split(/\r\n|\n|\r/).length;
  for (const { line, column, length, message, fix, file } of result.diagnostics) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(length).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe('');
    expect(fix).not.toBe('');
    expect(file).toBe('mutated.yaml');
  }
  const printed = formatDiagnostics(result.diagnostics, text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing printed may steer a terminal.
  expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(printed).not.toMatch(/undefined|\[object|\n {4}at /);
}

describe('mutated topologies', () => {
  test.each([
    ['characters', byCharacters],
    ['lines', byLines],
    ['types', byTypes],
  ])('by %s end in a topology or in diagnostics with place and fix', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => check(text, decodeTopology(new TextEncoder().encode(text), 'mutated.yaml'))),
      { numRuns: 400 },
    );
  });

  test('as any bytes too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        check(new TextDecoder().decode(bytes), decodeTopology(bytes, 'mutated.yaml'));
      }),
      { numRuns: 300 },
    );
  });
});

test.each(SHIPPED.map((text) => [/^name: (.*)$/m.exec(text)?.[1], text]))(
  'shipped topology %s has no fault',
  (_, text) => {
    expect(decodeTopology(new TextEncoder().encode(text), 'shipped.yaml')).toHaveProperty('topology');
  },
);
