import { type Io, UsageError } from '../io';
import { git } from '../sources/git';

/** A topology that a pull request changes. */
export interface ChangedTopology {
  /** Path in the repository, and from its top folder on disk. */
  readonly file: string;
  /** Path before, where it had one: another than `file` where it was renamed. */
  readonly before?: string;
  /** Whether the pull request deletes it. */
  readonly deleted: boolean;
}

/** What a pull request changes, and against which revision. */
export interface Changes {
  /** The last revision that both sides share. */
  readonly base: string;
  /** The repository's top folder. */
  readonly top: string;
  /** By path. */
  readonly topologies: readonly ChangedTopology[];
}

/**
 * The topologies that differ between the working tree's revision and where it left the base.
 * @param globs paths from the repository's top, as `topologies/*.yaml`
 * @throws UsageError where git cannot tell, and where there is no topology at all: a check that looks at nothing passes
 * whatever is done
 */
export function changedTopologies(base: string, globs: readonly string[], io: Pick<Io, 'cwd' | 'env'>): Changes {
  const run = (...args: string[]) => git(args, io)?.toString('utf8');
  const top = run('rev-parse', '--show-toplevel')?.trimEnd();
  if (top === undefined) throw new UsageError('this folder is in no git repository, so nothing tells what changed');
  if (base.startsWith('-') || run('rev-parse', '--verify', '--quiet', `${base}^{commit}`) === undefined) {
    throw new UsageError(
      `--base ${base}: git knows no such revision; fetch it first (actions/checkout with fetch-depth: 0)`,
    );
  }
  const shared = run('merge-base', base, 'HEAD')?.trimEnd();
  if (shared === undefined) {
    throw new UsageError(
      `--base ${base}: it shares no revision with HEAD; fetch more (actions/checkout with fetch-depth: 0)`,
    );
  }
  const pathspecs = globs.map((glob) => `:(top,glob)${glob}`);
  const list = run('diff', '--name-status', '-z', '--find-renames', shared, 'HEAD', '--', ...pathspecs);
  if (list === undefined) throw new UsageError(`git cannot list what changed below ${globs.join(', ')}`);
  if (list === '' && run('ls-files', '--', ...pathspecs) === '') {
    throw new UsageError(`no topology lies at ${globs.join(', ')}; name where they are, from the repository's top`);
  }
  const topologies = entries(list).sort((a, b) => (a.file < b.file ? -1 : 1));
  return { base: shared, top, topologies };
}

/** `git diff --name-status -z`: a status, then one path, or two for a rename or copy. */
function entries(list: string): ChangedTopology[] {
  const fields = list.split('\0');
  const found: ChangedTopology[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const status = fields[at++] ?? '';
    const path = fields[at++] ?? '';
    if (/^[RC]/.test(status)) found.push({ file: fields[at++] ?? '', before: path, deleted: false });
    else if (status === 'A') found.push({ file: path, deleted: false });
    else found.push({ file: path, before: path, deleted: status === 'D' });
  }
  return found;
}
