import { jsonReport } from './json';
import { markdownReport } from './markdown';
import type { DrillReport } from './report';
import { textReport } from './text';

/** The formats of `nospof drill`. */
export const DRILL_FORMATS = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
} as const satisfies Record<string, (report: DrillReport, color: boolean) => string>;

export type DrillFormat = keyof typeof DRILL_FORMATS;
