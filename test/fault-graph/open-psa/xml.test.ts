import fc from 'fast-check';
import { OpenPsaError } from '../../../fault-graph/open-psa/problems';
import { parseXml } from '../../../fault-graph/open-psa/xml';
import type { XmlElement } from '../../../fault-graph/open-psa/xml-element';

const parsed = (text: string): XmlElement => parseXml({ name: 'a.xml', text });

/** Each element's name and where it begins, in the order of the document. */
function places({ name, place: { line, column }, children }: XmlElement): readonly string[] {
  return [`${name} ${line}:${column}`, ...children.flatMap(places)];
}

const DOCUMENT = `<?xml version="1.0"?>
<!-- a model -->
<opsa-mef>
  <define-gate name="g" role='public'><or><event name="a&gt;"/><event  name = "b" /></or></define-gate>
  <label>any text > with signs</label>
</opsa-mef>
`;

test('elements, attributes and places are kept, text is not', () => {
  const root = parsed(DOCUMENT);
  expect(places(root)).toEqual(['opsa-mef 3:1', 'define-gate 4:3', 'or 4:39', 'event 4:43', 'event 4:64', 'label 5:3']);
  const [gate, label] = root.children;
  expect({ ...gate?.attributes }).toEqual({ name: 'g', role: 'public' });
  expect({ ...gate?.children[0]?.children[0]?.attributes }).toEqual({ name: 'a>' });
  expect(label?.children).toEqual([]);
});

test("another system's line ends change neither elements nor places", () => {
  expect(places(parsed(DOCUMENT.replaceAll('\n', '\r\n')))).toEqual(places(parsed(DOCUMENT)));
});

test.each(['\n', '\r\n', '\r'])('a name that ends its line (%j) is where its tag begins', (end) => {
  expect(places(parsed(['<a>', '  <b/> <c', '    d="e"/>', '</a>'].join(end)))).toEqual(['a 1:1', 'b 2:3', 'c 2:8']);
});

test.each([
  ['a letter beyond ASCII', '<a b="\u00e9"/>'],
  ['a document type', '<!DOCTYPE a><a/>'],
  ['CDATA', '<a><![CDATA[<b>]]></a>'],
  ['a processing instruction', '<a><?b c?></a>'],
  ['an angle bracket in an attribute', '<a b="c>d"/>'],
  ['a line end in an attribute', '<a b="c\nd"/>'],
])('%s is well-formed', (_what, text) => expect(parsed(text).name).toBe('a'));

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
])('%j is not well-formed', (text) => expect(() => parsed(text)).toThrow(OpenPsaError));

test('every element is where its tag begins, whatever the document', () => {
  const pieces = ['<a', '<b', '/>', '>', '</a>', '</b>', ' ', '\n', '\r\n', ' c="d"', '<!--', '-->', 'e'];
  const mutated = fc
    .tuple(fc.nat(DOCUMENT.length), fc.nat(3), fc.constantFrom('', ...pieces))
    .map(([at, length, piece]) => DOCUMENT.slice(0, at) + piece + DOCUMENT.slice(at + length));
  const random = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => `<r>${parts.join('')}</r>`);
  fc.assert(
    fc.property(fc.oneof(mutated, random), (text) => {
      const lines = text.split(/\r\n|\r|\n/);
      for (const place of placesIfWellFormed(text)) {
        const [, name = '', line, column] = /^(.*) (\d+):(\d+)$/.exec(place) ?? [];
        expect(lines[Number(line) - 1]?.slice(Number(column) - 1)).toMatch(new RegExp(`^<${name}(?![\\w.-])`));
      }
    }),
    { numRuns: 1000 },
  );
});

function placesIfWellFormed(text: string): readonly string[] {
  try {
    return places(parsed(text));
  } catch (error) {
    if (error instanceof OpenPsaError) return [];
    throw error;
  }
}
