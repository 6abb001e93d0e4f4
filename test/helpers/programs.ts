import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A user's PATH often lacks the folders where Debian puts its daemons. */
const DAEMON_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The absolute path of a program, looked up in PATH and then where Debian puts its daemons. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...DAEMON_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Something that a test cannot do without and that a machine may lack, in words: `the program haproxy`. */
export interface Need {
  readonly what: string;
  readonly met: boolean;
}

/** A program as a need. */
export function program(name: string): Need {
  return { what: `the program ${name}`, met: findProgram(name) !== undefined };
}

/** For what asks who it is: the owner of a script, another user's right. */
export const root: Need = { what: 'root', met: process.getuid?.() === 0 };

/** What `needs` returns: jest's `it`, as far as a test file uses it. */
export type ConditionalTest = (name: string, body: jest.ProvidesCallback, timeout?: number) => void;

/** The reasons that this test file has given already. */
const given = new Set<string>();

/**
 * Jest's `it` where every need is met. Elsewhere the test is skipped, and one skipped test beside the first of them says
 * what is missing: the title itself stays, because jest finds a skipped test's snapshots by it and fails a run over
 * snapshots that nobody asks for. In CI (`CI` is set) it fails instead, so that a check cannot vanish there unseen.
 */
export function needs(...wanted: readonly (string | Need)[]): ConditionalTest {
  const missing = wanted.map((one) => (typeof one === 'string' ? program(one) : one)).filter((need) => !need.met);
  if (missing.length === 0) return (name, body, timeout) => it(name, body, timeout);
  const reason = `missing here: ${missing.map((need) => need.what).join(', ')}`;
  if (process.env.CI) {
    return (name) =>
      it(name, () => {
        throw new Error(`${reason}; in CI every check must run`);
      });
  }
  return (name, body) => {
    if (!given.has(reason)) it.skip(`[${reason}]`, () => {});
    given.add(reason);
    it.skip(name, body);
  };
}
