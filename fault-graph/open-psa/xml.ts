import { SaxesParser } from 'saxes';
import { OpenPsaError, type XmlPlace } from './problems';
import type { XmlElement, XmlSource } from './xml-element';

/** No sensible model comes near; what reads the elements may recurse into them. */
const DEEPEST = 1000;

/**
 * The root element of an XML document.
 * @throws OpenPsaError `broken-xml` at the first place where it isn't well-formed
 */
export function parseXml({ name: file, text }: XmlSource): XmlElement {
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const open: (XmlElement & { readonly children: XmlElement[] })[] = [];
  let root: XmlElement | undefined;
  let start: XmlPlace = { file, line: 1, column: 1 };
  const here = (): XmlPlace => ({ file, line: parser.line, column: Math.max(1, parser.columnIndex) });
  parser.on('opentagstart', ({ name }) => {
    start = { file, ...beginOf(name, text, parser) };
  });
  parser.on('opentag', (tag) => {
    const element = { name: tag.name, attributes: tag.attributes, children: [] as XmlElement[], place: start };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
    if (open.length > DEEPEST) {
      throw new OpenPsaError([
        { code: 'unsupported', message: `nested deeper than ${DEEPEST} elements`, place: start },
      ]);
    }
  });
  parser.on('closetag', () => open.pop());
  parser.on('error', (error) => {
    throw new OpenPsaError([{ code: 'broken-xml', message: error.message.replace(/^\d+:\d+: /, ''), place: here() }]);
  });
  parser.write(text).close();
  if (root === undefined) throw new OpenPsaError([{ code: 'broken-xml', message: 'no root element', place: start }]);
  return root;
}

/** Where a tag begins of which the parser has just read the name, and the character after it. */
function beginOf(
  name: string,
  text: string,
  { line, columnIndex, position }: Pick<SaxesParser, 'line' | 'columnIndex' | 'position'>,
): { readonly line: number; readonly column: number } {
  if (columnIndex > 0) return { line, column: Math.max(1, columnIndex - name.length - 1) };
  // That character ended the line, which the parser has counted by now.
  const begin = text.lastIndexOf('<', position - 1);
  return { line: line - 1, column: begin - Math.max(text.lastIndexOf('\n', begin), text.lastIndexOf('\r', begin)) };
}
