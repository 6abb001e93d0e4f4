import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE_FOLDER } from '../names';
import { ProcessError } from '../process';

/** How many inotify instances as many systemds and their services want on one kernel. */
const LEAST = 4096;

/** Files of the setting itself, and of what it was before a drill. */
export interface Inotify {
  readonly setting: string;
  readonly before: string;
}

/** Those of this machine. */
export const INOTIFY: Inotify = {
  setting: '/proc/sys/fs/inotify/max_user_instances',
  before: join(STATE_FOLDER, 'inotify-instances'),
};

/**
 * Raise the setting where it is too low. What it was is written down first: a drill that is killed cannot put it back, the next one does.
 * @throws ProcessError where it may not be raised
 */
export function raiseInotify({ setting, before }: Inotify = INOTIFY): void {
  const now = readFileSync(setting, 'utf8').trim();
  if (Number(now) >= LEAST) return;
  mkdirSync(dirname(before), { recursive: true });
  writeFileSync(before, now);
  try {
    writeFileSync(setting, String(LEAST));
  } catch (error) {
    rmSync(before);
    const why = error instanceof Error ? error.message : String(error);
    throw new ProcessError(
      `the nodes want ${LEAST} inotify instances, there are ${now}, and more cannot be had: ${why}`,
    );
  }
}

/** Put the setting back to what it was before the drill, and before those that were killed. */
export function restoreInotify({ setting, before }: Inotify = INOTIFY): void {
  if (!existsSync(before)) return;
  writeFileSync(setting, readFileSync(before, 'utf8'));
  rmSync(before);
}
