import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { raiseInotify, restoreInotify } from '../../../drill/run/inotify';
import { temporaryFolder } from '../../helpers/temporary';

describe('the number of inotify instances', () => {
  const begin = (value: string) => {
    const folder = temporaryFolder('inotify');
    const inotify = { setting: join(folder, 'max_user_instances'), before: join(folder, 'state/before') };
    writeFileSync(inotify.setting, `${value}\n`);
    return { inotify, now: () => Number(readFileSync(inotify.setting, 'utf8')) };
  };

  test('is raised for a drill, and put back after it', () => {
    const { inotify, now } = begin('128');
    raiseInotify(inotify);
    expect(now()).toBe(4096);
    restoreInotify(inotify);
    expect(now()).toBe(128);
  });

  test('is put back by the next drill where one was killed', () => {
    const { inotify, now } = begin('128');
    raiseInotify(inotify);
    raiseInotify(inotify);
    restoreInotify(inotify);
    expect(now()).toBe(128);
  });

  test('is left alone where it is high enough', () => {
    const { inotify, now } = begin('8192');
    raiseInotify(inotify);
    expect(now()).toBe(8192);
    writeFileSync(inotify.setting, '16384');
    restoreInotify(inotify);
    expect(now()).toBe(16384);
  });

  test('that may not be raised is said, and nothing is left', () => {
    // A number that nobody may write, root neither.
    const inotify = { setting: '/proc/sys/kernel/cap_last_cap', before: join(temporaryFolder('inotify'), 'before') };
    expect(() => raiseInotify(inotify)).toThrow(
      /want 4096 inotify instances, there are \d+, and more cannot be had: E/,
    );
    expect(existsSync(inotify.before)).toBe(false);
  });
});
