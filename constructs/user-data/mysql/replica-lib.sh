# shellcheck shell=bash
# Sourced by what keeps this node's database replicating.
sql() { timeout 10 mariadb -N <<<"$1"; }
look() { state=$(timeout 10 mariadb <<<'SELECT @@read_only AS read_only\G SHOW SLAVE STATUS\G'); }
field() { [[ ${state-} =~ (^|$'\n')\ *"$1: "([^$'\n']*) ]] && echo "${BASH_REMATCH[2]}"; } # of the last look
last() { # GTIDS: the highest sequence number among them
  tr ', ' '\n' <<<"$*" | sed 's/.*-//' | sort -n | tail -n 1
}
copying() { [ -s __COPY_LOCK__ ] && ! flock -n __COPY_LOCK__ true; }
make_data() {
if [ ! -d __DATA_DIR__ ] && [ -d __REPLACED__ ]; then mv __REPLACED__ __DATA_DIR__; fi # a copy broke off
__MAKE_DATA_DIR__
}
adopt() { # after a copy: continue where it was taken
  local info=__DATA_DIR__/xtrabackup_binlog_info
  [ -s $info ] && sql "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL gtid_slave_pos = '$(cut -f 3 $info)'" && rm $info
}
__DATA_SET_LIB__
follow() { # HOST: replicate from it, after a look
  local how='START SLAVE' broken='' refused=''
  if [ "$(field Master_Host)" != "$1" ]; then
    how="STOP SLAVE; RESET SLAVE ALL; CHANGE MASTER TO MASTER_HOST='$1', MASTER_USER='replication',
      MASTER_PASSWORD='$(cat __REPLICATION_SECRET__)', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos,
      MASTER_SSL_VERIFY_SERVER_CERT=0, MASTER_DEMOTE_TO_SLAVE=1; START SLAVE"
  else
    case "$(field Last_IO_Errno) $(field Last_SQL_Errno)" in
      1236\ * | *\ 1032 | *\ 1062 | *\ 1950) broken=1 ;;
      *) [[ "$(field Slave_IO_Running) $(field Slave_SQL_Running)" = *No* ]] || return 0 ;;
    esac
  fi
  if [ -e __REFUSED__ ]; then
    refused=1
    if ((EPOCHSECONDS - $(stat -c %Y __REFUSED__) < 20)); then return; fi # to ask again is for later
  fi
  case $(relation "$1") in
    contained) if [ "$broken" ] && [ -z "$refused" ]; then copy_from "$1"; else rm -f __REFUSED__; sql "$how"; fi ;;
    unnamed) if [ "$broken" ]; then copy_from "$1"; else sql "$how"; fi ;;
    branch | other) copy_from "$1" ;;
  esac
}
copy_from() { setsid /usr/local/sbin/nospof-db-copy "$1" </dev/null &>/dev/null & }
