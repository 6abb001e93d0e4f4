#!/bin/bash
# nospof-db-begin [anyway]: begin a term as the primary, unless a replica holds data that this node lacks.
# anyway: whatever the replicas hold. They then keep their data, and do not follow before 'nospof-db-copy --aside'.
set -uo pipefail
. __REPLICA_LIB__
exec 9>>/run/nospof-db-begin.lock
flock 9
adopt
replicas=(__REPLICAS__)
check() { # HOST
  local on theirs until=$((SECONDS + 60))
  if ! tables; then
    until timeout 2 bash -c ": </dev/tcp/$1/3306" 2>/dev/null || [ $SECONDS -ge $until ]; do sleep 1; done
  fi
  at "$1"
  theirs=$(terms "${on[@]}")
  [ -z "$theirs" ] || [ "$(compare "$theirs" "$(last "$(position "${on[@]}")")" "$(terms)" "$(last "$(position)")")" = contained ]
}
if [ "${1-}" != anyway ]; then
  for host in "${replicas[@]}"; do
    if ! (check "$host"); then
      sql 'SET GLOBAL read_only = ON'
      refuse "$host holds data that this primary lacks, so it takes no writes; see 'nospof-db-begin' and 'nospof-db-copy'"
      exit 0
    fi
  done
fi
term=$(next_term 0)
begin_term "$term" | timeout 60 mariadb && sql 'SET GLOBAL read_only = OFF' && rm -f __REFUSED__
