__TABLES_LIB__
at() { # HOST: options of the client for another node of the tier
  on=(-h "$1" -u replication --skip-ssl --connect-timeout=5)
  MYSQL_PWD=$(cat /etc/nospof/secrets/db-replication) && export MYSQL_PWD
}
position() { timeout 10 mariadb -N "$@" <<<'SELECT @@gtid_current_pos'; }
terms() { # of a server's data, oldest first: number, identity, the last transaction before it
  timeout 10 mariadb -N "$@" 2>/dev/null <<<'SELECT term, id, began FROM __HISTORY_DATABASE__.history ORDER BY term, began' || true
}
compare() { # TERMS LAST-TRANSACTION TERMS LAST-TRANSACTION: what the first data are to the second
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
relation() { # HOST: what this node's data are to that node's
  local on mine theirs
  mine=$(last "$(position)" "$(field Gtid_IO_Pos)")
  (
    at "$1"
    theirs=$(position "${on[@]}") || { echo unreachable; exit; }
    if ! tables; then echo contained; exit; fi
    compare "$(MYSQL_PWD='' terms)" "$mine" "$(terms "${on[@]}")" "$(last "$theirs")"
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
  for known in "$(terms | tail -n 1 | cut -f 1)" "$((10#0$(last "$(position)") / __FIRST_OF_TERM__))"; do
    if ((10#0$known > term)); then term=$((10#0$known)); fi
  done
  echo $((term + 1))
}
begin_term() { # NUMBER: print SQL that begins it, by its first transaction
  echo "SET gtid_seq_no = $(($1 * __FIRST_OF_TERM__));"
  sql 'SELECT 1 FROM __HISTORY_DATABASE__.history LIMIT 1' &>/dev/null || cat <<'SQL'
__HISTORY_TABLE_SQL__
SQL
  echo "INSERT INTO __HISTORY_DATABASE__.history VALUES ($1, UUID(), $((10#0$(last "$(position)"))));"
}
refuse() { # WHY: leave the data as they are, and say so once
  [ "$(cat __REFUSED__ 2>/dev/null)" = "$1" ] || logger -t nospof-db -p err -- "$1" || true
  echo "$1" >__REFUSED__
}
