import { exportOption, exportsOf } from '../../../terraform/machine/exports';
import { type Ini, parseIni } from '../../../terraform/machine/ini';
import type { Machine } from '../../../terraform/machine/machine';
import { isOn, optionValue } from '../../../terraform/machine/option-files';
import { clusterSeconds, type Pacemaker } from '../../../terraform/machine/pacemaker';
import { unitEntries, unitValue } from '../../../terraform/machine/systemd';
import { filesAt } from '../../../terraform/machine-files';
import { daemon, type Reads, type Requirement } from './requirement';

const MARIADB = /^\/etc\/mysql\/mariadb\.conf\.d\/70-nospof\.cnf$/;
const COROSYNC = /^\/etc\/corosync\/corosync\.conf$/;
const PROPERTIES = /^\/etc\/nospof\/properties\.xml$/;
const RESOURCES = /^\/etc\/nospof\/resources\.xml$/;
const NFS = /^\/etc\/nfs\.conf\.d\/nospof\.conf$/;
const EXPORTS = /^\/etc\/exports\.d\/nospof\.exports$/;
const MOUNT = /\.mount$/;

/** The value that counts for MariaDB's server, of all its option files. */
const optionOf = ({ databaseOptions }: Machine, name: string) => optionValue(databaseOptions, name);
const states =
  (...names: readonly string[]): Reads =>
  (machine) =>
    names.some((name) => optionOf(machine, name) !== undefined);
const isOnIn =
  (name: string): Reads =>
  (machine) =>
    isOn(optionOf(machine, name));

const GALERA: Reads = isOnIn('wsrep_on');
const REPLICATED: Reads = isOnIn('rpl_semi_sync_slave_enabled');

const ON = 'on';
const option = (name: string, value: RegExp | typeof ON, why: string, where?: Reads): Requirement => {
  const plain = name.replaceAll('-', '_');
  const says: Reads = value === ON ? isOnIn(plain) : (machine) => value.test(optionOf(machine, plain) ?? '');
  return daemon(MARIADB, where)(`${name}: ${why}`, says);
};

/** `a=1;b=2`: options of Galera's library. */
const provider =
  (wanted: Readonly<Record<string, RegExp>>): Reads =>
  (machine) => {
    const pairs = (optionOf(machine, 'wsrep_provider_options') ?? '').split(';').map((one) => one.split('='));
    const values = new Map(pairs.map(([name = '', value = '']) => [name.trim(), value.trim()]));
    return Object.entries(wanted).every(([name, value]) => value.test(values.get(name) ?? ''));
  };

const SECONDS = /^PT\d{1,2}(\.\d+)?S$/;

const corosync = daemon(COROSYNC);
const setting =
  (name: string, value: RegExp): Reads =>
  (machine) =>
    value.test(machine.corosync?.settings.get(name) ?? '');
const section =
  (name: string): Reads =>
  (machine) =>
    machine.corosync?.sections.has(name) ?? false;

const ofCluster =
  (fits: (cluster: Pacemaker) => boolean): Reads =>
  ({ pacemaker }) =>
    fits(pacemaker);
const properties = daemon(PROPERTIES);
const property = (name: string, fits: (value: string) => boolean): Reads =>
  ofCluster((cluster) => fits(cluster.properties.get(name) ?? ''));
const isFalse = (value: string) => /^(false|no|off|n|0)$/i.test(value);
const isTime = (value: string) => clusterSeconds(value) !== undefined;

const resources = daemon(RESOURCES);
const DATABASE = 'ocf:nospof:mariadb';
const FENCING = 'stonith:fence_nospof';
const resource = (agent: string, fits: (one: Pacemaker['primitives'][number]) => boolean = () => true): Reads =>
  ofCluster(({ primitives }) => primitives.some((one) => one.agent === agent && fits(one)));
const watches = (role: string): Reads =>
  resource(DATABASE, ({ operations }) =>
    operations.some(
      (one) => one.name === 'monitor' && one.role === role && one.interval > 0 && one.timeout !== undefined,
    ),
  );
const ends = (name: string): Reads =>
  resource(DATABASE, ({ operations }) =>
    operations.some((one) => one.name === name && (one.timeout ?? 0) >= 10 && (one.timeout ?? 0) < 1000),
  );

/** What the daemons of NFS read: their file, then those in its folder in the order of their names (nfs.conf(5)). */
function nfsSettings({ files }: Machine): Ini {
  const more = [...filesAt(files, '/etc/nfs.conf.d')].filter(([path]) => path.endsWith('.conf'));
  return parseIni([
    files.get('/etc/nfs.conf') ?? '',
    ...more.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text),
  ]);
}
const nfs = daemon(NFS);
const nfsd =
  (name: string, value: RegExp): Reads =>
  (machine) =>
    value.test(nfsSettings(machine).get('nfsd')?.get(name) ?? '');

const unitName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const ofMount =
  (key: string, fits: (value: string) => boolean): Reads =>
  ({ files }, path) =>
    fits(unitValue(unitEntries(files, unitName(path)), `Mount.${key}`) ?? '');
const nfsMount = daemon(
  MOUNT,
  ofMount('Type', (value) => /^nfs4?$/.test(value)),
);

/** Where data are: databases, their cluster, and shared files. */
export const DATA: readonly Requirement[] = [
  daemon(MARIADB)('the group of the server ([mysqld])', ({ databaseOptions }) => databaseOptions.length > 0),
  option('datadir', /^\/srv\/data\/mysql\/?$/, 'data lie on the data volume'),
  option('bind-address', /^(0\.0\.0\.0|\*|::)$/, 'web nodes reach it', (machine) => {
    return !(optionOf(machine, 'bind_address') ?? '').startsWith('127');
  }),
  option('server_id', /^[1-9]\d*$/, 'a number of its own', states('log_bin', 'wsrep_on')),
  option('innodb_flush_log_at_trx_commit', /^1$/, 'an acknowledged write is on the disk'),
  option('innodb_buffer_pool_size', /^[1-9]\d*[KMGT]?$/i, 'its memory'),
  option('max_connections', /^[1-9]\d+$/, 'how many may call'),
  option('character_set_server', /^utf8mb4$/i, 'texts of all scripts'),
  option('skip-name-resolve', ON, 'callers are known by address, without DNS'),
  option('log_bin', /./, 'replicas have a log to read', REPLICATED),
  option('binlog_format', /^row$/i, 'replicas get rows, not statements', states('log_bin', 'wsrep_on')),
  option('sync_binlog', /^1$/, 'what replicas read is on the disk', REPLICATED),
  option('log_slave_updates', ON, 'a replica that is promoted has a log', REPLICATED),
  option('gtid_strict_mode', ON, 'histories that differ are refused', REPLICATED),
  option('relay_log', /./, 'a name of its own for the relay log', REPLICATED),
  option('skip-slave-start', ON, 'a replica waits to be told whom it follows', REPLICATED),
  option('slave_net_timeout', /^[1-9]\d?$/, 'a dead primary is noticed within seconds', REPLICATED),
  option('rpl_semi_sync_master_timeout', /^\d{9,}$/, 'a primary waits for a replica', REPLICATED),
  option('binlog_expire_logs_seconds', /^\d{5,}$/, 'logs stay until a replica that was away comes back', REPLICATED),
  option('wsrep_provider', /^\/usr\/lib\/galera\/libgalera_smm\.so$/, 'the library of Galera', GALERA),
  option('wsrep_cluster_name', /./, 'the name of the cluster', GALERA),
  option('wsrep_node_address', /^\d+\.\d+\.\d+\.\d+$/, 'its address in the cluster', GALERA),
  option('wsrep_sst_method', /^mariabackup$/, 'a copy that does not stop its giver', GALERA),
  option('wsrep_sst_auth', /./, 'who makes the copy', GALERA),
  option('innodb_autoinc_lock_mode', /^2$/, 'what Galera asks for', GALERA),
  daemon(MARIADB, GALERA)(
    'wsrep_provider_options: a dead node is noticed within seconds',
    provider({ 'gcache.size': /^[1-9]\d*[MG]$/, 'evs.suspect_timeout': SECONDS, 'evs.inactive_timeout': SECONDS }),
  ),

  corosync('version: 2', setting('totem.version', /^2$/)),
  corosync('cluster_name', setting('totem.cluster_name', /^\S+$/)),
  corosync('transport: knet, which encrypts', setting('totem.transport', /^knet$/)),
  corosync('crypto_cipher', setting('totem.crypto_cipher', /^aes(128|192|256)$/)),
  corosync('crypto_hash', setting('totem.crypto_hash', /^(sha\d+|md5)$/)),
  corosync('token: a dead node is noticed within seconds', setting('totem.token', /^\d{4,5}$/)),
  corosync('the section quorum', section('quorum')),
  corosync('the section nodelist', section('nodelist')),

  properties('start-failure-is-fatal false: a node may try again', property('start-failure-is-fatal', isFalse)),
  properties('startup-fencing false: a cold start stops nobody', property('startup-fencing', isFalse)),
  properties('cluster-recheck-interval', property('cluster-recheck-interval', isTime)),
  properties('dc-deadtime', property('dc-deadtime', isTime)),
  resources('the fencing device that is installed (fence_nospof)', resource(FENCING)),
  resources(
    'pcmk_host_map, by which fencing knows nodes',
    resource(FENCING, ({ attributes }) => (attributes.get('pcmk_host_map') ?? '') !== ''),
  ),
  resources('the agent of the database (ocf:nospof:mariadb)', resource(DATABASE)),
  resources('a monitor of the primary', watches('Promoted')),
  resources('a monitor of replicas', watches('Unpromoted')),
  ...['start', 'stop', 'promote', 'demote'].map((name) =>
    resources(`a time-out for the operation ${name}`, ends(name)),
  ),
  resources(
    'failure-timeout: a failed node may come back',
    resource(DATABASE, ({ meta }) => (clusterSeconds(meta.get('failure-timeout') ?? '') ?? 0) > 0),
  ),

  nfs('the section nfsd', (machine) => nfsSettings(machine).has('nfsd')),
  nfs('grace-time: files open again within seconds of a start', nfsd('grace-time', /^[1-9]\d?$/)),
  nfs('lease-time: locks of a dead node are given up within seconds', nfsd('lease-time', /^[1-9]\d?$/)),
  nfs('vers3=n: NFS 4 alone, by one port', nfsd('vers3', /^(n|no|0|off|false|f)$/i)),
  daemon(EXPORTS)(
    'files on the data volume, to write, and on the disk before it says so (rw, sync, fsid=0)',
    ({ files }) => {
      const all = exportsOf(files).filter(({ folder }) => /^\/srv\/data\/./.test(folder));
      return (
        all.length > 0 &&
        all.every(
          (one) =>
            exportOption(one, ['rw', 'ro']) === 'rw' &&
            exportOption(one, ['sync', 'async']) !== 'async' &&
            one.options.some((name) => name === 'fsid=0' || name === 'fsid=root'),
        )
      );
    },
  ),
  nfsMount(
    'a mount that gives up on a dead server (softerr, timeo, retrans)',
    ofMount('Options', (value) => {
      const options = value.split(',');
      const last = (...names: readonly string[]) =>
        options.findLast((one) => names.includes(one.replace(/=.*/, '')))?.replace(/^[^=]*=/, '') ?? '';
      return (
        last('nfsvers', 'vers') === '4.2' &&
        last('softerr', 'soft', 'hard') === 'softerr' &&
        /^[1-9]\d{0,2}$/.test(last('timeo')) &&
        /^\d$/.test(last('retrans'))
      );
    }),
  ),
  nfsMount(
    'the root of what the server gives out',
    ofMount('What', (value) => /^\d+\.\d+\.\d+\.\d+:\/$/.test(value)),
  ),
];
