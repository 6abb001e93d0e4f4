import {
  type Box,
  type Layout,
  layoutOf,
  type PlacedBand,
  type PlacedColumn,
  type PlacedItem,
} from '../../picture/layout';
import { type Item, sceneOf } from '../../picture/scene';
import { drawnLegend, legendHeight, legendOf } from './legend';
import type { Pictured } from './pictured';
import { badge, GLYPHS, markClass } from './signs';
import { ARROW_HEAD, PICTURE_STYLE } from './style';
import { fitting, round, xml } from './text';
import { bandName, comersName, itemName, itemTitle, markText, pictureTitle, subtitle } from './words';

const TOP = 52;

/** How a picture is drawn into a page that answers to clicks. */
export interface DrawingOptions {
  /**
   * Attributes of the group that shows these elements, with what it is called; of a pile, all of them.
   * @default - none: a picture to look at
   */
  attributes?(elements: readonly string[], name: string): string;
  /** Whether the style stands in the picture itself. @default true */
  readonly styled?: boolean;
}

/** What all parts of one picture are drawn with. */
interface Drawing {
  readonly pictured: Pictured;
  names(item: Item): string;
  /** The opening of a group that shows these elements. */
  opened(elements: readonly string[], title: string): string;
}

function openedBy({ attributes }: DrawingOptions): Drawing['opened'] {
  return (elements, title) => `<g${attributes?.(elements, title) ?? ''}><title>${xml(title)}</title>`;
}

/**
 * One SVG of a stack: tiers as columns in the order of the visitor's way, zones as bands, single points of failure marked by
 * form as well as colour. Readable in print, light and dark. The same bytes for the same input.
 */
export function pictureSvg(pictured: Pictured, options: DrawingOptions = {}): string {
  const scene = sceneOf(pictured);
  const names = itemName(pictured.verdict);
  const drawing: Drawing = { names, pictured, opened: openedBy(options) };
  const layout = layoutOf(scene, {
    top: TOP,
    bottom: (width) => legendHeight(legendOf(scene), width),
    textLength: ({ id, goals, cells }) =>
      Math.max(id.length, goals.join(', ').length - 4, ...cells.flat().map((item) => names(item).length)),
  });
  const { width, height } = layout;
  const title = pictureTitle(pictured);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="${options.attributes ? 'group' : 'img'}" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="title">${xml(title)}: ${xml(subtitle(pictured))}</title>`,
    ...((options.styled ?? true) ? [`<style>${PICTURE_STYLE}</style>`] : []),
    ARROW_HEAD,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="20" y="30">${xml(fitting(title, width - 40, 9))}</text>`,
    `<text class="quiet" x="20" y="50">${xml(fitting(subtitle(pictured), width - 40))}</text>`,
    ...layout.bands.map((band) => drawnBand(band, drawing)),
    ...layout.relations.map(drawnRelation),
    drawnVisitors(layout, comersName(pictured)),
    ...layout.columns.flatMap((column) => [
      drawnHeading(column),
      ...column.items.map((item) => drawnItem(item, drawing)),
    ]),
    ...drawnLegend(layout, legendOf(scene)),
    '</svg>',
    '',
  ].join('\n');
}

function drawnBand({ band, x, y, width, height }: PlacedBand, { opened }: Drawing): string {
  const kind = band.kind === 'region' ? 'region' : `band${band.mark ? ` ${markClass(band.mark)}` : ''}`;
  const name = bandName(band);
  return [
    opened(band.kind === 'region' ? [] : [band.id], band.mark ? `${name}: ${markText(band.mark)}` : name),
    `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<text x="${x + 10}" y="${y + 24}">${xml(fitting(name, 112))}</text>${band.mark ? badge(x + 20, y + 42, band.mark) : ''}</g>`,
  ].join('');
}

function drawnRelation({ soft, points, from, to }: Layout['relations'][number]): string {
  const way = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const said = `${from || 'visitors'} → ${to}${soft ? ', only slower without it' : ''}`;
  return `<path class="call${soft ? ' soft' : ''}" d="${way}" marker-end="url(#arrow)"><title>${xml(said)}</title></path>`;
}

function drawnVisitors({ visitors: { x, y, width, height } }: Layout, name: string): string {
  const middle = y + height / 2;
  return `<g><rect class="heading" x="${x}" y="${y}" width="${width}" height="${height}" rx="20"/><circle class="glyph" cx="${x + 18}" cy="${middle - 4}" r="4"/><path class="glyph" d="M${x + 10} ${middle + 9}a8 7 0 0 1 16 0"/><text x="${x + 34}" y="${middle + 4}">${name}</text></g>`;
}

function drawnHeading({ column, heading: { x, y, width, height } }: PlacedColumn): string {
  const begins = column.goals.length > 0;
  const lines = [
    `<text x="${x + width / 2}" y="${y + (begins ? 17 : 24)}" text-anchor="middle" font-weight="600">${xml(fitting(column.id, width - 12))}</text>`,
  ];
  if (begins)
    lines.push(
      `<text class="quiet" x="${x + width / 2}" y="${y + 33}" text-anchor="middle" font-size="11">${xml(fitting(column.goals.join(', '), width - 8))}</text>`,
    );
  return `<g><title>${xml(begins ? `${column.id}: visitors begin here with ${column.goals.join(', ')}` : column.id)}</title><rect class="heading" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${lines.join('')}</g>`;
}

function drawnItem({ item, x, y, width, height }: PlacedItem, drawing: Drawing): string {
  const { names, pictured, opened } = drawing;
  const kind = item.mark ? ` ${markClass(item.mark)}` : '';
  const many = item.elements.length > 1;
  const behind = many
    ? [8, 4].map(
        (by) => `<rect class="item" x="${x + by / 2}" y="${y - by / 2}" width="${width}" height="${height}" rx="5"/>`,
      )
    : [];
  const room = width - 34 - (item.mark ? 24 : 6);
  return [
    opened(item.elements, itemTitle(item, pictured)),
    ...behind,
    `<rect class="item${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/>`,
    GLYPHS[item.class](x + 9, y + 9),
    `<text x="${x + 32}" y="${y + 21}">${xml(fitting(names(item), room))}</text>`,
    item.mark ? badge(x + width - 14, y + 16, item.mark) : '',
    '</g>',
    ...item.volumes.map((volume, index) => {
      const box = { x: x + 8, y: y + 34 + index * 22, width: width - 16, height: 17 };
      const name = many ? 'data' : volumeName(names, item, volume.element);
      return drawnVolume(volume, box, { name, isOne: !many, ...drawing });
    }),
  ].join('');
}

/** A volume as its node's: `data` of `db_1_data` on `db_1`. */
function volumeName(names: (item: Item) => string, node: Item, element: string): string {
  const name = names({ elements: [element], class: 'volume', volumes: [] });
  const prefix = `${names(node)}_`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function drawnVolume(
  { element, mark }: Item['volumes'][number],
  { x, y, width, height }: Box,
  { name, isOne, opened, pictured }: Drawing & { readonly name: string; readonly isOne: boolean },
): string {
  const item: Item = { elements: [element], class: 'volume', volumes: [], ...(mark && { mark }) };
  return [
    opened(isOne ? [element] : [], itemTitle(item, pictured)),
    `<rect class="volume${mark ? ` ${markClass(mark)}` : ''}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    GLYPHS.volume(x + 6, y + 3),
    `<text font-size="11" x="${x + 24}" y="${y + 13}">${xml(fitting(name, width - 26 - (mark ? 18 : 4)))}</text>`,
    mark ? badge(x + width - 10, y + 8.5, mark, 6) : '',
    '</g>',
  ].join('');
}
