import type { XmlPlace } from './problems';

/** An XML element. Text is not kept: Open-PSA has none besides labels. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly place: XmlPlace;
}

/** An XML text, and the name to call it by in messages. */
export interface XmlSource {
  readonly name: string;
  readonly text: string;
}
