# shellcheck shell=bash
# Sourced by what keeps this node's database replicating.
sql() { timeout 10 mariadb -N <<<"$1"; }
look() { state=$(timeout 10 mariadb <<<'SELECT @@read_only AS read_only\G SHOW SLAVE STATUS\G'); }
field() { [[ $state =~ (^|$'\n')\ *"$1: "([^$'\n']*) ]] && echo "${BASH_REMATCH[2]}"; } # of the last look
last() { # GTIDS: the highest sequence number among them
  tr ', ' '\n' <<<"$*" | sed 's/.*-//' | sort -n | tail -n 1
}
copying() { [ -s /run/nospof-db-copy.lock ] && ! flock -n /run/nospof-db-copy.lock true; }
make_data() {
if [ ! -d /srv/data/mysql ]; then
  rm -rf /srv/data/mysql.new
  install -d -o mysql -g mysql -m 0750 /srv/data/mysql.new
  mariadb-install-db --user=mysql --datadir=/srv/data/mysql.new --skip-test-db >/dev/null
  mv /srv/data/mysql.new /srv/data/mysql
fi
}
adopt() { # after a copy: continue where it was taken
  local info=/srv/data/mysql/xtrabackup_binlog_info
  [ -s $info ] && sql "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL gtid_slave_pos = '$(cut -f 3 $info)'" && rm $info
}
follow() { # HOST: replicate from it, after a look
  if [ "$(field Master_Host)" != "$1" ]; then
    sql "STOP SLAVE; RESET SLAVE ALL; CHANGE MASTER TO MASTER_HOST='$1', MASTER_USER='replication',
      MASTER_PASSWORD='$(cat /etc/nospof/secrets/db-replication)', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos,
      MASTER_DEMOTE_TO_SLAVE=1; START SLAVE"
    return
  fi
  case "$(field Last_IO_Errno) $(field Last_SQL_Errno)" in
    1236\ * | *\ 1032 | *\ 1062 | *\ 1950) setsid /usr/local/sbin/nospof-db-copy "$1" </dev/null &>/dev/null & ;;
    *) if [[ "$(field Slave_IO_Running) $(field Slave_SQL_Running)" = *No* ]]; then sql 'START SLAVE'; fi ;;
  esac
}
