import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { basePart } from '../../../constructs/user-data/base';
import { LIB_SH } from '../../../constructs/user-data/base/lib-sh';
import { needs } from '../../helpers/programs';

const part = basePart({ site: 'shop', tier: 'web', number: 2, region: 'eu-central-1', os: 'debian-13' });
const content = (path: string): string => part.files?.find((file) => file.path === path)?.content ?? '';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nospof-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a change of configuration on a running node', () => {
  const deferred = (path: string, text: string) => ({ path: join(folder, path), defer: true, content: text });

  needs('python3')('writes the files, removes those that are gone, and leaves others alone', () => {
    writeFileSync(join(folder, 'gone'), 'old');
    writeFileSync(join(folder, 'foreign'), 'mine');
    const now = [deferred('etc/a.conf', 'one\n'), { ...deferred('etc/run', '#!/bin/sh\n'), permissions: '0755' }];
    const wanted = document('wanted', { packages: ['nginx'], write_files: now });
    const applied = document('applied', { packages: [], write_files: [deferred('gone', 'old')] });
    expect(files('write', wanted, applied)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'etc/a.conf'), 'utf8')).toBe('one\n');
    expect(statSync(join(folder, 'etc/run')).mode & 0o777).toBe(0o755);
    expect(existsSync(join(folder, 'gone'))).toBe(false);
    expect(existsSync(join(folder, 'foreign'))).toBe(true);
  });

  needs('python3')('never writes what only the first boot needs', () => {
    const policy = { path: join(folder, 'policy-rc.d'), content: 'exit 101\n' };
    files(
      'write',
      document('wanted', { packages: [], write_files: [policy] }),
      document('applied', { write_files: [] }),
    );
    expect(existsSync(policy.path)).toBe(false);
  });

  needs('python3')('lists the packages', () => {
    expect(files('packages', document('wanted', { packages: ['a', 'b'], write_files: [] })).stdout).toBe('a\nb\n');
  });

  function document(name: string, value: unknown): string {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, `#cloud-config\n${stringify(value)}`);
    return path;
  }

  function files(...args: string[]) {
    return spawnSync('python3', ['-c', content('/usr/local/sbin/nospof-files'), ...args], { encoding: 'utf8' });
  }
});

describe('lib.sh', () => {
  /** The library with AWS, metadata and systemd replaced by recorders. */
  function shell(script: string) {
    const library = join(folder, 'lib.sh');
    const environment = join(folder, 'node.env');
    writeFileSync(environment, content('/etc/nospof/node.env'));
    const served = join(folder, 'served');
    writeFileSync(
      library,
      LIB_SH.replace('/etc/nospof/node.env', environment).replace('/var/lib/nospof/served', served),
    );
    const stand = `. ${library}\nlog=${folder}/log\n`;
    return spawnSync('bash', ['-c', stand + script], { encoding: 'utf8' });
  }
  /** One of the state ACTIVE, as systemd shows it, once there is `$log.active`. */
  const systemd = (unit: Readonly<Record<string, string>> = {}) =>
    `systemctl() { echo "$*" >> $log; if [ $1 = show ]; then cat <<END
ActiveState=$([ -e $log.active ] && echo ${unit.ActiveState ?? 'active'} || echo inactive)
NeedDaemonReload=${unit.NeedDaemonReload ?? 'no'}
UnitFileState=$(grep -qs daemon-reload $log && echo ${unit.afterReload ?? unit.UnitFileState ?? 'enabled'} || echo ${unit.UnitFileState ?? 'enabled'})
END
fi; }\n`;
  const calls = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');

  needs('bash')('a unit is started once, and reloaded only when its files change', () => {
    const conf = join(folder, 'a.conf');
    writeFileSync(conf, '1');
    shell(`${systemd()}serve web reload ${conf}; touch $log.active; serve web reload ${conf}`);
    expect(calls().filter((call) => /restart|reload web/.test(call))).toEqual(['restart web']);
    writeFileSync(conf, '2');
    shell(`${systemd()}serve web reload ${conf}`);
    expect(calls().filter((call) => /restart|reload web/.test(call))).toEqual(['restart web', 'reload web']);
  });

  needs('bash')('what asks for a restart and what asks for a reload are told apart', () => {
    const [drop, conf] = ['drop', 'conf'].map((name) => join(folder, name));
    writeFileSync(drop ?? '', '1');
    writeFileSync(conf ?? '', '1');
    const both = `${systemd()}serve web restart ${drop}; touch $log.active; serve web reload ${conf}`;
    const acts = () => calls().filter((call) => /^(restart|reload) web/.test(call));
    shell(both);
    // A drill found Varnish told to reload while it was still starting: what has just been started needs nothing more.
    expect(acts()).toEqual(['restart web']);
    shell(both);
    expect(acts().length).toBe(1);
    writeFileSync(conf ?? '', '2');
    shell(both);
    expect(acts().slice(1)).toEqual(['reload web']);
    writeFileSync(drop ?? '', '2');
    writeFileSync(conf ?? '', '3');
    shell(both);
    expect(acts().slice(2)).toEqual(['restart web']);
    shell(both);
    expect(acts().length).toBe(3);
  });

  // A drill found a Galera node whose first start was cut short by another one that joined: it ran seconds later, and its setup had failed.
  test.each([
    ['activating', 1, ['restart db', 'start db'], 0],
    ['activating', 9, ['restart db', 'start db', 'start db', 'start db'], 1],
    ['failed', 1, ['restart db'], 1],
  ])('a unit that is %s after a failed start, %d failures', (state, failures, does, status) => {
    const starts = `systemctl() { echo "$*" >> $log; case $1 in
  show) printf 'ActiveState=%s\nNeedDaemonReload=no\nUnitFileState=enabled\n' "$(grep -q restart $log && echo ${state} || echo inactive)" ;;
  *) [ "$(grep -vc show $log)" -gt ${failures} ] ;;
esac; }
`;
    expect(shell(`${starts}serve db restart`).status).toBe(status);
    expect(calls().filter((call) => !call.startsWith('show'))).toEqual(does);
  });

  // A drill found glusterd restarted amid its first handshake with the other nodes.
  needs('bash')('a unit without files is left alone once it runs', () => {
    const { status } = shell(`${systemd()}touch $log.active; serve files restart; serve files restart`);
    expect(status).toBe(0);
    expect(calls().filter((call) => /^(restart|reload) files/.test(call))).toEqual([]);
  });

  const units: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
    [{}, []],
    [{ NeedDaemonReload: 'yes' }, ['daemon-reload']],
    [
      { NeedDaemonReload: 'yes', UnitFileState: 'static', afterReload: 'disabled' },
      ['daemon-reload', '-q --no-reload enable web'],
    ],
    [{ UnitFileState: 'disabled' }, ['-q --no-reload enable web']],
    [{ UnitFileState: '' }, ['-q --no-reload enable web']],
    [{ UnitFileState: 'static' }, []],
    [{ ActiveState: 'reloading' }, []],
    [{ ActiveState: 'activating' }, ['restart web']],
    [{ ActiveState: 'failed' }, ['restart web']],
  ];
  for (const [unit, does] of units) {
    needs('bash')(`of a unit that runs with ${JSON.stringify(unit)} it does ${JSON.stringify(does)}`, () => {
      const { status } = shell(`${systemd(unit)}touch $log.active; serve web reload`);
      expect(status).toBe(0);
      expect(calls().filter((call) => !call.startsWith('show'))).toEqual(does);
    });
  }

  needs('bash')('a secret is made by whichever node comes first, and read by all', () => {
    const store = `ssm() { [ ! -e ${folder}/p ] && sed 's/.*"Value":"//; s/".*//' "$2" | tr -d '\\n' > ${folder}/p; }
      read_secret() { cat ${folder}/p; }\n`;
    const first = shell(`${store}secret_create db/site`);
    const second = shell(`${store}secret_create db/site`);
    expect(first.stdout).toMatch(/^[\w-]{32}$/);
    expect(second.stdout).toBe(first.stdout);
    const kept = join(folder, 'secrets', 'db');
    expect(shell(`${store}secret_file db/site ${kept} "$(id -un)"`).status).toBe(0);
    expect(readFileSync(kept, 'utf8')).toBe(first.stdout);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
  });

  needs('bash')('waiting ends with the reason when time is up', () => {
    const { status, stderr } = shell('wait_for 1 false now');
    expect(status).not.toBe(0);
    expect(stderr).toContain('gave up waiting for: false now');
  });
});
