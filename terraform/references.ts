const INDEX = '\\[(?:\\d+|"[^"\\]]*")\\]';
const NAME = '[A-Za-z_][A-Za-z0-9_-]*';
/** A resource or data source, in a module or not, itself one of several or not; then what is asked of it. */
const ATTRIBUTE =
  `((?:module\\.${NAME}(?:${INDEX})?\\.)*(?:data\\.)?[a-z][a-z0-9_]*\\.${NAME}(?:${INDEX})?)` +
  '((?:\\.[A-Za-z_][A-Za-z0-9_]*|\\[\\d+\\])*)';
const WHOLE = new RegExp(`^\\$\\{${ATTRIBUTE}\\}$`);
const ANY = new RegExp(`(?<![\\w.-])${ATTRIBUTE}`, 'g');

/** A reference to another resource, as `${aws_subnet.private_a.id}`. */
export interface Reference {
  /** `aws_subnet.private_a`, `module.net.aws_subnet.private[0]` */
  readonly address: string;
  /** `id`; empty where the resource as a whole is meant. */
  readonly attribute: string;
}

/** The reference that a value consists of. */
export function reference(value: unknown): Reference | undefined {
  if (typeof value !== 'string') return undefined;
  const [, address, attributes] = WHOLE.exec(value) ?? [];
  return address === undefined ? undefined : { address, attribute: (attributes ?? '').replace(/^\./, '') };
}

/** The address that a value refers to; a bare address is one too (`depends_on`). */
export function addressOf(value: unknown): string | undefined {
  return (
    reference(value)?.address ?? (typeof value === 'string' && /^aws_\w+\.[\w-]+$/.test(value) ? value : undefined)
  );
}

/** All addresses that a text refers to inside its `${…}` expressions. */
export function addressesIn(text: string): readonly string[] {
  const expressions = text.match(/\$\{[^}]*\}/g) ?? [];
  return expressions.flatMap((one) => [...one.matchAll(ANY)].map((match) => match[1] as string));
}
