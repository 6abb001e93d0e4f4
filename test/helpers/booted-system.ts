import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { insideCommand } from '../../drill/nodes/nspawn';
import { type DebianRelease, RELEASES } from '../../model/releases';
import type { RenderedFile } from './machine';
import { type Outcome, run } from './processes';
import { type Need, program, root } from './programs';
import { releaseImage, releaseRoot } from './release-root';
import { temporaryFolder } from './temporary';

/** What a booted system of a release takes. */
export function bootedSystem(release: DebianRelease): readonly (Need | string)[] {
  return [root, program('systemd-nspawn'), releaseImage(release)];
}

/** What a booted system of Debian 12 takes. */
export const BOOTED_SYSTEM = bootedSystem(RELEASES['debian-12']);

/** A whole Debian with its own init, above the image of the drill: what it writes is gone with it. */
export class BootedSystem {
  readonly #folder = temporaryFolder('booted');
  readonly #child: ChildProcess;

  private constructor(files: readonly RenderedFile[], release: DebianRelease) {
    const layer = join(this.#folder, 'layer');
    for (const name of ['layer', 'root']) mkdirSync(join(this.#folder, name));
    done('mount', '-t', 'tmpfs', 'tmpfs', layer);
    for (const name of ['upper', 'work']) mkdirSync(join(layer, name));
    for (const { path, content, mode } of files) {
      const file = join(layer, 'upper', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { mode: Number.parseInt(mode, 8) });
    }
    const lower = `lowerdir=${releaseRoot(release)},upperdir=${layer}/upper,workdir=${layer}/work`;
    done('mount', '-t', 'overlay', 'overlay', '-o', lower, this.#root);
    this.#child = spawn(
      'systemd-nspawn',
      ['--quiet', `--directory=${this.#root}`, `--machine=nospof-test-${process.pid}`, '--boot', '--private-network']
        .concat(['--register=no', '--keep-unit', '--resolv-conf=off', '--timezone=off', '--link-journal=no'])
        .concat(['--console=read-only', '--capability=CAP_NET_ADMIN,CAP_SYS_NICE,CAP_IPC_LOCK']),
      { stdio: 'ignore' },
    );
  }

  /** @throws where it is not up within two minutes */
  static async boot(files: readonly RenderedFile[], release = RELEASES['debian-12']): Promise<BootedSystem> {
    const system = new BootedSystem(files, release);
    for (let second = 0; second < 120; second++) {
      await delay(1000);
      if (system.#init === undefined) continue;
      // cloud-init waits for a metadata service that is not there, for minutes.
      const { status } = await system.run('systemctl is-active basic.target && systemctl stop "cloud-*"');
      if (status === 0) return system;
    }
    await system.end();
    throw new Error('the system does not come up');
  }

  /** Run a script inside, by bash. */
  run(script: string): Promise<Outcome> {
    const [file = '', ...args] = insideCommand(this.#init ?? 0, ['bash', '-c', script]);
    return run(file, args);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      if (this.#init !== undefined) process.kill(this.#init, 'SIGKILL');
      else this.#child.kill('SIGKILL');
      await ended;
    }
    for (const name of ['root', 'layer']) spawnSync('umount', ['--recursive', join(this.#folder, name)]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #root(): string {
    return join(this.#folder, 'root');
  }

  /** Its first process, as this machine sees it. */
  get #init(): number | undefined {
    const children = spawnSync('pgrep', ['-P', String(this.#child.pid)], { encoding: 'utf8' }).stdout.split('\n');
    return children.map(Number).find((pid) => {
      if (pid === 0) return false;
      try {
        return /^NSpid:.*\s1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      } catch {
        return false;
      }
    });
  }
}

function done(file: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
}
