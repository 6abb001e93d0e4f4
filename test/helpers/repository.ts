import { execFileSync } from 'node:child_process';

/** A git repository in a folder, with an author of its own and no configuration of the machine. */
export class Repository {
  constructor(readonly path: string) {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  /** Commit everything that is in the folder. */
  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
  }

  git(...args: string[]): string {
    const env = {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Someone',
      GIT_AUTHOR_EMAIL: 'someone@example.com',
      GIT_COMMITTER_NAME: 'Someone',
      GIT_COMMITTER_EMAIL: 'someone@example.com',
    };
    return execFileSync('git', args, { cwd: this.path, env, encoding: 'utf8' });
  }
}
