/** What an application keeps. */
export type DataKind =
  | 'database'
  | 'files'
  | 'media'
  /** Something on a node's data volume that nothing here recognizes. */
  | 'unknown';

/** What keeps it. */
export type Engine =
  /** MariaDB on the application's own node, or files on its data volume. */
  | 'local'
  /** One MariaDB server. */
  | 'mysql'
  /** A primary with replicas, of which one is promoted when the primary dies. */
  | 'primary-replica'
  /** A primary for good, with replicas that follow it (`failover: none`). */
  | 'fixed-primary'
  | 'galera'
  /** One PostgreSQL server. */
  | 'postgresql'
  | 'nfs'
  | 'glusterfs'
  /** GlusterFS whose every third node holds names only. */
  | 'glusterfs-arbiter'
  | 'media-server'
  | 'cdn'
  | 'unknown';

/** How many of a tier's nodes may leave at once, without certainly or possibly taking the only copy of something along. */
export type Copies =
  /** None: each holds what no other does. */
  | 'one'
  /** Every node but the first: it leads for good, and holds everything. */
  | 'all-on-the-first'
  /** One: a commit is acknowledged by one other node, whichever it is. */
  | 'two'
  /** A minority: each node has every commit, and fewer than a majority serve nothing. */
  | 'all'
  /** None: every three nodes hold a part of their own. */
  | 'three-of-a-part';

interface EngineFacts {
  /** What it is, to a person. */
  readonly what: string;
  readonly copies: Copies;
  /** What of a visitor waits for another node: the commit of a transaction, or the write of a file. @default - nothing */
  readonly waits?: 'commit' | 'write';
  /** Folder of a data volume that its files are in, unless they are a database's; missing where they are on no volume. */
  readonly folder?: string;
  /** Engines that take the data over by themselves, on the same nodes. */
  readonly grows: readonly Engine[];
}

/**
 * What an upgrade must know of each way to keep data: the only table of its kind here.
 *
 * `two`: MariaDB's semi-synchronous replication waits for one replica, however many there are (`AFTER_SYNC`, MariaDB's manual,
 * "Semisynchronous Replication").
 */
export const ENGINES: Readonly<Record<Engine, EngineFacts>> = {
  local: { what: "the application's own node", copies: 'one', folder: 'uploads', grows: [] },
  mysql: { what: 'one MariaDB server', copies: 'one', grows: ['primary-replica', 'fixed-primary'] },
  'primary-replica': { what: 'a primary with replicas', copies: 'two', grows: [] },
  'fixed-primary': { what: 'a fixed primary with replicas', copies: 'all-on-the-first', grows: [] },
  galera: { what: 'a Galera cluster', copies: 'all', waits: 'commit', grows: [] },
  postgresql: { what: 'one PostgreSQL server', copies: 'one', grows: [] },
  nfs: { what: 'an NFS server', copies: 'one', folder: 'files', grows: [] },
  glusterfs: { what: 'a GlusterFS volume', copies: 'three-of-a-part', waits: 'write', folder: 'brick', grows: [] },
  'glusterfs-arbiter': {
    what: 'a GlusterFS volume with arbiters',
    copies: 'three-of-a-part',
    waits: 'write',
    folder: 'brick',
    grows: [],
  },
  'media-server': { what: 'a media server', copies: 'one', folder: 'media', grows: [] },
  cdn: { what: 'a bucket behind CloudFront', copies: 'one', grows: [] },
  unknown: { what: 'something unknown', copies: 'one', grows: [] },
};

/** What an application keeps, as a sentence names it. */
export const DATA_NAMES: Readonly<Record<DataKind, string>> = {
  database: 'database',
  files: 'files',
  media: 'media',
  unknown: 'data',
};

/** Folder of a data volume with an engine's files of a kind. */
export function folderOf({ kind, engine }: { readonly kind: DataKind; readonly engine: Engine }): string | undefined {
  return kind === 'database' ? DATABASE_FOLDERS[databaseProgram(engine)] : ENGINES[engine].folder;
}

/** The programs of databases: none reads files or dumps of another. */
export type DatabaseProgram = 'MariaDB' | 'PostgreSQL';

const DATABASE_FOLDERS: Readonly<Record<DatabaseProgram, string>> = { MariaDB: 'mysql', PostgreSQL: 'postgresql' };

/** The program that a database runs, whatever its nodes do with it. */
export function databaseProgram(engine: Engine): DatabaseProgram {
  return engine === 'postgresql' ? 'PostgreSQL' : 'MariaDB';
}
