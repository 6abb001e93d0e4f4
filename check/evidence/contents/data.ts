import type { Requirement } from './requirement';

const MARIADB = /^\/etc\/mysql\/mariadb\.conf\.d\/70-nospof\.cnf$/;
const COROSYNC = /^\/etc\/corosync\/corosync\.conf$/;
const PROPERTIES = /^\/etc\/nospof\/properties\.xml$/;
const RESOURCES = /^\/etc\/nospof\/resources\.xml$/;
const NFS = /^\/etc\/nfs\.conf\.d\/nospof\.conf$/;
const EXPORTS = /^\/etc\/exports\.d\/nospof\.exports$/;
const GALERA = /^wsrep_on = ON$/m;
const REPLICATED = /^rpl_semi_sync_slave_enabled = ON$/m;

const option = (name: string, value: RegExp, why: string, where?: RegExp): Requirement => ({
  path: MARIADB,
  ...(where && { where }),
  says: new RegExp(`^${name} = ${value.source}$`, 'm'),
  lookedFor: `${name.replaceAll(/[\\]/g, '')}: ${why}`,
});

/** Where data are: databases, their cluster, and shared files. */
export const DATA: readonly Requirement[] = [
  { path: MARIADB, says: /^\[mysqld\]$/m, lookedFor: 'the group of the server ([mysqld])' },
  option('datadir', /\/srv\/data\/mysql/, 'data lie on the data volume'),
  option('bind-address', /(0\.0\.0\.0|\*|::)/, 'web nodes reach it', /^(?!.*bind-address = 127)/s),
  option('server_id', /[1-9]\d*/, 'a number of its own', /^(log_bin|wsrep_on) = /m),
  option('innodb_flush_log_at_trx_commit', /1/, 'an acknowledged write is on the disk'),
  option('innodb_buffer_pool_size', /\d+M/, 'its memory'),
  option('max_connections', /[1-9]\d+/, 'how many may call'),
  option('character_set_server', /utf8mb4/, 'texts of all scripts'),
  option('skip-name-resolve', /ON/, 'callers are known by address, without DNS'),
  option('log_bin', /\S+/, 'replicas have a log to read', REPLICATED),
  option('binlog_format', /ROW/, 'replicas get rows, not statements', /^(log_bin|wsrep_on) = /m),
  option('sync_binlog', /1/, 'what replicas read is on the disk', REPLICATED),
  option('log_slave_updates', /ON/, 'a replica that is promoted has a log', REPLICATED),
  option('gtid_strict_mode', /ON/, 'histories that differ are refused', REPLICATED),
  option('relay_log', /\S+/, 'a name of its own for the relay log', REPLICATED),
  option('skip-slave-start', /ON/, 'a replica waits to be told whom it follows', REPLICATED),
  option('slave_net_timeout', /\d{1,2}/, 'a dead primary is noticed within seconds', REPLICATED),
  option('rpl_semi_sync_master_timeout', /\d{9,}/, 'a primary waits for a replica', REPLICATED),
  option('binlog_expire_logs_seconds', /\d{5,}/, 'logs stay until a replica that was away comes back', REPLICATED),
  option('wsrep_provider', /\/usr\/lib\/galera\/libgalera_smm\.so/, 'the library of Galera', GALERA),
  option('wsrep_cluster_name', /\S+/, 'the name of the cluster', GALERA),
  option('wsrep_node_address', /\d+\.\d+\.\d+\.\d+/, 'its address in the cluster', GALERA),
  option('wsrep_sst_method', /mariabackup/, 'a copy that does not stop its giver', GALERA),
  option('wsrep_sst_auth', /\S+/, 'who makes the copy', GALERA),
  option('innodb_autoinc_lock_mode', /2/, 'what Galera asks for', GALERA),
  {
    path: MARIADB,
    where: GALERA,
    says: /^wsrep_provider_options = "(?=.*gcache\.size=\d+[MG])(?=.*evs\.suspect_timeout=PT\d{1,2}S)(?=.*evs\.inactive_timeout=PT\d{1,2}S).*"$/m,
    lookedFor: 'wsrep_provider_options: a dead node is noticed within seconds',
  },

  { path: COROSYNC, says: /^\s*version: 2$/m, lookedFor: 'version: 2' },
  { path: COROSYNC, says: /^\s*cluster_name: \S+$/m, lookedFor: 'cluster_name' },
  { path: COROSYNC, says: /^\s*transport: knet$/m, lookedFor: 'transport: knet, which encrypts' },
  { path: COROSYNC, says: /^\s*crypto_cipher: aes(128|192|256)$/m, lookedFor: 'crypto_cipher' },
  { path: COROSYNC, says: /^\s*crypto_hash: (sha\d+|md5)$/m, lookedFor: 'crypto_hash' },
  { path: COROSYNC, says: /^\s*token: \d{4,5}$/m, lookedFor: 'token: a dead node is noticed within seconds' },
  { path: COROSYNC, says: /^quorum \{$/m, lookedFor: 'the section quorum' },
  { path: COROSYNC, says: /^nodelist \{$/m, lookedFor: 'the section nodelist' },
  {
    path: PROPERTIES,
    says: /name="start-failure-is-fatal" value="false"/,
    lookedFor: 'start-failure-is-fatal false: a node may try again',
  },
  {
    path: PROPERTIES,
    says: /name="startup-fencing" value="false"/,
    lookedFor: 'startup-fencing false: a cold start stops nobody',
  },
  { path: PROPERTIES, says: /name="cluster-recheck-interval" value="\d+s"/, lookedFor: 'cluster-recheck-interval' },
  { path: PROPERTIES, says: /name="dc-deadtime" value="\d+s"/, lookedFor: 'dc-deadtime' },
  {
    path: RESOURCES,
    says: /<primitive id="fence" class="stonith" type="fence_nospof">/,
    lookedFor: 'the fencing device that is installed (fence_nospof)',
  },
  {
    path: RESOURCES,
    says: /name="pcmk_host_map" value="[^"]+"/,
    lookedFor: 'pcmk_host_map, by which fencing knows nodes',
  },
  {
    path: RESOURCES,
    says: /<primitive id="db" class="ocf" provider="nospof" type="mariadb">/,
    lookedFor: 'the agent of the database (ocf:nospof:mariadb)',
  },
  {
    path: RESOURCES,
    says: /<op id="[\w-]+" name="monitor" interval="[^"0]\w*" timeout="\w+" role="Promoted"\/>/,
    lookedFor: 'a monitor of the primary',
  },
  {
    path: RESOURCES,
    says: /<op id="[\w-]+" name="monitor" interval="[^"0]\w*" timeout="\w+" role="Unpromoted"\/>/,
    lookedFor: 'a monitor of replicas',
  },
  ...['start', 'stop', 'promote', 'demote'].map(
    (name): Requirement => ({
      path: RESOURCES,
      says: new RegExp(`name="${name}" interval="0" timeout="\\d{2,3}s"`),
      lookedFor: `a time-out for the operation ${name}`,
    }),
  ),
  {
    path: RESOURCES,
    says: /name="failure-timeout" value="\d+s"/,
    lookedFor: 'failure-timeout: a failed node may come back',
  },

  { path: NFS, says: /^\[nfsd\]$/m, lookedFor: 'the section nfsd' },
  { path: NFS, says: /^grace-time=\d{1,2}$/m, lookedFor: 'grace-time: files open again within seconds of a start' },
  {
    path: NFS,
    says: /^lease-time=\d{1,2}$/m,
    lookedFor: 'lease-time: locks of a dead node are given up within seconds',
  },
  { path: NFS, says: /^vers3=n$/m, lookedFor: 'vers3=n: NFS 4 alone, by one port' },
  {
    path: EXPORTS,
    says: /^\/srv\/data\/\S+ [\d.]+\((?=[^)]*\brw\b)(?=[^)]*\bsync\b)(?=[^)]*\bfsid=0\b)[^)]*\)$/m,
    lookedFor: 'files on the data volume, to write, and on the disk before it says so (rw, sync, fsid=0)',
  },
  {
    path: /\.mount$/,
    where: /^Type=nfs/m,
    says: /^Options=(?=\S*\bnfsvers=4\.2\b)(?=\S*\bsofterr\b)(?=\S*\btimeo=\d{1,3}\b)(?=\S*\bretrans=\d\b)\S+$/m,
    lookedFor: 'a mount that gives up on a dead server (softerr, timeo, retrans)',
  },
  {
    path: /\.mount$/,
    where: /^Type=nfs/m,
    says: /^What=\d+\.\d+\.\d+\.\d+:\/$/m,
    lookedFor: 'the root of what the server gives out',
  },
];
