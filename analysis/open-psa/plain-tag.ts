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
