import { xmlDocument, xmlList } from '../../../drill/fakes/xml';

test('texts are escaped, lists repeat their member, what is undefined is left out', () => {
  const list = xmlList('item', ['<a>', 'b & "c"', [['empty', '']]]);
  const document = xmlDocument(
    [
      'Answer',
      [
        ['set', list],
        ['return', true],
        ['absent', undefined],
      ],
    ],
    'http://x/',
  );
  expect(document).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<Answer xmlns="http://x/"><set><item>&lt;a&gt;</item><item>b &amp; &quot;c&quot;</item>' +
      '<item><empty></empty></item></set><return>true</return></Answer>\n',
  );
});
