import { SaxesParser } from 'saxes';
import { OpenPsaError, type Place } from './problems';

/** An XML element. Text is not kept: Open-PSA has none besides labels. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  readonly place: Place;
}

/** An XML text, and the name to call it by in messages. */
export interface XmlSource {
  readonly name: string;
  readonly text: string;
}

/** No sensible model comes near; what reads the elements may recurse into them. */
const DEEPEST = 1000;

/**
 * The root element of an XML document.
 * @throws OpenPsaError `broken-xml` at the first place where it isn't well-formed
 */
export function parseXml({ name: file, text }: XmlSource): XmlElement {
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let start: Place = { file, line: 1, column: 1 };
  const here = (): Place => ({ file, line: parser.line, column: Math.max(1, parser.columnIndex) });
  parser.on('opentagstart', (tag) => {
    start = { file, line: parser.line, column: Math.max(1, parser.columnIndex - tag.name.length - 1) };
  });
  parser.on('opentag', (tag) => {
    const element: XmlElement = { name: tag.name, attributes: tag.attributes, children: [], place: start };
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
