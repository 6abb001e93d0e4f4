/** An element's content: text, or elements in their order; undefined leaves the element out. */
export type XmlContent = string | number | boolean | undefined | readonly XmlNode[];

/** An element: its name and its content. */
export type XmlNode = readonly [name: string, content: XmlContent];

/** A list as AWS writes it: every element in a `member` (EC2: `item`). */
export function xmlList(member: string, contents: readonly XmlContent[]): readonly XmlNode[] {
  return contents.map((content) => [member, content]);
}

/** A document of one element. */
export function xmlDocument([name, content]: XmlNode, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${escaped(namespace)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${inner(content)}</${name}>\n`;
}

function inner(content: XmlContent): string {
  if (!isElements(content)) return escaped(String(content ?? ''));
  return content
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `<${name}>${inner(one)}</${name}>`)
    .join('');
}

function isElements(content: XmlContent): content is readonly XmlNode[] {
  return Array.isArray(content);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}
