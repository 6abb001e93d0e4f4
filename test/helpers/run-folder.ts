import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells jest's workers where the run's folder is. */
const VARIABLE = 'NOSPOF_TEST_RUN';

/** Makes the folder of a run of jest, for what several test files need alike. */
export function openRunFolder(): void {
  process.env[VARIABLE] = mkdtempSync(join(tmpdir(), 'nospof-run-'));
}

export function closeRunFolder(): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/**
 * A folder with what several test files need alike, made by the first that asks and read by all: it is of one run, so its
 * sources are the same. Nobody may write into it. Two that ask at the same time both make it, and one is kept.
 * @param key all that the content follows from
 */
export function onceInRun(key: string, make: (folder: string) => void): string {
  const run = process.env[VARIABLE];
  if (run === undefined) throw new Error('jest was started without the setup of its configuration');
  const path = join(run, createHash('sha256').update(key).digest('hex'));
  if (existsSync(path)) return path;
  mkdirSync(run, { recursive: true });
  const made = mkdtempSync(join(run, 'new-'));
  make(made);
  try {
    renameSync(made, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
    rmSync(made, { recursive: true });
  }
  return path;
}
