import { type PlainTag, plainTag } from './plain-tag';
import type { Place } from './problems';
import type { XmlElement, XmlSource } from './xml-element';

/** What a plain document doesn't hold: letters beyond ASCII, a carriage return by itself. */
const UNUSUAL = /[^\t\n\r\x20-\x7e]|\r(?!\n)/;
const DECLARATION = /<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])(?:UTF|utf)-8\2)?\s*\?>/y;
const DEEPEST = 100;

/** An element that works out its line only when somebody asks, which only messages do. */
class PlainElement implements XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[] = [];

  constructor(
    tag: PlainTag,
    readonly source: XmlSource,
    readonly offset: number,
  ) {
    this.name = tag.name;
    this.attributes = tag.attributes;
  }

  get place(): Place {
    const before = this.source.text.slice(0, this.offset);
    const line = before.split('\n').length;
    return { file: this.source.name, line, column: this.offset - before.lastIndexOf('\n') };
  }
}

/**
 * The root element of a document that has nothing but tags, attributes and comments, as nearly every model is written;
 * undefined where there is anything else or anything wrong, which is for the whole parser to judge. It takes a fraction of
 * the time: a small model is read before a parser of all of XML has been loaded. Most tags of a model are the same as an
 * earlier one, and those are looked up. O(length).
 */
export function parsePlainXml(source: XmlSource): XmlElement | undefined {
  const { text } = source;
  // Of anything unusual the whole parser knows the rules.
  if (UNUSUAL.test(text) || text.includes(']]>')) return undefined;
  const tags = new Map<string, PlainTag>();
  const open: PlainElement[] = [];
  let root: PlainElement | undefined;
  DECLARATION.lastIndex = 0;
  let at = DECLARATION.test(text) ? DECLARATION.lastIndex : 0;
  for (;;) {
    const start = text.indexOf('<', at);
    const between = text.slice(at, start < 0 ? text.length : start);
    if (between.trim() !== '' && (open.length === 0 || between.includes('&'))) return undefined;
    if (start < 0) return open.length === 0 ? root : undefined;
    if (text.startsWith('!--', start + 1)) {
      const end = text.indexOf('--', start + 4);
      if (end < 0 || text[end + 2] !== '>') return undefined;
      at = end + 3;
      continue;
    }
    const end = text.indexOf('>', start);
    const inside = text.slice(start + 1, end);
    at = end + 1;
    let tag = tags.get(inside);
    if (tag === undefined) {
      tag = end < 0 ? undefined : plainTag(inside);
      if (tag === undefined) return undefined;
      tags.set(inside, tag);
    }
    if (tag.kind === 'end') {
      if (open.pop()?.name !== tag.name) return undefined;
      continue;
    }
    if ((root !== undefined && open.length === 0) || open.length > DEEPEST) return undefined;
    const element = new PlainElement(tag, source, start);
    if (root === undefined) root = element;
    else open[open.length - 1]!.children.push(element);
    if (tag.kind === 'start') open.push(element);
  }
}
