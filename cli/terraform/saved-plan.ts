import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** A plan that `terraform plan -out` saved is a zip archive. */
export function isSavedPlan(path: string): boolean {
  if (!statSync(path).isFile()) return false;
  const first = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, first, 0, 4, 0);
  } finally {
    closeSync(file);
  }
  return first.toString('latin1') === 'PK\u0003\u0004';
}
