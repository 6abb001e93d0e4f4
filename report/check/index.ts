import type { CheckedStack } from './checked-stack';
import { jsonReport } from './json';
import { markdownReport } from './markdown';
import { mermaidReport } from './mermaid';
import { openPsaReport } from './open-psa';
import { sarifReport } from './sarif';
import { textReport } from './text';

/** The formats of `nospof check`. */
export const CHECK_FORMATS = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
  sarif: sarifReport,
  mermaid: mermaidReport,
  'open-psa': openPsaReport,
} as const satisfies Record<string, (stacks: readonly CheckedStack[], color: boolean) => string>;

export type CheckFormat = keyof typeof CHECK_FORMATS;
