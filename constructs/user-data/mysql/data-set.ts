import { script } from '../script';
import { DATA_DIR } from './server';

/** Database of ours, beside the application's: which data set this is, and what it went through. */
export const HISTORY_DATABASE = 'nospof';

/** Transactions of a term are numbered from its number times this on. */
export const FIRST_OF_TERM = 1_000_000_000_000;

/** File that says why a node leaves its data as they are; it is there for as long as the reason is. */
export const REFUSED = '/run/nospof-db.refused';

/**
 * SQL that makes the table of terms. It lies in the data: whoever has a copy, be it a replica, a snapshot or a volume
 * that was kept, has the history up to there, and a database that was recreated has none of it.
 *
 * A **term** is the time in which one server took writes without a break. Its identity is drawn at random when it begins,
 * and `began` is the number of the last transaction that it built upon. The identity of the first term is that of the data set.
 */
export const HISTORY_TABLE_SQL = `CREATE DATABASE IF NOT EXISTS ${HISTORY_DATABASE};
CREATE TABLE IF NOT EXISTS ${HISTORY_DATABASE}.history (term BIGINT UNSIGNED NOT NULL, id CHAR(36) NOT NULL,
  began BIGINT UNSIGNED NOT NULL, PRIMARY KEY (term, id)) ENGINE=InnoDB;
`;

/** SQL that gives data an identity which have none yet, in the term that runs. */
export const NAME_DATA_SQL = `${HISTORY_TABLE_SQL}INSERT INTO ${HISTORY_DATABASE}.history SELECT seq DIV ${FIRST_OF_TERM}, UUID(), seq
  FROM (SELECT CAST(SUBSTRING_INDEX(CONCAT('0-0-0', @@gtid_current_pos), '-', -1) AS UNSIGNED) AS seq) AS position
  WHERE NOT EXISTS (SELECT 1 FROM ${HISTORY_DATABASE}.history);
`;

/** SQL that lets other nodes of the tier compare their history with this server's. */
export const HISTORY_GRANT_SQL = `GRANT SELECT ON ${HISTORY_DATABASE}.* TO replication@'%';\n`;

/** For `find`: leaves out the databases of MariaDB itself, and ours. */
const NOT_OWN = ['mysql', 'performance_schema', 'sys', HISTORY_DATABASE]
  .map((name) => `-not -path '${DATA_DIR}/${name}/*'`)
  .join(' ');

/** Shell function `tables`: no database with tables of its own counts as empty. */
export const TABLES_LIB = script('mysql/tables.sh', { DATA_DIR, NOT_OWN });

/**
 * Shell functions that compare two servers' data; for `db.sh`, after `sql` and `last`. What `relation` prints:
 *
 * - `contained`: the other server went through the term that this data are of, and its next term built upon all of them.
 * - `branch`: the same data set, but this data hold transactions that the other's do not: it is older (restored from a
 *   snapshot), or those transactions were never acknowledged.
 * - `other`: another data set, or data of which that is not known.
 * - `unnamed`: neither has a history, as data of an earlier release. MariaDB's own check of positions is all there is.
 * - `unreachable`: the other one does not answer, so nothing is known.
 */
export const DATA_SET_LIB = script('mysql/data-set.sh', {
  ...{ TABLES_LIB, HISTORY_DATABASE, FIRST_OF_TERM, HISTORY_TABLE_SQL, REFUSED },
});
