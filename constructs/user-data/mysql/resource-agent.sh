#!/bin/bash
# ocf:nospof:mariadb: primary and replicas under Pacemaker.
. __REPLICA_LIB__
declare -A host=(__HOSTS__)
order=(__NAMES__)
me=${OCF_RESKEY_CRM_meta_on_node:-$(crm_node -n)}
unset OCF_RESKEY_CRM_meta_on_node # else attrd_updater answers for this node only
pidfile=/run/nospof-db.pid starting=/run/nospof-db.starting
stalled=__STALLED__ hot=/run/nospof-db.hot voted=/run/nospof-db.voted termfile=/run/nospof-db.term
attr() { attrd_updater -p -n "nospof-$1" "${@:2}" >/dev/null; }
peers() { attrd_updater -QA -n "$1" 2>/dev/null | sed -n 's/.*host="\([^"]*\)" value="\([^"]\+\)".*/\2 \1/p' | sort -rn; }
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
    [[ $line =~ host=\"([^\"]*)\"\ value=\"([0-9]+)\" ]] || continue
    if ((BASH_REMATCH[2] > latest)); then latest=${BASH_REMATCH[2]} name=${BASH_REMATCH[1]}; fi
  done < <(attrd_updater -QA -n nospof-term 2>/dev/null)
  echo "$name"
}
upgrade_tables() { # bring the system tables of data that an older release has made to this one, in the background
  setsid mariadb-upgrade --silent </dev/null &>>/var/log/mysql/upgrade.log 9>&- &
}
end() { # SIGNAL
  if [ -e $stalled ]; then kill -KILL "$pid"; exit 1; fi # it waits for its volume and cannot end: the machine is fenced
  kill "-$1" "$pid"
  while running; do sleep 0.2; done
}
kill_waiting() { # drop commits that nobody acknowledged
  local waiting
  waiting=$(sql "SHOW STATUS LIKE 'Rpl_semi_sync_master_wait_sessions'" | cut -f 2)
  if [ "${waiting:-1}" != 0 ]; then end KILL; fi
}
start() {
  local role=MASTER
  if running || copying; then return 0; fi
  if peers nospof-term | grep -q . || peers nospof-hot | grep -q .; then role=SLAVE; fi
  rm -f $hot $voted $termfile
  touch $starting
  make_data
  cp __OPTION_FILE__ /run/nospof-db.cnf
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
  if copying; then kill -- "-$(cat __COPY_LOCK__)"; fi
  if running; then kill_waiting; fi
  if running; then end TERM; fi
}
one_data_set() { # FIRST-TIME: whether nodes hold the same data, as far as they hold any
  local sets named unnamed
  sets=$(peers nospof-data | cut -d ' ' -f 1)
  named=$(sort -u <<<"$sets" | grep -c '..') unnamed=$(grep -cx -- - <<<"$sets")
  # Data of an earlier release have no identity: a cluster that has been running knows them, but a new one does not.
  if ((named + ($1 ? unnamed : 0) < 2)) && { [ "$named" = 0 ] || [ "$(data_set)" != - ]; }; then
    rm -f __REFUSED__
  else
    refuse "nobody is promoted, since nodes hold different data: $(peers nospof-data | sort | tr '\n' ' ')"
    return 1
  fi
}
vote() {
  local votes count enough first=0 need=__ALL_BUT_ONE__
  sql 'STOP SLAVE IO_THREAD' || return
  look
  touch $voted
  attr data -U "$(data_set)"
  attr seq -U "0$(last "$(field Gtid_IO_Pos)" "$(sql 'SELECT @@gtid_current_pos')")"
  if [ "$(term)" = 0 ]; then need=__ALL__ first=1; fi # the first time: whoever already has data must be among them
  for _ in {1..4}; do
    votes=$(peers nospof-seq | grep -E ' (__PATTERN__)$')
    count=$(grep -c . <<<"$votes")
    if peers master-db | grep -q '^100 '; then return; fi
    enough=$need
    # Who voted so far has nothing: whoever has data must be heard, lest a site that comes back from a copy begin anew.
    if [[ ! ${votes%% *} =~ [1-9] ]]; then enough=__ALL__; fi
    if [ "$count" -ge "$enough" ]; then break; fi
    sleep 0.3 # this node's own vote takes a moment, too
  done
  if [ "$count" -lt "$enough" ] || ! one_data_set "$first"; then return; fi
  for name in "${order[@]}"; do # of equals the first
    if grep -qx "${votes%% *} $name" <<<"$votes"; then
      if [ "$name" = "$me" ]; then score -v 100; fi
      return
    fi
  done
}
monitor() {
  local leader
  if copying; then return 0; fi
  running || return 7
  if [ -e $stalled ]; then return 1; fi
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
    follow "${host[$leader]}"
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
CREATE DATABASE IF NOT EXISTS __SITE_DATABASE__;
source __ACCOUNTS_SQL__
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
