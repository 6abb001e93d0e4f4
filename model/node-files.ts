/**
 * Paths on a node that more than one room names: constructs write them, and the check, upgrades and the drill read them.
 * What only one room knows of stays in that room.
 */
export const NODE_FILES = {
  /** Names the node to its own scripts, as settings `NOSPOF_…=`. */
  settings: '/etc/nospof/node.env',
  /** Tells the application who its node is and where its services are: `SiteFile`. */
  site: '/etc/nospof/site.json',
  /** Environment, secrets and mail relay of the application. */
  application: '/etc/nospof/application.json',
  /** Brings the machine from its files to running services. */
  setup: '/usr/local/sbin/nospof-setup',
  /** Exists while the machine has got to the end of its setup, with the configuration that it has now. */
  setUp: '/var/lib/nospof/complete',
  /** Functions of the setup steps. */
  setupLibrary: '/usr/local/lib/nospof/lib.sh',
  /** Makes the machine what its bucket says. */
  follow: '/usr/local/sbin/nospof-follow',
  /** Lets one node of a tier do something for all. */
  once: '/usr/local/sbin/nospof-once',
  /** Formats, mounts and grows the data volume. */
  dataVolume: '/usr/local/sbin/nospof-data-volume',
  /** Runs a command of the application with its settings. */
  run: '/usr/local/sbin/nospof-run',
  haproxy: '/etc/haproxy/haproxy.cfg',
  /** Certificate and key of the site, as haproxy takes them. */
  certificate: '/etc/haproxy/tls/site.pem',
  keepalived: '/etc/keepalived/keepalived.conf',
  /** Moves the Elastic IP to the elected balancer. */
  addressAgent: '/usr/local/sbin/nospof-address',
  varnish: '/etc/varnish/default.vcl',
  apache: '/etc/apache2/apache2.conf',
  nginx: '/etc/nginx/nginx.conf',
  /** Gives mod_wsgi the application, with its settings. */
  wsgi: '/usr/local/lib/nospof/application.py',
  memcached: '/etc/memcached.conf',
  valkey: '/etc/valkey/valkey.conf',
  /** Valkey's accounts, with the digests of their passwords. */
  valkeyAccounts: '/etc/nospof/valkey-accounts.acl',
  corosync: '/etc/corosync/corosync.conf',
  /** Pacemaker's cluster properties, loaded by a setup step. */
  clusterProperties: '/etc/nospof/properties.xml',
  /** Pacemaker's resources, loaded by a setup step. */
  clusterResources: '/etc/nospof/resources.xml',
  /** Starts, promotes and demotes MariaDB for Pacemaker. */
  databaseAgent: '/usr/lib/ocf/resource.d/nospof/mariadb',
  /** Finds out whether a Galera node joins or starts the cluster. */
  galeraStart: '/usr/local/sbin/nospof-galera-start',
  /** Makes and heals the GlusterFS volume. */
  gluster: '/usr/local/sbin/nospof-gluster',
  /** Of a GlusterFS node while its brick was lost and the others fill it. On its data volume, since a new boot changes nothing of that. */
  glusterFilling: '/var/lib/glusterd/nospof-filling',
  exports: '/etc/exports.d/nospof.exports',
} as const;

/** Folders on a node that more than one room names. */
export const NODE_FOLDERS = {
  /** Steps that start a node's services, in the order of their names. */
  setupSteps: '/usr/local/lib/nospof/setup.d',
  /** Units, and drop-ins of units, that a node adds to its distribution's. */
  units: '/etc/systemd/system',
  /** MariaDB's own option files, which count after those of `/etc/mysql/conf.d`. */
  mariadbOptions: '/etc/mysql/mariadb.conf.d',
  /** Where a data volume is mounted. */
  data: '/srv/data',
  /** MariaDB's data, on the data volume. */
  databaseData: '/srv/data/mysql',
  /** PostgreSQL's data, on the data volume. */
  postgresqlData: '/srv/data/postgresql',
  /** PostgreSQL's configuration: a folder for each version, and in it one for each cluster. */
  postgresqlConfiguration: '/etc/postgresql',
  /** Files that visitors upload, where they lie on a shared file system. */
  uploads: '/srv/uploads',
  /** The same, on the data volume of a single server. */
  localUploads: '/srv/data/uploads',
} as const;

/** A TCP endpoint as the application sees it. */
export interface ServiceAddress {
  readonly host: string;
  readonly port: number;
}

/** What a database's server speaks. */
export type DatabaseProtocol = 'mysql' | 'postgresql';

/** Key-value servers as `host:port`, by the protocol that they speak: `{ memcached: ['10.20.0.9:11211'] }`. */
export interface KeyValueService {
  readonly [protocol: string]: readonly string[];
}

/** The application's account at a server that speaks Redis's protocol. */
export interface RedisAccount {
  readonly user: string;
  readonly passwordFile: string;
}

/** Object storage behind a CDN; the files hold names that are known after `terraform apply`. */
export interface CdnFile {
  readonly kind: 'cdn';
  readonly domainFile: string;
  readonly bucketFile: string;
  readonly regionFile: string;
}

/** A server that keeps media files. */
export interface MediaServerService {
  readonly kind: 'server';
  /** Base URL that takes `PUT /media/NAME`, as `http://10.20.1.9:8081`. */
  readonly put: string;
  /** Base URL of a file for visitors, as `/media`. */
  readonly url: string;
}

/** What `site.json` tells the application (`site/README.md`); what is left out, the site does not have. */
export interface SiteFile {
  readonly site: string;
  readonly node: string;
  readonly secretFile: string;
  readonly database?: {
    readonly name: string;
    readonly user: string;
    readonly passwordFile: string;
    /** What its server speaks; `mysql` where it is left out. */
    readonly protocol?: DatabaseProtocol;
    readonly write: ServiceAddress;
    readonly read: ServiceAddress;
  };
  readonly sessions?: KeyValueService;
  readonly cache?: KeyValueService;
  /** Where `sessions` or `cache` are kept by a server that speaks Redis's protocol: in whose name the application asks it. */
  readonly redis?: RedisAccount;
  /** `mounted`: the application must not write while nothing is mounted at the path. */
  readonly uploads?: { readonly path: string; readonly mounted: boolean };
  readonly media?: CdnFile | MediaServerService;
  /** Base URL of each page cache, as `http://10.20.1.4:6081`; `PURGE` of a path makes it forget the page. */
  readonly pages?: { readonly purge: readonly string[] };
  /** Relay that takes mail. */
  readonly mail?: {
    readonly host: string;
    readonly port: number;
    readonly from: string;
    readonly userFile: string;
    readonly passwordFile: string;
  };
}
