# shellcheck shell=bash
sql() { timeout 10 mariadb -N <<<"$1"; }
look() { state=$(timeout 10 mariadb <<<'SELECT @@read_only AS read_only\G SHOW SLAVE STATUS\G'); }
field() { [[ ${state-} =~ (^|$'\n')\ *"$1: "([^$'\n']*) ]] && echo "${BASH_REMATCH[2]}"; } # of the last look
last() {
  tr ', ' '\n' <<<"$*" | sed 's/.*-//' | sort -n | tail -n 1
}
copying() { [ -s /run/nospof-db-copy.lock ] && ! flock -n /run/nospof-db-copy.lock true; }
make_data() {
if [ ! -d /srv/data/mysql ] && [ -d /srv/data/mysql.replaced ]; then mv /srv/data/mysql.replaced /srv/data/mysql; fi
if [ ! -d /srv/data/mysql ]; then
  rm -rf /srv/data/mysql.new
  install -d -o mysql -g mysql -m 0750 /srv/data/mysql.new
  mariadb-install-db --user=mysql --datadir=/srv/data/mysql.new --skip-test-db >/dev/null
  mv /srv/data/mysql.new /srv/data/mysql
fi
find /srv/data/mysql '(' ! -user mysql -o ! -group mysql ')' -exec chown -h mysql:mysql {} +
}
adopt() {
  local info=/srv/data/mysql/xtrabackup_binlog_info
  [ -s $info ] && sql "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL gtid_slave_pos = '$(cut -f 3 $info)'" && rm $info
}
tables() {
  local found
  [ -d /srv/data/mysql ] || return 1
  found=$(find /srv/data/mysql -mindepth 2 -maxdepth 2 \( -name '*.frm' -o -name '*.ibd' \) -not -path '/srv/data/mysql/mysql/*' -not -path '/srv/data/mysql/performance_schema/*' -not -path '/srv/data/mysql/sys/*' -not -path '/srv/data/mysql/nospof/*' -print -quit) || return 0
  [ "$found" ]
}
at() {
  on=(-h "$1" -u replication --skip-ssl --connect-timeout=5)
  MYSQL_PWD=$(cat /etc/nospof/secrets/db-replication) && export MYSQL_PWD
}
position() { timeout 10 mariadb -N "$@" <<<'SELECT @@gtid_current_pos'; }
terms() {
  timeout 10 mariadb -N "$@" 2>/dev/null <<<'SELECT term, id, began FROM nospof.history ORDER BY term, began' || true
}
compare() {
  local term id began line first='' known='' next=''
  [ "$1$3" ] || { echo unnamed; return; }
  if [ -z "$1" ] || [ -z "$3" ]; then echo other; return; fi
  read -r term id began <<<"${1##*$'\n'}"
  while read -r line began; do
    if [ "$known" ] && [ -z "$next" ]; then next=${began#*[[:space:]]}; fi
    if [ "$line" = "$term" ] && [[ $began = "$id"[[:space:]]* ]]; then known=1; fi
  done <<<"$3"
  first=$(head -n 1 <<<"$1" | cut -f 2)
  if [ "$known" ] && (("10#0$2" <= "10#0${next:-$4}")); then echo contained
  elif [ "$first" = "$(head -n 1 <<<"$3" | cut -f 2)" ]; then echo branch
  else echo other; fi
}
relation() {
  local on mine theirs
  mine=$(last "$(position)" "$(field Gtid_IO_Pos)")
  (
    at "$1"
    theirs=$(position "${on[@]}") || { echo unreachable; exit; }
    if ! tables; then echo contained; exit; fi
    compare "$(MYSQL_PWD='' terms)" "$mine" "$(terms "${on[@]}")" "$(last "$theirs")"
  )
}
data_set() {
  local known
  known=$(terms | head -n 1 | cut -f 2)
  if [ "$known" ]; then echo "$known"; elif tables; then echo -; fi
}
next_term() {
  local term known
  term=$((10#$1))
  for known in "$(terms | tail -n 1 | cut -f 1)" "$((10#0$(last "$(position)") / 1000000000000))"; do
    if ((10#0$known > term)); then term=$((10#0$known)); fi
  done
  echo $((term + 1))
}
begin_term() {
  echo "SET gtid_seq_no = $(($1 * 1000000000000));"
  sql 'SELECT 1 FROM nospof.history LIMIT 1' &>/dev/null || cat <<'SQL'
CREATE DATABASE IF NOT EXISTS nospof;
CREATE TABLE IF NOT EXISTS nospof.history (term BIGINT UNSIGNED NOT NULL, id CHAR(36) NOT NULL,
  began BIGINT UNSIGNED NOT NULL, PRIMARY KEY (term, id)) ENGINE=InnoDB;
SQL
  echo "INSERT INTO nospof.history VALUES ($1, UUID(), $((10#0$(last "$(position)"))));"
}
refuse() {
  [ "$(cat /run/nospof-db.refused 2>/dev/null)" = "$1" ] || logger -t nospof-db -p err -- "$1" || true
  echo "$1" >/run/nospof-db.refused
}
follow() {
  local how='START SLAVE' broken='' refused=''
  if [ "$(field Master_Host)" != "$1" ]; then
    how="STOP SLAVE; RESET SLAVE ALL; CHANGE MASTER TO MASTER_HOST='$1', MASTER_USER='replication',
      MASTER_PASSWORD='$(cat /etc/nospof/secrets/db-replication)', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos,
      MASTER_SSL_VERIFY_SERVER_CERT=0, MASTER_DEMOTE_TO_SLAVE=1; START SLAVE"
  else
    case "$(field Last_IO_Errno) $(field Last_SQL_Errno)" in
      1236\ * | *\ 1032 | *\ 1062 | *\ 1950) broken=1 ;;
      *) [[ "$(field Slave_IO_Running) $(field Slave_SQL_Running)" = *No* ]] || return 0 ;;
    esac
  fi
  if [ -e /run/nospof-db.refused ]; then
    refused=1
    if ((EPOCHSECONDS - $(stat -c %Y /run/nospof-db.refused) < 20)); then return; fi
  fi
  case $(relation "$1") in
    contained) if [ "$broken" ] && [ -z "$refused" ]; then copy_from "$1"; else rm -f /run/nospof-db.refused; sql "$how"; fi ;;
    unnamed) if [ "$broken" ]; then copy_from "$1"; else sql "$how"; fi ;;
    branch | other) copy_from "$1" ;;
  esac
}
copy_from() { setsid /usr/local/sbin/nospof-db-copy "$1" </dev/null &>/dev/null & }
