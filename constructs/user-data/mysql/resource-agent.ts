import { NODE_FILES } from '../../../model/node-files';
import type { Endpoint } from '../machine';
import { words } from '../shell';
import { REFUSED } from './data-set';
import { OPTION_FILE } from './option-file';
import { COPY_LOCK, REPLICA_LIB } from './replica';
import { SITE_DATABASE } from './server';

/** SQL that makes the accounts, with their passwords; written by setup, readable by root. */
export const ACCOUNTS_SQL = '/etc/nospof/secrets/db-accounts.sql';

/** Where Pacemaker looks for the agent `ocf:nospof:mariadb`. */
export const AGENT = NODE_FILES.databaseAgent;

/**
 * Pacemaker's agent for the database. The agents of Debian's `resource-agents` lose acknowledged writes: both compare how far
 * replicas have applied rather than received, `mariadb` promotes without applying what was received, and after a crash of all
 * nodes it waits until every one is back. What this one does instead:
 *
 * - A commit is acknowledged when a second node has received it (semi-synchronous, AFTER_SYNC) and waits for ever otherwise.
 * - **Vote.** When there is no primary, each replica first stops receiving from the old one, then says how far it has
 *   received. With all nodes but one voting (the first time, and while nobody who voted has any data: all), the one that has
 *   most is promoted. Each acknowledged write is on two nodes, so one of the voters has it; and an old primary that still runs somewhere finds nobody to acknowledge its commits, so
 *   it cannot accept a write, fenced or not.
 * - **Term.** Each promotion counts one number up, from what the cluster's configuration and the data know, and begins its
 *   transactions at that number times 10^12. So the longest sequence number is also the one of the latest primary, even
 *   after all have crashed, and after all configurations were lost.
 * - **Data set.** Data carry their history (`data-set.ts`). Where the nodes' data are not of one data set, as when a volume that was
 *   kept comes back, nobody is promoted; a person says which is the site's.
 * - **Return.** A crashed primary holds commits at most that nobody acknowledged. Where others went on meanwhile, it drops
 *   them in its crash recovery (`--init-rpl-role=SLAVE`, MariaDB 10.11.8); after a crash of all nodes it keeps
 *   them. A server with commits waiting is stopped by SIGKILL, so that they are dropped too rather than left behind as a
 *   difference. What differs nevertheless is set aside and copied anew (`replica.ts`).
 *
 * No action waits for crash recovery or a copy: one node's slow start must not hold up another's promotion.
 */
export function resourceAgent(nodes: readonly Endpoint[]): string {
  return `#!/bin/bash
# ocf:nospof:mariadb: primary and replicas under Pacemaker.
. ${REPLICA_LIB}
declare -A host=(${nodes.map((node) => `[${words([node.name])}]=${node.host}`).join(' ')})
order=(${words(nodes.map((node) => node.name))})
me=\${OCF_RESKEY_CRM_meta_on_node:-$(crm_node -n)}
unset OCF_RESKEY_CRM_meta_on_node # else attrd_updater answers for this node only
pidfile=/run/nospof-db.pid starting=/run/nospof-db.starting
hot=/run/nospof-db.hot voted=/run/nospof-db.voted termfile=/run/nospof-db.term
attr() { attrd_updater -p -n "nospof-$1" "\${@:2}" >/dev/null; }
peers() { attrd_updater -QA -n "$1" 2>/dev/null | sed -n 's/.*host="\\([^"]*\\)" value="\\([^"]\\+\\)".*/\\2 \\1/p' | sort -rn; }
score() { crm_attribute --promotion="$OCF_RESOURCE_INSTANCE" -l reboot -N "$me" "$@" >/dev/null 2>&1; }
running() {
  local comm
  pid=
  { read -r pid <$pidfile && read -r comm <"/proc/$pid/comm"; } 2>/dev/null && [ "$comm" = mariadbd ]
}
term() { crm_attribute -t crm_config -s nospof -n nospof-term -Gq -d 0; }
primary() { # print who began the latest term
  local line latest=0 name=
  while read -r line; do
    [[ $line =~ host=\\"([^\\"]*)\\"\\ value=\\"([0-9]+)\\" ]] || continue
    if ((BASH_REMATCH[2] > latest)); then latest=\${BASH_REMATCH[2]} name=\${BASH_REMATCH[1]}; fi
  done < <(attrd_updater -QA -n nospof-term 2>/dev/null)
  echo "$name"
}
upgrade_tables() { # bring the system tables of data that an older release has made to this one, in the background
  setsid mariadb-upgrade --silent </dev/null &>>/var/log/mysql/upgrade.log 9>&- &
}
end() { # SIGNAL
  kill "-$1" "$pid"
  while running; do sleep 0.2; done
}
kill_waiting() { # drop commits that nobody acknowledged
  local waiting
  waiting=$(sql "SHOW STATUS LIKE 'Rpl_semi_sync_master_wait_sessions'" | cut -f 2)
  if [ "\${waiting:-1}" != 0 ]; then end KILL; fi
}
start() {
  local role=MASTER
  if running || copying; then return 0; fi
  if peers nospof-term | grep -q . || peers nospof-hot | grep -q .; then role=SLAVE; fi
  rm -f $hot $voted $termfile
  touch $starting
  make_data
  cp ${OPTION_FILE} /run/nospof-db.cnf
  install -d -o mysql /run/mysqld
  setsid mariadbd --user=mysql --init-rpl-role=$role </dev/null &>/dev/null &
  echo $! > $pidfile
  for _ in {1..50}; do
    if sql 'DO 1' 2>/dev/null; then return 0; fi
    sleep 0.2
  done
  running
}
stop() {
  score -D
  attr term -D; attr seq -D; attr hot -D; attr data -D
  if copying; then kill -- "-$(cat ${COPY_LOCK})"; fi
  if running; then kill_waiting; fi
  if running; then end TERM; fi
}
one_data_set() { # FIRST-TIME: whether nodes hold the same data, as far as they hold any
  local sets named unnamed
  sets=$(peers nospof-data | cut -d ' ' -f 1)
  named=$(sort -u <<<"$sets" | grep -c '..') unnamed=$(grep -cx -- - <<<"$sets")
  # Data of an earlier release have no identity: a cluster that has been running knows them, but a new one does not.
  if ((named + ($1 ? unnamed : 0) < 2)) && { [ "$named" = 0 ] || [ "$(data_set)" != - ]; }; then
    rm -f ${REFUSED}
  else
    refuse "nobody is promoted, since nodes hold different data: $(peers nospof-data | sort | tr '\\n' ' ')"
    return 1
  fi
}
vote() {
  local votes count first=0 need=${nodes.length - 1}
  sql 'STOP SLAVE IO_THREAD' || return
  look
  touch $voted
  attr data -U "$(data_set)"
  attr seq -U "0$(last "$(field Gtid_IO_Pos)" "$(sql 'SELECT @@gtid_current_pos')")"
  if [ "$(term)" = 0 ]; then need=${nodes.length} first=1; fi # the first time: whoever already has data must be among them
  for _ in {1..4}; do
    votes=$(peers nospof-seq | grep -E ' (${nodes.map((node) => node.name).join('|')})$')
    count=$(grep -c . <<<"$votes")
    if peers master-db | grep -q '^100 '; then return; fi
    # Who voted so far has nothing: whoever has data must be heard, lest a site that comes back from a copy begin anew.
    if [[ ! \${votes%% *} =~ [1-9] ]]; then need=${nodes.length}; fi
    if [ "$count" -ge $need ]; then break; fi
    sleep 0.3
  done
  if [ "$count" -lt $need ] || ! one_data_set "$first"; then return; fi
  for name in "\${order[@]}"; do # of equals the first
    if grep -qx "\${votes%% *} $name" <<<"$votes"; then
      if [ "$name" = "$me" ]; then score -v 100; fi
      return
    fi
  done
}
monitor() {
  local leader
  if copying; then return 0; fi
  running || return 7
  if ! look; then [ -e $starting ]; return; fi
  if [ -e $starting ]; then rm $starting; upgrade_tables; fi
  if [ "$(field read_only)" = 0 ]; then
    if [ "$(primary)" != "$me" ]; then attr term -U "$(cat $termfile)"; fi
    return 8
  fi
  adopt && look
  leader=$(primary)
  if [ -z "$leader" ]; then vote
  elif [ "$leader" != "$me" ]; then
    if [ -e $voted ]; then attr seq -D; score -D; rm $voted; fi # before it receives again
    follow "\${host[$leader]}"
    if [ ! -e $hot ] && [ "$(field Slave_IO_Running)" = Yes ]; then touch $hot; attr hot -U 1; fi
  fi
  return 0
}
promote() {
  local term
  if [ "$(sql 'SELECT @@read_only')" = 0 ]; then return 0; fi
  look
  if [ -e $hot ]; then [ "$(timeout 250 mariadb -Ne "SELECT MASTER_GTID_WAIT('$(field Gtid_IO_Pos)')")" = 0 ] || return 1; fi
  term=$(term) && term=$(next_term "$term") || return 1
  crm_attribute -t crm_config -s nospof -n nospof-term -v "$term" || return 1
  timeout 60 mariadb <<SQL || return 1
STOP SLAVE; RESET SLAVE ALL;
SET GLOBAL rpl_semi_sync_master_enabled = OFF;
$(begin_term "$term")
CREATE DATABASE IF NOT EXISTS ${SITE_DATABASE};
source ${ACCOUNTS_SQL}
SET GLOBAL rpl_semi_sync_master_enabled = ON, read_only = OFF;
SQL
  echo "$term" >$termfile
  attr seq -D
  attr term -U "$term"
}
demote() {
  score -D
  attr term -D
  if running; then kill_waiting; fi
  running || return 0
  sql 'SET GLOBAL read_only = ON, rpl_semi_sync_master_enabled = OFF' || { end KILL; return 1; }
}
case $1 in
  start | stop | monitor | promote | demote) $1 ;;
  meta-data) cat <<XML ;;
<?xml version="1.0"?>
<resource-agent name="mariadb"><version>1.0</version><parameters/><actions>
<action name="start" timeout="60s"/><action name="stop" timeout="120s"/><action name="promote" timeout="320s"/>
<action name="demote" timeout="60s"/><action name="monitor" interval="1500ms" timeout="60s" role="Unpromoted"/>
<action name="monitor" interval="2s" timeout="30s" role="Promoted"/><action name="meta-data" timeout="5s"/>
</actions></resource-agent>
XML
  *) exit 3 ;;
esac
`;
}
