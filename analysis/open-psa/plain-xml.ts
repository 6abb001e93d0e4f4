import type { Place } from './problems';
import type { XmlElement, XmlSource } from './xml-element';

/** Of anything else (line ends of other systems, letters beyond ASCII) the whole parser knows the rules. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;
const DECLARATION = /<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])(?:UTF|utf)-8\2)?\s*\?>/y;
const TAG = /<(\/?)([A-Za-z_][\w.-]*)((?:\s+[A-Za-z_][\w.-]*\s*=\s*(?:"[^"<&\t\n]*"|'[^'<&\t\n]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /\s+([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
const DEEPEST = 100;

/** An element that works out its line only when somebody asks, which only messages do. */
class PlainElement implements XmlElement {
  readonly children: XmlElement[] = [];

  constructor(
    readonly name: string,
    readonly attributes: Readonly<Record<string, string>>,
    readonly source: XmlSource,
    readonly offset: number,
  ) {}

  get place(): Place {
    const before = this.source.text.slice(0, this.offset);
    const line = before.split('\n').length;
    return { file: this.source.name, line, column: this.offset - before.lastIndexOf('\n') };
  }
}

/**
 * The root element of a document that has nothing but tags, attributes and comments, as nearly every model is written;
 * undefined where there is anything else or anything wrong, which is for the whole parser to judge. It takes a fraction of
 * the time: a small model is read before a parser of all of XML has been loaded. O(length).
 */
export function parsePlainXml(source: XmlSource): XmlElement | undefined {
  const { text } = source;
  if (!PLAIN.test(text) || text.includes(']]>')) return undefined;
  const open: PlainElement[] = [];
  let root: PlainElement | undefined;
  DECLARATION.lastIndex = 0;
  let at = DECLARATION.test(text) ? DECLARATION.lastIndex : 0;
  for (;;) {
    const next = text.indexOf('<', at);
    const between = text.slice(at, next < 0 ? undefined : next);
    if (open.length === 0 ? between.trim() !== '' : between.includes('&')) return undefined;
    if (next < 0) return open.length === 0 ? root : undefined;
    at = next;
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('--', at + 4);
      if (end < 0 || text[end + 2] !== '>') return undefined;
      at = end + 3;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (tag === null) return undefined;
    const [, closing, name = '', attributes = '', empty] = tag;
    at = TAG.lastIndex;
    if (closing) {
      if (attributes !== '' || empty || open.pop()?.name !== name) return undefined;
      continue;
    }
    const values = attributesOf(attributes);
    if (values === undefined || (root !== undefined && open.length === 0) || open.length > DEEPEST) return undefined;
    const element = new PlainElement(name, values, source, next);
    open.at(-1)?.children.push(element);
    root ??= element;
    if (!empty) open.push(element);
  }
}

const NONE: Readonly<Record<string, string>> = {};

/** Undefined where one is given twice. */
function attributesOf(text: string): Readonly<Record<string, string>> | undefined {
  if (text === '') return NONE;
  const values: Record<string, string> = Object.create(null);
  ATTRIBUTE.lastIndex = 0;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    const [, name = '', double, single] = match;
    if (name in values) return undefined;
    values[name] = double ?? single ?? '';
  }
  return values;
}
