import type { Band, Column, Item, Scene } from './scene';

/** A rectangle; all lengths in pixels of the SVG. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedItem extends Box {
  readonly item: Item;
}

export interface PlacedColumn {
  readonly column: Column;
  /** Its heading, between which the relations run. */
  readonly heading: Box;
  readonly items: readonly PlacedItem[];
}

export interface PlacedBand extends Box {
  readonly band: Band;
}

/** A relation's line: corners from whoever needs to what is needed. */
export interface PlacedRelation {
  readonly soft: boolean;
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A scene with everything in its place. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly visitors: Box;
  readonly columns: readonly PlacedColumn[];
  readonly bands: readonly PlacedBand[];
  readonly relations: readonly PlacedRelation[];
}

const MARGIN = 20;
const GUTTER = 128;
const GAP = 26;
const HEADING = 40;
const LANE = 14;
const ITEM = 34;
const VOLUME = 22;
const ITEM_GAP = 10;
const BAND_PADDING = 12;
const BAND_GAP = 10;
/** Between two lines that lead into or out of one heading. */
const PORT = 10;
const LETTER = 6.8;
/** So that the legend of a single server has its place. */
const LEAST_WIDTH = 560;
const [NARROW, WIDE] = [112, 212];

export interface Sizes {
  /** Above the picture, for the title. */
  readonly top: number;
  /** Below a picture of this width, for the legend. */
  bottom(width: number): number;
  /** The longest text that a column shows, letters. */
  textLength(column: Column): number;
}

/** How many letters go into a width. */
export function lettersIn(width: number): number {
  return Math.floor(width / LETTER);
}

/** Height that an item takes with its volumes. */
function itemHeight({ volumes }: Item): number {
  return ITEM + volumes.length * VOLUME;
}

/** Everything in its place: columns side by side, bands one below the other, relations above the headings. */
export function layoutOf(scene: Scene, { top, bottom, textLength }: Sizes): Layout {
  const entrances = scene.columns.flatMap(({ goals }, to) => (goals.length > 0 ? [{ from: -1, to, soft: false }] : []));
  const lines = withLevels([...entrances, ...scene.relations]);
  const levels = lines.reduce((most, { level }) => Math.max(most, level + 1), 0);
  const headingY = MARGIN + top + levels * LANE + 6;
  const xs = columnXs(scene.columns, textLength);
  const headings = xs.map(({ x, width }): Box => ({ x, y: headingY, width, height: HEADING }));
  const visitors: Box = { x: MARGIN, y: headingY, width: GUTTER - GAP, height: HEADING };
  const right = headings.reduce((most, { x, width: own }) => Math.max(most, x + own), MARGIN + GUTTER);
  const width = Math.max(LEAST_WIDTH, Math.ceil(right + BAND_PADDING + MARGIN));
  const bands = placedBands(scene, {
    x: MARGIN,
    y: headingY + HEADING + 16,
    width: width - 2 * MARGIN,
    height: 0,
  });
  const columns = scene.columns.map((column, index): PlacedColumn => {
    const heading = headings[index] ?? visitors;
    return {
      column,
      heading,
      items: bands.flatMap((band, place) => placedItems(column.cells[place] ?? [], heading, band)),
    };
  });
  const last = bands.at(-1);
  const below = last ? last.y + last.height : headingY + HEADING;
  const ends = (index: number) => headings[index] ?? visitors;
  return {
    width,
    height: Math.ceil(below + bottom(width) + MARGIN),
    visitors,
    columns,
    bands,
    relations: lines.map((line) => ({
      soft: line.soft,
      from: scene.columns[line.from]?.id ?? '',
      to: scene.columns[line.to]?.id ?? '',
      points: corners(line, ends(line.from), ends(line.to)),
    })),
  };
}

function columnXs(
  columns: readonly Column[],
  textLength: Sizes['textLength'],
): readonly { x: number; width: number }[] {
  let x = MARGIN + GUTTER;
  return columns.map((column) => {
    const width = Math.min(WIDE, Math.max(NARROW, Math.ceil(textLength(column) * LETTER) + 44));
    const placed = { x, width };
    x += width + GAP;
    return placed;
  });
}

function placedBands({ bands, columns }: Scene, start: Box): readonly PlacedBand[] {
  let y = start.y;
  return bands.map((band, index) => {
    const inner = columns.reduce((most, { cells }) => Math.max(most, stackHeight(cells[index] ?? [])), ITEM);
    const height = inner + 2 * BAND_PADDING;
    const placed = { band, x: start.x, y, width: start.width, height };
    y += height + BAND_GAP;
    return placed;
  });
}

function stackHeight(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + itemHeight(item), 0) + Math.max(0, items.length - 1) * ITEM_GAP;
}

function placedItems(items: readonly Item[], { x, width }: Box, band: Box): readonly PlacedItem[] {
  let y = band.y + BAND_PADDING;
  return items.map((item) => {
    const placed = { item, x, y, width, height: itemHeight(item) };
    y += placed.height + ITEM_GAP;
    return placed;
  });
}

interface Line {
  /** Place of a column; −1: the visitors. */
  readonly from: number;
  readonly to: number;
  readonly soft: boolean;
  /** How high above the headings it runs; −1: straight to the neighbour. */
  readonly level: number;
}

/** The shortest lines run lowest; no two that overlap run on one level. */
function withLevels(relations: readonly Omit<Line, 'level'>[]): readonly Line[] {
  const taken: { level: number; left: number; right: number }[] = [];
  const span = ({ from, to }: Omit<Line, 'level'>) => Math.abs(from - to);
  const sorted = [...relations].sort((a, b) => span(a) - span(b) || a.from - b.from || a.to - b.to);
  return sorted.map((relation) => {
    if (relation.to === relation.from + 1) return { ...relation, level: -1 };
    const [left, right] = [Math.min(relation.from, relation.to), Math.max(relation.from, relation.to)];
    let level = 0;
    while (taken.some((one) => one.level === level && one.left < right && left < one.right)) level++;
    taken.push({ level, left, right });
    return { ...relation, level };
  });
}

function corners({ from, to, level }: Line, start: Box, end: Box): readonly (readonly [number, number])[] {
  const middle = start.y + start.height / 2;
  if (level < 0)
    return [
      [start.x + start.width, middle],
      [end.x - 2, middle],
    ];
  const y = start.y - 8 - level * LANE;
  const side = from < to ? 1 : -1;
  const out = start.x + start.width / 2 + side * PORT;
  const into = end.x + end.width / 2 - side * PORT;
  return [
    [out, start.y],
    [out, y],
    [into, y],
    [into, end.y - 2],
  ];
}
