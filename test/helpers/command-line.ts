import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../cli/program';

export interface Outcome {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Run the command line in a folder, as a user would. */
export async function nospof(cwd: string, ...args: string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const exit = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    cwd,
    env: {},
    color: false,
    interactive: false,
  });
  return { exit, out, err };
}

/** An empty folder for each test of a file, gone afterwards; `put` writes a file into it. */
export function scratchFolder() {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'nospof-cli-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path(): string {
      return path;
    },
    put(name: string, content: string | Uint8Array): string {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}
