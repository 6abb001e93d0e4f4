import type { DebianRelease } from './release';

/** Bookworm, for sites that stand. */
export const DEBIAN_12 = {
  os: 'debian-12',
  title: 'Debian 12',
  suite: 'bookworm',
  imageParameter: '/aws/service/debian/release/12/latest',
  support: { regular: '2026-06-10', longTerm: '2028-06-30', source: 'https://wiki.debian.org/LTS' },
  php: '8.2',
  programs: {
    'cloud-init': '22.4',
    corosync: '3.1.7',
    GlusterFS: '10.3',
    haproxy: '2.6',
    keepalived: '2.2',
    MariaDB: '10.11',
    Pacemaker: '2.1',
    PostgreSQL: '15',
    Python: '3.11',
    systemd: '252',
    Varnish: '7.1',
  },
} as const satisfies DebianRelease;
