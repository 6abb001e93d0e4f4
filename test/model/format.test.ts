import { formatDiagnostics, type Styles } from '../../model';
import { diagnosticsOf, withTiers } from './topologies';

describe('diagnostics as text', () => {
  test('show place, code, path, value, what is allowed, the fix and the marked line', () => {
    const text = withTiers('web: { kind: web, nodes: 5001 }');
    expect(formatDiagnostics(diagnosticsOf(text), text)).toBe(
      [
        'test.yaml:4:28: out-of-range at tiers.web.nodes = 5001',
        '  5001 is out of range for nodes',
        '  4 |   web: { kind: web, nodes: 5001 }',
        '    |                            ^^^^',
        '  allowed: a whole number from 1 to 5000',
        '  fix: write 5000 or less',
        '',
      ].join('\n'),
    );
  });

  test('put the mark below its place in a long line', () => {
    const text = withTiers(`${' '.repeat(300)}web: { kind: webb, needs: [${'a, '.repeat(100)}] }`);
    const [, , shown = '', marks = ''] = formatDiagnostics(diagnosticsOf(text), text).split('\n');
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('webb');
  });

  test('cannot steer the terminal', () => {
    const text = withTiers('web: { kind: "\u009b31m\u202e\\u001b[0m" }');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal obeys.
    expect(formatDiagnostics(diagnosticsOf(text), text)).not.toMatch(/[\u001b\u0080-\u009f\u202e]/);
  });

  test('are styled by what the caller passes', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const styles: Styles = { bold: mark('b'), dim: mark('d'), red: mark('r'), cyan: mark('c') };
    const text = withTiers('web: { kind: webb }');
    const printed = formatDiagnostics(diagnosticsOf(text), text, { styles });
    expect(printed).toContain('<b>test.yaml:4:16</b>: <r>unknown-kind</r>');
    expect(printed).toContain('<r>^^^^</r>');
    expect(printed).toContain('<c>did you mean web?</c>');
  });

  test('are counted where there are too many', () => {
    const text = withTiers('web: { kind: single-server, a: 1, b: 2, c: 3 }');
    expect(formatDiagnostics(diagnosticsOf(text), text, { limit: 2 })).toMatch(/\n… and 1 more\n$/);
  });
});
