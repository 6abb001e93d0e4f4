import { type PlainTag, PlainTags } from './plain-tag';
import type { Place } from './problems';
import type { XmlElement, XmlSource } from './xml-element';

/** What a plain document doesn't hold: letters beyond ASCII, a carriage return by itself. */
const UNUSUAL = /[^\t\n\r\x20-\x7e]|\r(?!\n)/;
const DECLARATION = /<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])(?:UTF|utf)-8\2)?\s*\?>/y;
const DEEPEST = 100;

/** No children: one list for all elements that have none. */
const NONE: readonly XmlElement[] = [];

/** An element that works out its line only when somebody asks, which only messages do. */
class PlainElement implements XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  children = NONE;

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

/** What a document says from one `<` to the next: a tag. */
interface Piece extends PlainTag {
  /** Whether nothing but blanks follows the tag. */
  readonly blankAfter: boolean;
}

/** The piece with this text, without its `<`; undefined where it isn't plain, or wrong. */
function pieceOf(text: string, tags: PlainTags): Piece | undefined {
  const end = text.indexOf('>');
  const tag = end < 0 ? undefined : tags.of(text.slice(0, end));
  const after = text.slice(end + 1);
  if (tag === undefined || after.includes('&')) return undefined;
  return { kind: tag.kind, name: tag.name, attributes: tag.attributes, blankAfter: isBlank(after) };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/**
 * The root element of a document that has nothing but tags, attributes and comments, as nearly every model is written;
 * undefined where there is anything else or anything wrong, which is for the whole parser to judge. It takes a fraction of
 * the time: a small model is read before a parser of all of XML has been loaded. Most tags of a model are the same as an
 * earlier one, with the blanks after them, and those are looked up. O(length).
 */
export function parsePlainXml(source: XmlSource): XmlElement | undefined {
  const { text } = source;
  // Of anything unusual the whole parser knows the rules.
  if (UNUSUAL.test(text) || text.includes(']]>')) return undefined;
  DECLARATION.lastIndex = 0;
  const begin = DECLARATION.test(text) ? DECLARATION.lastIndex : 0;
  let next = text.indexOf('<', begin);
  if (!isBlank(text.slice(begin, next))) return undefined;
  const tags = new PlainTags();
  const pieces = new Map<string, Piece>();
  const open: PlainElement[] = [];
  /** Children of the open elements, those of the innermost last; and where the children of each begin. */
  const complete: PlainElement[] = [];
  const firsts: number[] = [];
  let root: PlainElement | undefined;
  while (next >= 0) {
    const start = next;
    next = text.indexOf('<', start + 1);
    const said = text.slice(start + 1, next < 0 ? text.length : next);
    let piece = pieces.get(said);
    if (piece === undefined) {
      if (said.startsWith('!--')) {
        const end = text.indexOf('--', start + 4);
        if (end < 0 || text[end + 2] !== '>') return undefined;
        next = text.indexOf('<', end + 3);
        const after = text.slice(end + 3, next < 0 ? text.length : next);
        if (!isBlank(after) && (open.length === 0 || after.includes('&'))) return undefined;
        continue;
      }
      piece = pieceOf(said, tags);
      if (piece === undefined) return undefined;
      pieces.set(said, piece);
    }
    if (piece.kind === 'end') {
      const element = open.pop();
      if (element?.name !== piece.name) return undefined;
      const first = firsts.pop()!;
      if (first < complete.length) element.children = complete.splice(first);
      if (open.length > 0) complete.push(element);
    } else {
      if ((root !== undefined && open.length === 0) || open.length > DEEPEST) return undefined;
      const element = new PlainElement(piece, source, start);
      root ??= element;
      if (piece.kind === 'start') {
        open.push(element);
        firsts.push(complete.length);
      } else if (open.length > 0) complete.push(element);
    }
    if (!piece.blankAfter && open.length === 0) return undefined;
  }
  return open.length === 0 ? root : undefined;
}
