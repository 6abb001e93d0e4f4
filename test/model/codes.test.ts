import { CODES, type DiagnosticCode, decodeTopology, MAX_FILE_BYTES, unreadableFile } from '../../model';
import { EXAMPLES } from '../../model/docs/examples';
import { diagnosticsOf } from './topologies';

/** Where the documented example of each code has its fault; every place where one text has several. */
const PLACES: Readonly<Partial<Record<DiagnosticCode, string>>> = {
  'empty-file': '1:1',
  'yaml-syntax': '3:8',
  tab: '4:1',
  'multiple-documents': '5:1',
  'yaml-directive': '1:1',
  'too-deep': '5:39',
  'alias-bomb': '5:12',
  'unknown-alias': '3:15',
  'merge-key': '4:31',
  'duplicate-key': '5:3',
  'non-string-key': '5:9',
  'reserved-key': '5:9',
  'unknown-key': '4:31',
  'missing-key': '1:1',
  'wrong-type': '4:43',
  'out-of-range': '4:43',
  'bad-format': '1:7',
  'not-allowed': '4:40',
  'unknown-kind': '4:16',
  'unknown-region': '2:9',
  'unknown-size': '4:37',
  'unknown-zone': '3:24',
  'duplicate-zone': '3:24',
  'too-many-zones': '3:8',
  'too-few-zones': '4:1',
  'unknown-tier': '4:34',
  'wrong-tier-kind': '5:29',
  cycle: '5:29',
  'duplicate-need': '4:64',
  'duplicate-route': '4:82',
  'no-entrance': '3:1',
  'two-entrances': '4:15, 5:31',
  'unused-tier': '5:3',
  'unreachable-web': '6:3',
  'conflicting-options': '4:40',
  'memory-too-large': '5:40',
  'volume-in-use': '6:3',
  'address-collision': '6:21',
  'address-overflow': '4:39',
  'too-many-tags': '5:1',
  'name-too-long': '4:3',
  'reserved-name': '1:7',
};

/** Found before there is a text, or after it: in the file's bytes, or in what is rendered. */
const WITHOUT_EXAMPLE: readonly DiagnosticCode[] = [
  'unreadable-file',
  'file-too-large',
  'binary-file',
  'invalid-utf8',
  'unreadable-archive',
  'user-data-too-large',
];

const codes = Object.keys(CODES).filter((code): code is DiagnosticCode => code in CODES);

describe('every diagnostic code', () => {
  test.each(codes.filter((code) => !WITHOUT_EXAMPLE.includes(code)))(
    '%s is found in its documented example',
    (code) => {
      const example = EXAMPLES[code];
      expect(example).toBeDefined();
      const found = diagnosticsOf(example ?? '');
      expect(new Set(found.map((one) => one.code))).toEqual(new Set([code]));
      expect(found.map(({ line, column }) => `${line}:${column}`).join(', ')).toBe(PLACES[code]);
      for (const one of found) {
        expect(one.fix).not.toBe('');
        expect(one.message).not.toBe('');
        expect(one.file).toBe('test.yaml');
      }
    },
  );

  test('only those that no text can show have no example', () => {
    expect(codes.filter((code) => EXAMPLES[code] === undefined)).toEqual(WITHOUT_EXAMPLE);
  });
});

describe('a file as bytes', () => {
  const codeOf = (bytes: Uint8Array): string => {
    const result = decodeTopology(bytes, 'shop.yaml');
    if (!('diagnostics' in result)) return 'valid';
    return result.diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`).join(', ');
  };
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  const SITE = 'name: shop\nregion: eu-central-1\ntiers: { web: { kind: single-server } }\n';

  test('is read with and without a byte order mark, with either line end', () => {
    expect(codeOf(utf8(SITE))).toBe('valid');
    expect(codeOf(utf8(`\ufeff${SITE}`))).toBe('valid');
    expect(codeOf(utf8(SITE.replaceAll('\n', '\r\n')))).toBe('valid');
  });

  test('of ten megabytes is refused', () => {
    expect(codeOf(new Uint8Array(10_000_000).fill(0x20))).toBe('file-too-large 1:1');
    expect(codeOf(utf8(SITE.padEnd(MAX_FILE_BYTES)))).toBe('valid');
    expect(codeOf(utf8(SITE.padEnd(MAX_FILE_BYTES + 1)))).toBe('file-too-large 1:1');
  });

  test('with more words than any topology is refused before it costs time', () => {
    expect(codeOf(utf8(`[${','.repeat(MAX_FILE_BYTES - 10)}`))).toBe('file-too-large 1:1');
  });

  test('that is binary is refused', () => {
    expect(codeOf(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]))).toBe('binary-file 1:1');
    expect(codeOf(utf8('name: \u001b[31mred'))).toBe('binary-file 1:1');
  });

  test('in another encoding is refused', () => {
    expect(codeOf(Uint8Array.from([...utf8('name: '), 0xfc]))).toBe('invalid-utf8 1:1');
    expect(codeOf(Uint8Array.from([0xff, 0xfe, 0x6e, 0x61]))).toBe('invalid-utf8 1:1');
  });

  test('that cannot be read has a diagnostic too', () => {
    expect(unreadableFile('shop.yaml', 'permission denied')).toMatchObject({
      code: 'unreadable-file',
      line: 1,
      column: 1,
    });
  });
});
