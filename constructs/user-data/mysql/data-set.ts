import { DATA_DIR } from './server';

/** Database of ours, beside the application's: which data set this is, and what it went through. */
export const HISTORY_DATABASE = 'nospof';

/** Transactions of a term are numbered from its number times this on. */
export const FIRST_OF_TERM = 1_000_000_000_000;

/** File that says why a node leaves its data as they are; it is there for as long as the reason is. */
export const REFUSED = '/run/nospof-db.refused';

/**
 * SQL that makes the table of terms. It lies in the data: whoever has a copy, be it a replica, a snapshot or a volume
 * that was kept, has the history up to there, and a database that was made anew has none of it.
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
export const TABLES_LIB = `tables() { # whether any database here has tables beside MariaDB's own and ours; whoever cannot look takes them for there
  local found
  [ -d ${DATA_DIR} ] || return 1
  found=$(find ${DATA_DIR} -mindepth 2 -maxdepth 2 \\( -name '*.frm' -o -name '*.ibd' \\) ${NOT_OWN} -print -quit) || return 0
  [ "$found" ]
}
`;

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
export const DATA_SET_LIB = `${TABLES_LIB}at() { # HOST: options of the client for another node of the tier
  on=(-h "$1" -u replication --skip-ssl --connect-timeout=5)
  MYSQL_PWD=$(cat /etc/nospof/secrets/db-replication) && export MYSQL_PWD
}
position() { timeout 10 mariadb -N "$@" <<<'SELECT @@gtid_current_pos'; }
terms() { # of a server's data, oldest first: number, identity, the last transaction before it
  timeout 10 mariadb -N "$@" 2>/dev/null <<<'SELECT term, id, began FROM ${HISTORY_DATABASE}.history ORDER BY term, began' || true
}
compare() { # TERMS LAST-TRANSACTION TERMS LAST-TRANSACTION: what the first data are to the second
  local term id began line first='' known='' next=''
  [ "$1$3" ] || { echo unnamed; return; }
  if [ -z "$1" ] || [ -z "$3" ]; then echo other; return; fi
  read -r term id began <<<"\${1##*$'\\n'}"
  while read -r line began; do
    if [ "$known" ] && [ -z "$next" ]; then next=\${began#*[[:space:]]}; fi
    if [ "$line" = "$term" ] && [[ $began = "$id"[[:space:]]* ]]; then known=1; fi
  done <<<"$3"
  first=$(head -n 1 <<<"$1" | cut -f 2)
  if [ "$known" ] && (("10#0$2" <= "10#0\${next:-$4}")); then echo contained
  elif [ "$first" = "$(head -n 1 <<<"$3" | cut -f 2)" ]; then echo branch
  else echo other; fi
}
relation() { # HOST: what this node's data are to that node's
  local on mine theirs
  mine=$(last "$(position)" "$(field Gtid_IO_Pos)")
  (
    at "$1"
    theirs=$(position "\${on[@]}") || { echo unreachable; exit; }
    if ! tables; then echo contained; exit; fi
    compare "$(MYSQL_PWD='' terms)" "$mine" "$(terms "\${on[@]}")" "$(last "$theirs")"
  )
}
data_set() { # print the identity of the data here: nothing without tables, - without a history
  local known
  known=$(terms | head -n 1 | cut -f 2)
  if [ "$known" ]; then echo "$known"; elif tables; then echo -; fi
}
next_term() { # NUMBER: print one more than this and than any term that the data know of
  local term known
  term=$((10#$1))
  for known in "$(terms | tail -n 1 | cut -f 1)" "$((10#0$(last "$(position)") / ${FIRST_OF_TERM}))"; do
    if ((10#0$known > term)); then term=$((10#0$known)); fi
  done
  echo $((term + 1))
}
begin_term() { # NUMBER: print SQL that begins it, by its first transaction
  echo "SET gtid_seq_no = $(($1 * ${FIRST_OF_TERM}));"
  sql 'SELECT 1 FROM ${HISTORY_DATABASE}.history LIMIT 1' &>/dev/null || cat <<'SQL'
${HISTORY_TABLE_SQL}SQL
  echo "INSERT INTO ${HISTORY_DATABASE}.history VALUES ($1, UUID(), $((10#0$(last "$(position)"))));"
}
refuse() { # WHY: leave the data as they are, and say so once
  [ "$(cat ${REFUSED} 2>/dev/null)" = "$1" ] || logger -t nospof-db -p err -- "$1" || true
  echo "$1" >${REFUSED}
}
`;
