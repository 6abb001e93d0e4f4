import type { Endpoint, MachinePart } from '../../../../constructs/user-data/machine';
import type { RenderedFile } from '../../../helpers/machine';

/** Three database nodes in three zones. */
export const NODES: readonly Endpoint[] = [1, 2, 3].map((number) => ({
  name: `db-${number}`,
  host: `10.20.${number}.10`,
  port: 3306,
  zone: `eu-central-1${'abc'.charAt(number - 1)}`,
}));

/** The node with a number from 1. */
export function node(number: number): Endpoint {
  const found = NODES[number - 1];
  if (!found) throw new Error(`there is no node ${number}`);
  return found;
}

/** The text of one of a part's files. */
export function text(part: MachinePart, path: string): string {
  const found = part.files?.find((file) => file.path === path);
  if (!found) throw new Error(`no file ${path}; there are ${part.files?.map((file) => file.path).join(', ')}`);
  return found.content;
}

/** A part's setup steps, in their order, as one text. */
export function steps(part: MachinePart): string {
  return [...(part.steps ?? [])]
    .sort((a, b) => a.order - b.order)
    .map((step) => step.script)
    .join('');
}

/** A part's files as a scratch root takes them. */
export function rendered(part: MachinePart): RenderedFile[] {
  return (part.files ?? []).map(({ path, content, mode = '0644' }) => ({ path, content, mode }));
}

/** A program of a few lines that stands in for another, found first in the PATH `/stub:$PATH`. */
export function stub(name: string, script: string): RenderedFile {
  return { path: `/stub/${name}`, content: `#!/bin/bash\nPATH=$PATH:/usr/bin:/bin\n${script}\n`, mode: '0755' };
}
