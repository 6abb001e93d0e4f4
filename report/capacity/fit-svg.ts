import { peak, universal } from '../../capacity/laws';
import { LAW_NAMES, plainNumber } from './fit-words';
import type { Fitted } from './fitted';

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 72;
const BOTTOM = 48;
const TOP = 40;
const RIGHT = 16;
const STEPS = 120;

/** The measurements as points and the law as a curve, readable in print, light and dark. The same bytes for the same input. */
export function fitSvg({ file, measurements, fit }: Fitted): string {
  const { coefficients } = fit;
  const largest = Math.max(...measurements.map(({ n }) => n));
  const top = peak(coefficients);
  const lastN = Number.isFinite(top) && top < 2 * largest ? Math.max(largest, top) * 1.1 : largest * 1.1;
  const curve = Array.from({ length: STEPS + 1 }, (_, step) => 1 + ((lastN - 1) * step) / STEPS);
  const most = Math.max(
    ...measurements.map(({ throughput }) => throughput),
    ...curve.map((n) => universal(n, coefficients)),
  );
  const [xs, ys] = [ticks(lastN), ticks(most * 1.05)];
  const x = (n: number) => (LEFT + ((WIDTH - LEFT - RIGHT) * n) / Math.max(lastN, xs.at(-1) ?? 1)).toFixed(1);
  const y = (value: number) =>
    (HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * value) / Math.max(most, ys.at(-1) ?? 1)).toFixed(1);
  const path = curve.map((n, index) => `${index === 0 ? 'M' : 'L'}${x(n)} ${y(universal(n, coefficients))}`).join('');
  const title = `${LAW_NAMES[fit.law]}: ${file}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${text(title)}</title>`,
    '<style>:root{color-scheme:light dark}svg{background:#fff;color:#1b1f24}.grid{stroke:#d0d7de}.law{stroke:#0b5cad}.point{fill:#b3400e}' +
      '@media(prefers-color-scheme:dark){svg{background:#16191d;color:#e6e8eb}.grid{stroke:#3a4048}.law{stroke:#79b8ff}.point{fill:#ffab70}}</style>',
    `<text x="${LEFT}" y="20" fill="currentColor" font-size="14">${text(title)}</text>`,
    `<circle class="point" cx="${WIDTH - 200}" cy="16" r="4"/><text x="${WIDTH - 190}" y="20" fill="currentColor">measured</text>`,
    `<path class="law" d="M${WIDTH - 110} 16h24" stroke-width="2"/><text x="${WIDTH - 80}" y="20" fill="currentColor">law</text>`,
    ...xs.map(
      (n) =>
        `<text x="${x(n)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="currentColor">${plainNumber(n)}</text>`,
    ),
    ...ys.map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 8}" y="${y(value)}" dy="4" text-anchor="end" fill="currentColor">${plainNumber(value)}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle" fill="currentColor">n</text>`,
    `<text x="16" y="${(HEIGHT - BOTTOM + TOP) / 2}" transform="rotate(-90 16 ${(HEIGHT - BOTTOM + TOP) / 2})" text-anchor="middle" fill="currentColor">throughput</text>`,
    `<path class="law" d="${path}" fill="none" stroke-width="2"/>`,
    ...measurements.map(
      ({ n, throughput }) =>
        `<circle class="point" cx="${x(n)}" cy="${y(throughput)}" r="4"><title>n ${plainNumber(n)}: ${plainNumber(throughput)}</title></circle>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** Round numbers from 0 to what is shown, five to ten of them. */
function ticks(most: number): readonly number[] {
  const rough = most / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
