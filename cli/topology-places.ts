import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { FilePlace } from '../report/check/checked-stack';

/** Where each tier and each key at the top stands in a topology; tiers as `tiers.NAME`. */
export function topologyPlaces(text: string): ReadonlyMap<string, FilePlace> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const places = new Map<string, FilePlace>();
  const enter = (node: unknown, prefix: string) => {
    if (!isMap(node)) return;
    for (const { key } of node.items) {
      if (!isScalar(key) || !key.range) continue;
      const { line, col } = lines.linePos(key.range[0]);
      places.set(`${prefix}${String(key.value)}`, { line, column: col });
    }
  };
  enter(document.contents, '');
  enter(document.get('tiers'), 'tiers.');
  return places;
}
