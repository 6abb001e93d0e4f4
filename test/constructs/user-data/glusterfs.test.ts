import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { glusterMountPart } from '../../../constructs/user-data/gluster-mount';
import { glusterServerPart } from '../../../constructs/user-data/glusterfs';
import type { GlusterServerProps } from '../../../constructs/user-data/glusterfs-converge';
import type { Endpoint, MachinePart } from '../../../constructs/user-data/machine';
import { needs } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';

const CONVERGE = '/usr/local/sbin/nospof-gluster';
const nodes = (count: number): readonly Endpoint[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `uploads-${index + 1}`,
    host: `10.20.1.${index + 4}`,
    port: 24007,
    zone: `eu-central-1${'abc'[index % 3]}`,
  }));

function server(number: number, count: number, more: Partial<GlusterServerProps> = {}): MachinePart {
  const peers = nodes(count);
  const self = peers[number - 1];
  if (!self) throw new RangeError(`no node ${number}`);
  return glusterServerPart({ volume: 'uploads', self, peers, ...more });
}
const file = (part: MachinePart, path: string) => part.files?.find((one) => one.path.endsWith(path))?.content ?? '';

it('renders the nodes in order, and the kind of replication', () => {
  const script = file(server(2, 6), CONVERGE);
  expect(script).toContain('self=10.20.1.5 ');
  expect(script).toContain('nodes=(10.20.1.4 10.20.1.5 10.20.1.6 10.20.1.7 10.20.1.8 10.20.1.9) # uploads-1 ');
  expect(script).toContain('layout=(replica 3)\n');
  expect(file(server(2, 3, { replica: '2+arbiter' }), CONVERGE)).toContain('layout=(replica 3 arbiter 1)\n');
});

it('limits mounts to those named and to the nodes themselves', () => {
  expect(file(server(1, 3), CONVERGE)).not.toContain('auth.allow');
  expect(file(server(1, 3, { allow: ['10.20.0.0/19'] }), CONVERGE)).toContain(
    "'auth.allow: 10.20.0.0/19,10.20.1.4,10.20.1.5,10.20.1.6'",
  );
});

it('keeps a crash of glusterd from taking the brick with it, and starts it again', () => {
  expect(file(server(1, 3), 'glusterd.service.d/nospof.conf')).toContain('KillMode=process');
  expect(file(server(1, 3), 'glusterd.service.d/nospof-restart.conf')).toContain('Restart=always');
  expect(file(server(1, 3), 'glusterd.service.d/nospof-data.conf')).toContain('RequiresMountsFor=/srv/data');
});

it('refuses numbers of nodes that leave a part with fewer than three copies', () => {
  expect(() => server(1, 4)).toThrow('uploads: 4 nodes; a volume needs 3, 6, 9');
  const [stranger] = nodes(9).slice(8);
  expect(() => server(1, 3, { self: stranger })).toThrow('uploads-9 is not among the peers');
});

needs('shellcheck')('renders a clean script', () => {
  const { stdout } = spawnSync('shellcheck', ['-'], { encoding: 'utf8', input: file(server(1, 6), CONVERGE) });
  expect(stdout).toBe('');
});

/**
 * Runs the script of a node whose glusterd knows its peers but no volume; `others` is what those print of it. What the script
 * had systemd do, and how often it asked the others of the volume.
 */
function convergeWithoutVolume(others: string, state = 'Connected') {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-gluster-'));
  const fake = (name: string, script: string) => writeFileSync(join(folder, name), script, { mode: 0o755 });
  fake(
    'gluster',
    `#!/bin/bash
case $* in
  *--remote-host=*'volume info'*) echo >>${folder}/asked.log; printf '%s\\n' '${others}' ;;
  *'volume info'*) echo 'Volume uploads does not exist'; exit 1 ;;
  *'peer status'*) printf 'Hostname: 10.20.1.4\\nState: Peer in Cluster (${state})\\n' ;;
  *--remote-host=*'pool list'*) [ ${state} = Connected ] ;;
  *'pool list'*) printf 'a 10.20.1.4 Connected\\n' ;;
esac
`,
  );
  fake('systemctl', `#!/bin/bash\necho "$*" >>${folder}/systemctl.log\n`);
  fake('sleep', '#!/bin/sh\n');
  fake('find', '#!/bin/sh\n');
  writeFileSync(join(folder, 'glusterd.info'), '');
  const script = file(server(3, 3), CONVERGE)
    .replaceAll('/var/lib/glusterd', folder)
    .replaceAll('/run/nospof-gluster.lock', join(folder, 'lock'));
  for (const name of ['systemctl', 'asked']) writeFileSync(join(folder, `${name}.log`), '');
  spawnSync('bash', ['-c', script], { env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } });
  const calls = readFileSync(join(folder, 'systemctl.log'), 'utf8').split('\n').filter(Boolean);
  const asked = readFileSync(join(folder, 'asked.log'), 'utf8').length;
  rmSync(folder, { recursive: true });
  return { calls, asked };
}

needs('flock', 'timeout')('starts glusterd again when it has lost a volume that the others have with its brick', () => {
  expect(convergeWithoutVolume('Brick3: 10.20.1.6:/srv/data/brick').calls).toEqual(['restart glusterd']);
  expect(convergeWithoutVolume('Brick3: 10.20.1.60:/srv/data/brick').calls).toEqual([]); // growing: not yet a part
});

needs('flock', 'timeout')('does not wait for others of whom none is there', () => {
  const seen = convergeWithoutVolume('Brick3: 10.20.1.6:/srv/data/brick', 'Disconnected');
  expect(seen).toEqual({ calls: [], asked: 0 });
});

// A drill on Debian 13 lost two disks of three: a node that was known again with an older version never got into its cluster.
needs('flock', 'timeout')('speaks a later version when the others answer and turn it away, and only then', () => {
  expect(versionAfter(['Disconnected', 'Disconnected'], true)).toBe('110000');
  expect(versionAfter(['Connected', 'Connected'], true)).toBe('100000');
  expect(versionAfter(['Disconnected', 'Disconnected'], false)).toBe('100000');
  // Of two that lost their disks, one found the node that has the files first, and was taken to its version; the other only that one.
  expect(versionAfter(['Connected', 'Disconnected'], true)).toBe('110000');
  expect(versionAfter(['Disconnected', 'Connected'], true)).toBe('110000');
  expect(versionAfter(['Connected', 'Disconnected'], false)).toBe('100000');
});

/** The folder of glusterd's state after the script of a node of GlusterFS 11 ran once; `answers` are gluster's, as cases of a shell. */
function ranOnce(version: string, answers: string): string {
  const folder = temporaryFolder('gluster');
  const fake = (name: string, script: string) => writeFileSync(join(folder, name), script, { mode: 0o755 });
  fake(
    'gluster',
    `#!/bin/bash
case $* in
  ${answers}
  *'volume info'*) echo 'Volume uploads does not exist'; exit 1 ;;
  *'pool list'*) printf 'a localhost Connected\\n' ;;
esac
`,
  );
  for (const name of ['sleep', 'find']) fake(name, '#!/bin/sh\n');
  writeFileSync(join(folder, 'systemctl.log'), '');
  fake('systemctl', `#!/bin/sh\necho "$@" >> ${folder}/systemctl.log\n`);
  fake('glusterd', '#!/bin/sh\necho "glusterfs 11.1"\n');
  writeFileSync(join(folder, 'glusterd.info'), `UUID=a\noperating-version=${version}\n`);
  mkdirSync(join(folder, 'vols', 'uploads'), { recursive: true });
  const script = file(server(3, 3), CONVERGE)
    .replaceAll('/var/lib/glusterd', folder)
    .replaceAll('/run/nospof-gluster.lock', join(folder, 'lock'));
  spawnSync('bash', ['-c', script], { env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } });
  return folder;
}

/** The version that a node speaks afterwards; its peers are in these states, and answer when they are asked, or not. */
function versionAfter(states: readonly string[], answers: boolean): string | undefined {
  const peers = states.map(
    (state, index) => `Hostname: 10.20.1.${index + 4}\\nUuid: a\\nState: Peer in Cluster (${state})\\n\\n`,
  );
  const folder = ranOnce(
    '100000',
    `*--remote-host=*'pool list'*) ${answers ? 'true' : 'false'} ;;
  *'peer status'*) printf '${peers.join('')}' ;;`,
  );
  return /^operating-version=(.*)$/m.exec(readFileSync(join(folder, 'glusterd.info'), 'utf8'))?.[1];
}

// A drill of the way from Debian 12 to 13: GlusterFS 11 leaves nfs.disable out of what it writes, and the last node still had it.
needs('flock', 'timeout')('takes the configuration of a majority that turns its own away, and only then', () => {
  const [rejected, together] = ['Peer Rejected (Connected)', 'Peer in Cluster (Connected)'];
  expect(keepsConfiguration([rejected, rejected], together)).toBe(false);
  expect(keepsConfiguration([rejected, together], together)).toBe(true);
  expect(keepsConfiguration([rejected, rejected], rejected)).toBe(true);
  expect(keepsConfiguration([together, together], together)).toBe(true);
  // The handshake of the two others has not ended, which says nothing against what they have.
  expect(keepsConfiguration([rejected, rejected], 'Accepted peer request (Connected)')).toBe(false);
});

// A drill of stage 6 on that way: two nodes had taken each other in, and one of them waited for the rest of the handshake for good.
needs('flock', 'timeout')('begins a handshake again that does not end', () => {
  const calls = (state: string) => {
    const folder = ranOnce(
      '110000',
      `*'peer status'*) printf 'Hostname: 10.20.1.4\\nState: ${state}\\n' ;;
  *'volume info'*) printf 'Status: Created\\n' ;;`,
    );
    return readFileSync(join(folder, 'systemctl.log'), 'utf8');
  };
  expect(calls('Accepted peer request (Connected)')).toBe('restart glusterd\n');
  expect(calls('Accepted peer request (Disconnected)')).toBe('');
  expect(calls('Peer in Cluster (Connected)')).toBe('');
});

/** Whether a node has its own configuration of the volume afterwards; so the others look to it, and to each other. */
function keepsConfiguration(states: readonly string[], others: string): boolean {
  const own = states.map((state, index) => `Hostname: 10.20.1.${index + 4}\\nState: ${state}\\n`).join('');
  const folder = ranOnce(
    '110000',
    `*--remote-host=*'peer status'*) printf 'Hostname: a\\nState: ${others}\\nHostname: b\\nState: Peer Rejected (Connected)\\n' ;;
  *'peer status'*) printf '${own}' ;;`,
  );
  return existsSync(join(folder, 'vols', 'uploads'));
}

it('mounts with any of the servers, for ever, and never lets writes fall through to the bare folder', () => {
  const text = file(glusterMountPart({ volume: 'uploads', servers: nodes(3) }), 'nospof-mount-uploads.service');
  expect(text).toContain('--volfile-server=10.20.1.4 --volfile-server=10.20.1.5 --volfile-server=10.20.1.6 ');
  expect(text).toContain('--volfile-id=/uploads /srv/uploads\n');
  expect(text).toContain('install -d -m 0555 /srv/uploads');
  expect(text).toContain('Restart=always');
  expect(text).toContain('StartLimitIntervalSec=0');
});

needs('systemd-analyze', 'glusterfs')('renders a mount service that systemd takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-gluster-'));
  const [unit] = glusterMountPart({ volume: 'uploads', servers: nodes(3) }).files ?? [];
  const path = join(folder, basename(unit?.path ?? ''));
  writeFileSync(path, unit?.content ?? '');
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(stderr).toBe('');
});

needs('bash')('starts again after an upgrade only while every brick runs and nothing waits to be healed', () => {
  const renewal = file(server(1, 3), '/renew.d/glusterd.service');
  const may = (online: string, heal: string) =>
    spawnSync('bash', [
      '-c',
      `${renewal}gluster() { case $2 in status) printf 'Online               : Y\\nOnline               : Y\\nOnline               : ${online}\\n' ;; heal) printf 'Brick a:/b\\nStatus: ${heal}\\n\\n' ;; esac; }; may`,
    ]).status;
  expect(may('Y', 'Connected\\nNumber of entries: 0')).toBe(0);
  expect(may('N', 'Connected\\nNumber of entries: 0')).toBe(1);
  expect(may('Y', 'Connected\\nNumber of entries: 12')).toBe(1);
  expect(may('Y', 'Transport endpoint is not connected\\nNumber of entries: -')).toBe(1);
});
