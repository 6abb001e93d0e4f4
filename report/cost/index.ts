import type { CostedStack } from './costed-stack';
import { costJson } from './json';
import { costMarkdown } from './markdown';
import { costText } from './text';

/** The formats of `nospof cost`. */
export const COST_FORMATS = {
  text: costText,
  json: costJson,
  markdown: (stacks: readonly CostedStack[]) => costMarkdown(stacks),
} as const satisfies Record<string, (stacks: readonly CostedStack[], color: boolean) => string>;

export type CostFormat = keyof typeof COST_FORMATS;
