import type { Item, Mark } from '../../picture/scene';
import { round } from './text';

/** Signs of our own, 16 pixels wide: a machine, a disk, a gate, a cloud; none of a vendor. */
export const GLYPHS: Readonly<Record<Item['class'], (x: number, y: number) => string>> = {
  node: (x, y) =>
    `<path class="glyph" d="M${x} ${y + 1}h16v6h-16zM${x} ${y + 9}h16v6h-16zM${x + 3} ${y + 4}h3M${x + 3} ${y + 12}h3"/>`,
  volume: (x, y) =>
    `<path class="glyph" d="M${x} ${y + 2.5}a5 2 0 0 1 10 0v6a5 2 0 0 1 -10 0zM${x} ${y + 2.5}a5 2 0 0 0 10 0"/>`,
  nat: (x, y) => `<path class="glyph" d="M${x} ${y + 15}v-14h7v14zM${x + 7} ${y + 8}h9M${x + 12} ${y + 4}l4 4l-4 4"/>`,
  managed: (x, y) => `<path class="glyph" d="M${x + 4} ${y + 14}a4 4 0 0 1 0 -8a5 5 0 0 1 9 -1a4.5 4.5 0 0 1 0 9z"/>`,
  zone: () => '',
  region: () => '',
};

/** Class of whatever has the mark. */
export function markClass({ effect, assumed }: Mark): string {
  return `${effect === 'outage' ? 'spof' : 'recovery'}${assumed ? ' assumed' : ''}`;
}

/** A triangle for what ends a goal, a circle for what ends recovery; a question mark where it was assumed. */
export function badge(x: number, y: number, { effect, assumed }: Mark, size = 9): string {
  const sign = assumed ? '?' : effect === 'outage' ? '!' : 'r';
  const form =
    effect === 'outage'
      ? `<path class="badge" d="M${x} ${y - size}l${size} ${round(size * 1.7)}h${-2 * size}z"/>`
      : `<circle class="badge lesser" cx="${x}" cy="${y}" r="${size - 1}"/>`;
  return `${form}<text class="sign" x="${x}" y="${round(y + size * 0.55)}" text-anchor="middle" font-size="${size + 1}">${sign}</text>`;
}
