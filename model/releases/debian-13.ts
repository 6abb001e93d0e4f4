import type { DebianRelease } from './release';

/** Trixie. */
export const DEBIAN_13 = {
  os: 'debian-13',
  title: 'Debian 13',
  suite: 'trixie',
  imageParameter: '/aws/service/debian/release/13/latest',
  support: { regular: '2028-08-09', longTerm: '2030-06-30', source: 'https://wiki.debian.org/LTS' },
  php: '8.4',
  programs: {
    'cloud-init': '25.1',
    corosync: '3.1.9',
    GlusterFS: '11.1',
    haproxy: '3.0',
    keepalived: '2.3',
    MariaDB: '11.8',
    Pacemaker: '3.0',
    PostgreSQL: '17',
    Python: '3.13',
    systemd: '257',
    Varnish: '7.7',
  },
} as const satisfies DebianRelease;
