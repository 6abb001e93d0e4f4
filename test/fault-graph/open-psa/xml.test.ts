import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parsePlainXml } from '../../../fault-graph/open-psa/plain-xml';
import { OpenPsaError } from '../../../fault-graph/open-psa/problems';
import { parseWholeXml } from '../../../fault-graph/open-psa/whole-xml';
import { parseXml } from '../../../fault-graph/open-psa/xml';
import type { XmlElement } from '../../../fault-graph/open-psa/xml-element';
import { needs } from '../../helpers/programs';

/** All that a parser says of a document, as plain data. */
function shown({ name, attributes, children, place }: XmlElement): unknown {
  return { name, attributes: { ...attributes }, place, children: children.map(shown) };
}

function whole(text: string): unknown {
  try {
    return shown(parseWholeXml({ name: 'a.xml', text }));
  } catch (error) {
    if (error instanceof OpenPsaError) return undefined;
    throw error;
  }
}

function plain(text: string): unknown {
  const root = parsePlainXml({ name: 'a.xml', text });
  return root && shown(root);
}

const DOCUMENT = `<?xml version="1.0"?>
<!-- a model -->
<opsa-mef>
  <define-gate name="g" role='public'><or><event name="a&gt;"/><event  name = "b" /></or></define-gate>
  <label>any text > with signs</label>
</opsa-mef>
`;
const PLAIN_DOCUMENT = DOCUMENT.replace('&gt;', '*');

test('a plain document is read as by the whole parser, places included', () => {
  expect(plain(PLAIN_DOCUMENT)).toEqual(whole(PLAIN_DOCUMENT));
  expect(plain(PLAIN_DOCUMENT)).toMatchObject({ name: 'opsa-mef', place: { file: 'a.xml', line: 3, column: 1 } });
});

test("another system's line ends change neither elements nor places", () => {
  const document = PLAIN_DOCUMENT.replaceAll('\n', '\r\n');
  expect(plain(document)).toEqual(whole(document));
  expect(plain(document)).toEqual(plain(PLAIN_DOCUMENT));
});

test.each([
  ['an entity', DOCUMENT],
  ['a letter beyond ASCII', '<a b="\u00e9"/>'],
  ['a carriage return by itself', '<a>\r</a>'],
  ['a document type', '<!DOCTYPE a><a/>'],
  ['CDATA', '<a><![CDATA[<b>]]></a>'],
  ['a processing instruction', '<a><?b c?></a>'],
  ['an angle bracket in an attribute', '<a b="c>d"/>'],
  ['a prefix', '<a:b xmlns:a="c"/>'],
  ['a line end in an attribute', '<a b="c\nd"/>'],
  ["another system's line end in an attribute", '<a b="c\r\nd"/>'],
])('%s is left to the whole parser', (_what, text) => {
  expect(plain(text)).toBeUndefined();
  expect(shown(parseXml({ name: 'a.xml', text }))).toEqual(whole(text));
});

test.each([
  '',
  'text',
  '<a>',
  '<a/><b/>',
  '<a></b>',
  '<a b="1" b="2"/>',
  '<a b=1/>',
  '<a b="1"c="2"/>',
  '</a>',
  '<a/>text',
  '<a>]]></a>',
  '<a><!-- -- --></a>',
  '<a><!--></a>',
  ' <?xml version="1.0"?><a/>',
  '<?xml?><a/>',
  '<?xml version="1.0" enc?><a/>',
  '<a b="<"/>',
  '<a></a b="c">',
])('%j is not well-formed', (text) => {
  expect(plain(text)).toBeUndefined();
  expect(() => parseXml({ name: 'a.xml', text })).toThrow(OpenPsaError);
});

test('whatever it takes, the whole parser takes and reads alike', () => {
  const pieces = [
    '<a',
    '<b',
    '/>',
    '>',
    '</a>',
    '</b>',
    ' ',
    '\n',
    '\r\n',
    '=',
    '"',
    "'",
    ' c="d"',
    '<!--',
    '-->',
    '-',
    '&',
    '<?',
    '?>',
    'e',
  ];
  const random = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
  const mutated = fc
    .tuple(fc.nat(PLAIN_DOCUMENT.length), fc.nat(3), fc.constantFrom('', ...pieces))
    .map(([at, length, piece]) => PLAIN_DOCUMENT.slice(0, at) + piece + PLAIN_DOCUMENT.slice(at + length));
  fc.assert(
    fc.property(fc.oneof(random, mutated), (text) => {
      // The whole parser is a line late with an element whose name ends its line.
      fc.pre(!/<[\w.-]+\r?\n/.test(text));
      const found = plain(text);
      if (found !== undefined) expect(found).toEqual(whole(text));
    }),
    { numRuns: 5000 },
  );
});

needs('scram')("SCRAM's own models are plain", () => {
  for (const name of [
    'Baobab/baobab1',
    'Baobab/baobab2',
    'Baobab/baobab1-basic-events',
    'Chinese/chinese-basic-events',
  ]) {
    const text = readFileSync(`/usr/share/scram/input/${name}.xml`, 'utf8');
    expect(plain(text)).toBeDefined();
    expect(plain(text)).toEqual(whole(text));
  }
});
