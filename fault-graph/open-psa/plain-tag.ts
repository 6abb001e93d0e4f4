const BLANK = /\s/;
const NAME = /^[A-Za-z_][\w.-]*$/;
const ATTRIBUTE = /\s+([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"<&\t\n\r]*)"|'([^'<&\t\n\r]*)')/y;

/** A tag of a plain document (`parsePlainXml`). Equal tags may be one object. */
export interface PlainTag {
  readonly kind: 'start' | 'end' | 'empty';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The tag with this between `<` and `>`; undefined where it isn't plain, or wrong. */
export function plainTag(inside: string): PlainTag | undefined {
  const closes = inside.startsWith('/');
  const empty = !closes && inside.endsWith('/');
  const said = inside.slice(closes ? 1 : 0, empty ? -1 : undefined).trimEnd();
  const blank = said.search(BLANK);
  const name = blank < 0 ? said : said.slice(0, blank);
  const attributes = blank < 0 ? NONE : attributesOf(said, blank);
  if (!NAME.test(name) || attributes === undefined || (closes && blank >= 0)) return undefined;
  return { kind: closes ? 'end' : empty ? 'empty' : 'start', name, attributes };
}

/** What all tags have in common that begin in the same way: `basic-event name=`. */
interface Beginning {
  readonly name: string;
  readonly attribute: string;
}

/**
 * The tags of one document. Nearly all of them have one attribute and begin like an earlier one, so that only what is in
 * the quotes has to be looked at.
 */
export class PlainTags {
  readonly #beginnings = new Map<string, Beginning | undefined>();

  /** `plainTag` */
  of(inside: string): PlainTag | undefined {
    const quote = inside.indexOf('"');
    const end = inside.length - (inside.endsWith('/') ? 2 : 1);
    if (quote < 0 || inside.indexOf('"', quote + 1) !== end) return plainTag(inside);
    const beginning = this.#beginning(inside.slice(0, quote));
    const value = inside.slice(quote + 1, end);
    if (beginning === undefined || NOT_IN_VALUE.test(value)) return plainTag(inside);
    const { name, attribute } = beginning;
    return {
      kind: end === inside.length - 1 ? 'start' : 'empty',
      name,
      attributes: attribute === 'name' ? { name: value } : { [attribute]: value },
    };
  }

  /** Undefined where it is not that of a tag with one attribute. */
  #beginning(text: string): Beginning | undefined {
    if (this.#beginnings.has(text)) return this.#beginnings.get(text);
    const tag = plainTag(`${text}""/`);
    const [attribute, second] = Object.keys(tag?.attributes ?? NONE);
    const one = tag !== undefined && attribute !== undefined && second === undefined;
    const beginning = one ? { name: tag.name, attribute } : undefined;
    this.#beginnings.set(text, beginning);
    return beginning;
  }
}

const NOT_IN_VALUE = /[<&\t\n\r]/;

const NONE: Readonly<Record<string, string>> = {};

/** Undefined where there is anything else, or one is given twice. */
function attributesOf(text: string, start: number): Readonly<Record<string, string>> | undefined {
  const values: Record<string, string> = Object.create(null);
  for (ATTRIBUTE.lastIndex = start; ATTRIBUTE.lastIndex < text.length; ) {
    const match = ATTRIBUTE.exec(text);
    if (match === null) return undefined;
    const [, name = '', double, single] = match;
    if (name in values) return undefined;
    values[name] = double ?? single ?? '';
  }
  return values;
}
