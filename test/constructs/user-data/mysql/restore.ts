import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../../helpers/synthesized';

/** The commands of the operations manual between `restore` marks of this name, as somebody types them. */
export function manual(name: 'stop' | 'aside'): string {
  const text = readFileSync(join(PROJECT, 'docs/operations.md'), 'utf8');
  const block = new RegExp(`<!-- restore: ${name} -->\\n\\n([\\s\\S]*?)\\n\\n<!-- /restore -->`).exec(text)?.[1];
  if (!block) throw new Error(`the manual has no commands to ${name}`);
  return block
    .split('\n')
    .map((line) => line.replace(/^ {4}/, ''))
    .join('\n');
}

/** Bash that takes a snapshot of a node's data: what the disk holds at one moment, while the server runs. */
export function snapshotOf(name: string, pidFile: string): string {
  return `on ${name} 'kill -STOP $(cat ${pidFile}); cp -a /srv/data/mysql /srv/data/snapshot; kill -CONT $(cat ${pidFile})'`;
}
