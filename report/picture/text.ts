import { lettersIn } from '../../picture/layout';

/** As much of a text as goes into a width; its end says more than its beginning, so the middle goes. */
export function fitting(raw: string, width: number, letter?: number): string {
  const most = Math.max(4, letter === undefined ? lettersIn(width) : Math.floor(width / letter));
  if (raw.length <= most) return raw;
  const end = Math.ceil((most - 1) * 0.6);
  return `${raw.slice(0, most - 1 - end)}…${raw.slice(raw.length - end)}`;
}

/** To a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text in an SVG, in which a name may hold anything that Terraform allows. */
export function xml(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
