import type { Layout } from '../../picture/layout';
import type { Scene } from '../../picture/scene';
import { badge, GLYPHS } from './signs';
import { xml } from './text';
import { type LegendEntry, legend } from './words';

/** Height of a row. */
const ROW = 20;

/** What of a scene has to be explained. */
export function legendOf({ columns, bands, relations }: Scene): readonly LegendEntry[] {
  const items = columns.flatMap(({ cells }) => cells.flat());
  const marks = [...items, ...items.flatMap(({ volumes }) => volumes), ...bands].flatMap(({ mark }) => mark ?? []);
  return legend({
    marks,
    classes: new Set(
      items.flatMap(({ class: kind, volumes }) => (volumes.length > 0 ? [kind, 'volume' as const] : [kind])),
    ),
    soft: relations.some(({ soft }) => soft),
    folded: items.some(({ elements }) => elements.length > 1),
  });
}

interface PlacedLegend {
  readonly rows: number;
  readonly entries: readonly { readonly entry: LegendEntry; readonly x: number; readonly row: number }[];
}

function placedLegend(entries: readonly LegendEntry[], width: number): PlacedLegend {
  let [x, row] = [20, 0];
  const placed = entries.map((entry) => {
    const length = 26 + entry.words.length * 6 + 16;
    if (x > 20 && x + length > width - 10) [x, row] = [20, row + 1];
    const at = { entry, x, row };
    x += length;
    return at;
  });
  return { rows: row + 1, entries: placed };
}

export function drawnLegend({ width, height }: Layout, entries: readonly LegendEntry[]): readonly string[] {
  const { rows, entries: placed } = placedLegend(entries, width);
  return placed.map(({ entry: { sign, words }, x, row }) => {
    const y = height - 20 - ROW * (rows - row) + 10;
    return `${drawnSign(sign, x, y)}<text class="quiet" font-size="11" x="${x + 26}" y="${y + 4}">${xml(words)}</text>`;
  });
}

/** Height that the legend takes below a picture of this width. */
export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return 16 + ROW * placedLegend(entries, width).rows;
}

function drawnSign(sign: LegendEntry['sign'], x: number, y: number): string {
  if (typeof sign !== 'string') return badge(x + 9, y, sign);
  if (sign !== 'call' && sign !== 'soft') return GLYPHS[sign](x, sign === 'volume' ? y - 5 : y - 8);
  return `<path class="call${sign === 'soft' ? ' soft' : ''}" d="M${x} ${y}h20" marker-end="url(#arrow)"/>`;
}
