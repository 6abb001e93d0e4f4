import { drillJson } from './json';
import { drillMarkdown } from './markdown';
import type { DrillReport } from './report';
import { drillText } from './text';

/** The formats of `nospof drill`. */
export const DRILL_FORMATS = {
  text: drillText,
  json: drillJson,
  markdown: drillMarkdown,
} as const satisfies Record<string, (report: DrillReport, color: boolean) => string>;

export type DrillFormat = keyof typeof DRILL_FORMATS;
