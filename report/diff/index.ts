import type { Compared } from './compared';
import { diffJson } from './json';
import { diffMarkdown } from './markdown';
import { diffText } from './text';

/** The formats of `nospof diff` and `nospof review`. */
export const DIFF_FORMATS = {
  text: diffText,
  json: diffJson,
  markdown: (compared: Compared) => diffMarkdown(compared),
} as const satisfies Record<string, (compared: Compared, color: boolean) => string>;

export type DiffFormat = keyof typeof DIFF_FORMATS;
