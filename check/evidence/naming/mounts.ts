import type { PoolReader } from './pool';

const UNITS = '/etc/systemd/system/';
const IPV4 = '\\d+\\.\\d+\\.\\d+\\.\\d+';

/**
 * A unit that mounts a GlusterFS volume. Any of the named servers tells the client where the bricks are; after that it
 * speaks to all bricks and does without a dead one by itself.
 */
export const GLUSTER_MOUNT: PoolReader = {
  path: /^\/etc\/systemd\/system\/[^/]+\.(service|mount)$/,
  unit: (path) => path.slice(UNITS.length),
  read: (text) => {
    if (!/^ExecStart=.*\bglusterfs .*--volfile-id=/m.test(text)) return [];
    const hosts = [...text.matchAll(new RegExp(`--volfile-server=(${IPV4})(?= )`, 'g'))];
    return [{ name: 'mount', servers: hosts.map(([, host = '']) => ({ host })) }];
  },
};

/** A unit that mounts an NFS server's files; there is one server, so nothing is checked. It is started by its automount. */
export const NFS_MOUNT: PoolReader = {
  path: /^\/etc\/systemd\/system\/[^/]+\.mount$/,
  unit: (path) => path.slice(UNITS.length).replace(/\.mount$/, '.automount'),
  read: (text) => {
    const host = new RegExp(`^What=(${IPV4}):/`, 'm').exec(text)?.[1];
    return host === undefined || !/^Type=nfs4?$/m.test(text) ? [] : [{ name: 'mount', servers: [{ host }] }];
  },
};
