import { parsePlainXml } from './plain-xml';
import type { XmlElement, XmlSource } from './xml-element';

/**
 * The root element of an XML document.
 * @throws OpenPsaError `broken-xml` at the first place where it isn't well-formed
 */
export function parseXml(source: XmlSource): XmlElement {
  const plain = parsePlainXml(source);
  if (plain !== undefined) return plain;
  const { parseWholeXml }: typeof import('./whole-xml') = require('./whole-xml');
  return parseWholeXml(source);
}
