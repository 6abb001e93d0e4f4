import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { MAKE_LOG_FOLDER } from '../../../../constructs/user-data/mysql/server';
import { mysqlStandalonePart } from '../../../../constructs/user-data/mysql/standalone';
import { NODES, node, rendered, steps, stub, text } from './nodes';
import { LIBRARY, type World } from './worlds';

/*
 * The database's agent and real servers on three nodes. Pacemaker itself is a stub: its attributes are files of /attributes,
 * and whoever has asked for it by a score of 100 is promoted.
 */

const OPTIONS = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';

const ALONE = mysqlStandalonePart({ memoryMiB: 1024, listen: 'network' });

/** A node of the cluster, which can also be set up as a database alone (`/etc/nospof/alone`). */
export function world(number: number): World {
  const part = mysqlReplicationPart({
    self: node(number),
    nodes: NODES,
    number,
    failover: 'automatic',
    memoryMiB: 1024,
  });
  const accounts = part.steps?.find(({ name }) => name === 'mysql-accounts')?.script ?? '';
  const file = (path: string, content: string) => ({ path, content, mode: '0644' });
  return {
    ...node(number),
    files: [
      ...rendered(part),
      file('/etc/nospof/accounts', `${LIBRARY}${accounts}${MAKE_LOG_FOLDER}`),
      file(
        '/etc/nospof/alone',
        `${LIBRARY}${steps({ ...ALONE, steps: ALONE.steps?.filter(({ name }) => name !== 'dbcheck') })}`,
      ),
      file(
        '/etc/nospof/alone.cnf',
        text(ALONE, OPTIONS).replace(/^innodb_buffer_pool_size.*$/m, 'innodb_buffer_pool_size = 32M'),
      ),
    ],
  };
}

/** Pacemaker's commands. */
export const PACEMAKER = [
  stub(
    'attrd_updater',
    `while getopts pAQDn:U: o; do case $o in Q) query=1 ;; D) delete=1 ;; n) name=$OPTARG ;; U) value=$OPTARG ;; esac; done
mkdir -p "/attributes/$name"
if [ "$query" ]; then
  for f in "/attributes/$name"/*; do [ -e "$f" ] && echo "name=\\"$name\\" host=\\"\${f##*/}\\" value=\\"$(cat "$f")\\""; done
elif [ "$delete" ]; then rm -f "/attributes/$name/$ME"
else echo "$value" > "/attributes/$name/$ME"; fi; exit 0`,
  ),
  stub(
    'crm_attribute',
    `case "$*" in *--promotion*-D*) rm -f /attributes/master-db/$ME ;;
*--promotion*) mkdir -p /attributes/master-db; echo 100 > /attributes/master-db/$ME ;;
*nospof-term*-Gq*) cat /term ;; *nospof-term*-v*) echo "\${@: -1}" > /term ;; esac; exit 0`,
  ),
];

/** Bash that brings up a cluster with five old orders, and functions that take Pacemaker's part. */
export const CLUSTER = `agent() { on $1 "OCF_RESKEY_CRM_meta_on_node=$1 OCF_RESOURCE_INSTANCE=db bash /usr/lib/ocf/resource.d/nospof/mariadb $2"; }
turn() { # NODE...: one look at each; whoever wants to is promoted
  local name rc
  for name in "$@"; do
    agent $name monitor >/dev/null 2>&1; rc=$?
    if [ $rc = 7 ]; then agent $name start >/dev/null 2>&1
    elif [ $rc = 0 ] && [ -e /attributes/master-db/$name ]; then agent $name promote >/dev/null 2>&1 && echo "promoted: $name, term $(cat /term)"; fi
  done
}
turns() { # SECONDS CONDITION NODE...: until it holds
  local end=$((SECONDS + $1)) condition=$2; shift 2
  until eval "$condition" 2>/dev/null || [ $SECONDS -ge $end ]; do turn "$@"; sleep 0.3; done
}
lose() { # NODE...: power cut
  local name
  for name in "$@"; do halt $name; rm -f /attributes/*/$name; done
}
echo 0 > /term; mkdir -p /attributes
for name in db-1 db-2 db-3; do boot $name; on $name 'bash /etc/nospof/accounts; systemctl start nospof-db-copy.socket'; done
turns 120 '[ "$(ls /attributes/nospof-hot | wc -l)" = 2 ]' db-1 db-2 db-3
fill db-1 old 5
all() { for name in db-1 db-2 db-3; do [ "$(orders $name)" = "$1" ] || return 1; done; }
turns 60 'all "5 old"' db-1 db-2 db-3
echo "begun: $(orders db-1) / $(orders db-2) / $(orders db-3)"
`;
