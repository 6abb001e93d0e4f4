import { createHash } from 'node:crypto';
import type { DebianRelease, OperatingSystem } from '../../model/releases';

/** What Debian's image for EC2 has of itself, as far as a machine without hardware needs it. */
export const SYSTEM_PACKAGES: readonly string[] = [
  'ca-certificates',
  'cloud-guest-utils',
  'cloud-init',
  'cron',
  'dbus',
  'eatmydata',
  'iproute2',
  'iputils-ping',
  'kmod',
  'libpam-systemd',
  'logrotate',
  'netbase',
  'procps',
  'systemd-sysv',
  'udev',
];

/**
 * Units that are of no use in a container without hardware and without the internet: they would fail, wait or work for
 * nothing. A mail server is not on the image for EC2 at all.
 */
const USELESS_UNITS: readonly string[] = [
  'apt-daily-upgrade.timer',
  'apt-daily.timer',
  'cloud-config.service',
  'cloud-init-local.service',
  'cloud-init.service',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'exim4-base.timer',
  'exim4.service',
  'fstrim.timer',
  'getty@tty1.service',
  'ipvsadm.service',
  'openhpid.service',
  'systemd-logind.service',
  'systemd-pstore.service',
  'systemd-sysusers.service',
  'systemd-timesyncd.service',
  'systemd-update-utmp-runlevel.service',
  'systemd-update-utmp.service',
];

/** Programs that look for units whenever systemd loads its configuration, and find none in a container. */
const USELESS_GENERATORS: readonly string[] = [
  'cloud-init-generator',
  'nfs-server-generator',
  'rpc-pipefs-generator',
  'systemd-bless-boot-generator',
  'systemd-cryptsetup-generator',
  'systemd-debug-generator',
  'systemd-fstab-generator',
  'systemd-getty-generator',
  'systemd-gpt-auto-generator',
  'systemd-hibernate-resume-generator',
  'systemd-integritysetup-generator',
  'systemd-rc-local-generator',
  'systemd-run-generator',
  'systemd-system-update-generator',
  'systemd-sysv-generator',
  'systemd-veritysetup-generator',
];

/** What a release has of both beyond those. */
const USELESS_OF: Readonly<
  Record<OperatingSystem, { readonly units: readonly string[]; readonly generators: readonly string[] }>
> = {
  'debian-12': { units: [], generators: [] },
  'debian-13': {
    units: ['cloud-init-main.service', 'cloud-init-network.service', 'multipathd.service', 'xfs_scrub_all.timer'],
    generators: ['systemd-ssh-generator', 'systemd-tpm2-generator'],
  },
};

/** The units that are masked on nodes of a release. */
export function uselessUnits({ os }: DebianRelease): readonly string[] {
  return [...USELESS_UNITS, ...USELESS_OF[os].units];
}

/** The generators that are masked on nodes of a release. */
export function uselessGenerators({ os }: DebianRelease): readonly string[] {
  return [...USELESS_GENERATORS, ...USELESS_OF[os].generators];
}

/** Folder of what the drill itself keeps in a root file system. */
const OWN_FOLDER = '/usr/local/lib/nospof-drill';

/** In the image: the units that packages enable when they are installed, `package unit` a line. */
export const UNITS_OF_PACKAGES = `${OWN_FOLDER}/units-of-packages`;

/** On a node: the units that the installation of its packages enables, one a line. */
export const UNITS_OF_NODE = `${OWN_FOLDER}/units`;

const ENABLE = `${OWN_FOLDER}/enable-units`;

/** A file of the image. */
export interface ImageFile {
  readonly path: string;
  readonly content: string;
  /** @default 0o644 */
  readonly mode?: number;
}

/** What makes the image a node of the drill. */
export const IMAGE_FILES: readonly ImageFile[] = [
  {
    // Debian's own is read five times, in Python alone, and is of modules that are not run here.
    path: '/etc/cloud/cloud.cfg',
    content: 'system_info: {distro: debian}\n',
  },
  {
    path: '/etc/systemd/system/multi-user.target.d/90-nospof-drill.conf',
    content: `# What cloud-init's generator does where it finds itself on EC2; it looks whenever systemd loads its configuration.
[Unit]
Wants=cloud-final.service
`,
  },
  {
    path: '/etc/cloud/cloud.cfg.d/90-nospof-drill.cfg',
    content: `# The metadata service answers as EC2's does; addresses are set before the node boots.
datasource_list: [Ec2]
datasource: {Ec2: {strict_id: false}}
network: {config: disabled}
manage_etc_hosts: false
locale: false
# Of Debian's modules those that the user data has a use for, in their order: users, keys and boot loaders are nobody's here.
cloud_init_modules:
  [write_files, set_hostname, update_hostname,
   runcmd, package_update_upgrade_install, write_files_deferred, scripts_user, final_message]
`,
  },
  {
    path: '/etc/systemd/system/cloud-final.service.d/90-nospof-drill.conf',
    content: `# All stages in one process, as cloud-init itself has them from 24.3 on: most of what a stage takes is Python's start.
[Service]
ExecStart=
ExecStart=/usr/bin/cloud-init init
`,
  },
  {
    path: '/etc/apt/apt.conf.d/90-nospof-drill',
    content: `// All packages are installed already: installing them here is to enable their units.
APT::Update::Post-Invoke { "${ENABLE}"; };
`,
  },
  {
    path: ENABLE,
    mode: 0o755,
    content: `#!/bin/sh
# What the scripts of the packages do when they are installed.
[ -e ${UNITS_OF_NODE} ] || exit 0
# Scripts of System V beside a unit are of no use, and each has systemd read all units again; the first step of set-up does.
SYSTEMCTL_SKIP_SYSV=1 xargs -r systemctl -q --no-reload enable < ${UNITS_OF_NODE}
rm ${UNITS_OF_NODE}
`,
  },
  { path: '/etc/apt/sources.list', content: '' },
  { path: '/etc/machine-id', content: '' },
  { path: '/etc/hostname', content: 'localhost\n' },
];

/** What an image is made of. */
export interface Recipe {
  readonly release: DebianRelease;
  /** Sorted. */
  readonly packages: readonly string[];
}

/** All that shipped topologies install: one image for them all. */
const usualPackages = ({ os, php, programs }: DebianRelease) =>
  [
    'apache2 attr awscli certbot corosync curl e2fsprogs galera-4 glusterfs-client glusterfs-server haproxy jq keepalived',
    'libapache2-mod-wsgi-py3 mariadb-backup mariadb-server memcached nfs-common nfs-kernel-server nginx openssl pacemaker',
    'php-memcached python3-pymemcache python3-pymysql python3-venv python3-yaml socat varnish',
    `postgresql-${programs.PostgreSQL} python3-psycopg`,
    // A kind that is not made for a release installs nothing there.
    ...(os === 'debian-12' ? [] : ['php-redis python3-redis valkey-server']),
    ...['curl', 'fpm', 'gd', 'intl', 'mbstring', 'mysql', 'pgsql', 'xml', 'zip'].map((name) => `php${php}-${name}`),
  ].flatMap((names) => names.split(' '));

/** The image that has what a site's nodes install, and what others do. */
export function recipeFor(release: DebianRelease, packages: readonly string[]): Recipe {
  return { release, packages: [...new Set([...usualPackages(release), ...packages])].sort() };
}

/** Name of the image that a recipe makes: another recipe is another image. */
export function imageName({ release, packages }: Recipe): string {
  const useless = [uselessUnits(release), uselessGenerators(release)];
  const whole = JSON.stringify([release.suite, SYSTEM_PACKAGES, ...useless, IMAGE_FILES, { packages }]);
  return `${release.suite}-${createHash('sha256').update(whole).digest('hex').slice(0, 12)}`;
}
