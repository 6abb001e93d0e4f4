import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

// At import, because a test file may ask for a folder inside its hooks; jest never emits `exit` to what it runs.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder for what a test file needs on the disk, gone when all its tests are through. */
export function temporaryFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `nospof-${purpose}-`));
  folders.push(folder);
  return folder;
}
