import type { ConfigFile, Endpoint } from '../machine';
import { words } from '../shell';
import { dropIn } from '../systemd';
import { REFUSED } from './data-set';
import { REPLICA_LIB } from './replica';

/** Program that lets a primary that is never voted for take writes; it runs after every start of the server. */
export const BEGIN = '/usr/local/sbin/nospof-db-begin';

/**
 * Where nobody votes, the first node is the primary whatever it holds: nothing, on a volume that was lost, or what a snapshot
 * held. So it asks the replicas that answer before it takes writes, and stays read-only where one of them holds more or
 * other data. A replica that does not answer protects its own data itself, later (`replica.ts`).
 *
 * A node without tables gives the replicas a minute to come up: that is a new site, or a lost volume.
 */
function script(replicas: readonly Endpoint[]): string {
  return `#!/bin/bash
# nospof-db-begin [anyway]: begin a term as the primary, unless a replica holds data that this node lacks.
# anyway: whatever the replicas hold. They then keep their data, and do not follow before 'nospof-db-copy --aside'.
set -uo pipefail
. ${REPLICA_LIB}
exec 9>>/run/nospof-db-begin.lock
flock 9
adopt
replicas=(${words(replicas.map(({ host }) => host))})
check() { # HOST
  local on theirs until=$((SECONDS + 60))
  if ! tables; then
    until timeout 2 bash -c ": </dev/tcp/$1/3306" 2>/dev/null || [ $SECONDS -ge $until ]; do sleep 1; done
  fi
  at "$1"
  theirs=$(terms "\${on[@]}")
  [ -z "$theirs" ] || [ "$(compare "$theirs" "$(last "$(position "\${on[@]}")")" "$(terms)" "$(last "$(position)")")" = contained ]
}
if [ "\${1-}" != anyway ]; then
  for host in "\${replicas[@]}"; do
    if ! (check "$host"); then
      sql 'SET GLOBAL read_only = ON'
      refuse "$host holds data that this primary lacks, so it takes no writes; see 'nospof-db-begin' and 'nospof-db-copy'"
      exit 0
    fi
  done
fi
term=$(next_term 0)
begin_term "$term" | timeout 60 mariadb && sql 'SET GLOBAL read_only = OFF' && rm -f ${REFUSED}
`;
}

/** Files by which a primary that is never voted for begins. */
export function beginFiles(replicas: readonly Endpoint[]): readonly ConfigFile[] {
  return [
    { path: BEGIN, content: script(replicas), mode: '0755' },
    dropIn('mariadb.service', 'nospof-begin', { Service: { ExecStartPost: `+${BEGIN}` } }),
  ];
}
