import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import { type Io, UsageError } from '../io';

/** A file as it is in a revision: `main:topologies/shop.yaml`; without a revision, as it is staged. */
export interface Revisioned {
  readonly revision: string;
  /** From the repository's top, or from the working folder where it begins with `./` or `../`, as git reads it. */
  readonly path: string;
}

/** Up to the first colon outside of braces: `main@{12:00}:shop.yaml`. */
const REVISIONED = /^((?:[^:{]|\{[^}]*\})*):(.+)$/s;

/** The parts of `REV:FILE`, or undefined for a name without a colon. */
export function revisioned(name: string): Revisioned | undefined {
  const [, revision, path] = REVISIONED.exec(name) ?? [];
  return revision === undefined || path === undefined ? undefined : { revision, path };
}

/** Larger than any topology or archive that is kept in git. */
const MAX_BYTES = 512 * 1024 * 1024;

/** A file of a revision, with what else can be read beside it. */
export interface RevisionFile {
  readonly bytes: Buffer;
  /** Its path from the repository's top. */
  readonly path: string;
  /** The repository's top folder on disk. */
  readonly top: string;
  /** The bytes of another file of the revision, by its path from the top; undefined where it has none. */
  readonly other: (path: string) => Buffer | undefined;
}

/** Read `REV:FILE`. @throws UsageError that says which part of it is wrong */
export function revisionFile(name: string, { revision, path }: Revisioned, io: Pick<Io, 'cwd' | 'env'>): RevisionFile {
  const ask = (...args: string[]) => git(args, io);
  if (revision.startsWith('-')) throw new UsageError(`${name}: a revision does not begin with '-'`);
  const top = ask('rev-parse', '--show-toplevel');
  if (top === undefined) {
    throw new UsageError(`${name}: no such file, and this folder is in no git repository that has revisions`);
  }
  if (revision !== '' && ask('rev-parse', '--verify', '--quiet', `${revision}^{tree}`) === undefined) {
    throw new UsageError(
      `${name}: no such file, and git knows no revision '${revision}'; see 'git branch --all', or fetch it first`,
    );
  }
  const prefix = line(ask('rev-parse', '--show-prefix'));
  const fromTop = /^\.\.?\//.test(path) ? posix.join(prefix, path) : posix.normalize(path);
  const where = revision === '' ? 'staged' : `in ${revision}`;
  const type = line(ask('cat-file', '-t', `${revision}:${fromTop}`));
  if (type === 'tree') throw new UsageError(`${name}: it is a folder ${where}; name a topology's file`);
  const bytes = type === 'blob' ? ask('cat-file', 'blob', `${revision}:${fromTop}`) : undefined;
  if (bytes === undefined) {
    const here = posix.join(prefix, path);
    const isHere = here !== fromTop && ask('cat-file', '-t', `${revision}:${here}`) !== undefined;
    const fix = isHere ? `say '${revision}:./${path}'` : "paths start at the repository's top, or here with './'";
    throw new UsageError(`${name}: no file ${fromTop} ${where}; ${fix}`);
  }
  return { bytes, path: fromTop, top: line(top), other: (one) => ask('cat-file', 'blob', `${revision}:${one}`) };
}

function line(output: Buffer | undefined): string {
  return output?.toString('utf8').replace(/\n$/, '') ?? '';
}

/** What git prints in the working folder, or undefined where it refuses. @throws UsageError where there is no git */
export function git(args: readonly string[], { cwd, env }: Pick<Io, 'cwd' | 'env'>): Buffer | undefined {
  const { error, status, stdout } = spawnSync('git', args, {
    cwd,
    env: { ...process.env, ...env, LC_ALL: 'C' },
    maxBuffer: MAX_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (error && 'code' in error && error.code === 'ENOENT') {
    throw new UsageError('revisions are read with git, which is not installed');
  }
  return error || status !== 0 ? undefined : stdout;
}
