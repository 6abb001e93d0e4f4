import { NODE_FILES } from '../../../model/node-files';
import { words } from '../shell';
import { TABLES_LIB } from './data-set';

/** Where a starting node says what it holds; the check on port 9200 shows it to the others as `GET /galera`. */
export const GALERA_STATE = '/run/nospof-galera';

/** Program that runs before every start of the server. */
export const GALERA_START = NODE_FILES.galeraStart;

/** Seconds after which a majority no longer waits for the rest, when all nodes had crashed. */
const PATIENCE_S = 60;

/** What the program needs to know. */
export interface GaleraStartProps {
  /** IPv4 address of the node. */
  readonly self: string;
  /** IPv4 addresses of all nodes, in the same order everywhere. */
  readonly nodes: readonly string[];
  readonly dataDir: string;
  /** TCP port where the nodes' checks answer. */
  readonly checkPort: number;
}

/**
 * The program that decides how a Galera node starts. It joins as soon as any other node runs; it bootstraps a cluster
 * only when no other node can do so too, which are these cases:
 *
 * - the first start of all: every node answers that it never was in a cluster, and it is the first;
 * - after a clean stop of all: it was the last to stop (`safe_to_bootstrap: 1`) and a majority answers;
 * - after a crash of all: every node answers and none holds more transactions;
 * - after a crash of all of which some stay away: for a minute now a majority of the last primary component has been
 *   answering, and none of them holds more.
 *
 * Of nodes that hold equally much the first in the list is taken. Before it bootstraps, a node announces it (`boot`), waits,
 * and looks again; whoever sees an announcement holds back, and of two announcements the lesser is withdrawn. Each case
 * needs all nodes or a majority, so no two sides of a split network can both bootstrap.
 *
 * A database with tables that never was in a cluster is nobody's to overwrite: its node says `own`. It begins a cluster when all others
 * are empty, as when a single database grows; else it waits, as does one whose cluster was another one than that which runs
 * (a volume that was kept and comes back), and nobody begins a cluster beside it. A person puts aside what must not lead.
 *
 * A node's state is one line: `none`, `own`, `busy` (finding out), `join`, or `down|boot RANK MY-UUID VIEW MEMBERS`; the rank is
 * twice the last transaction's number, plus one for the last to stop.
 */
export function galeraStartScript(props: GaleraStartProps): string {
  return `#!/bin/bash
# Before every start of MariaDB: join the cluster that runs, or bootstrap one if no other node can.
set -u
data=${words([props.dataDir])} out=${GALERA_STATE} self=${props.self}
nodes=(${words(props.nodes)})
boot=/run/mariadb-wsrep-new-cluster
say() { echo "$*" > $out.new && chmod 644 $out.new && mv $out.new $out; } # MariaDB's unit has a narrow umask
${TABLES_LIB}rm -f $boot
held=none uuid=
if tables; then held=own; fi
if [ -f $data/grastate.dat ]; then
  say busy
  uuid=$(sed -n 's/^uuid: *//p' $data/grastate.dat)
  seq=$(galera_recovery 2>/dev/null | sed -n 's/.*-[0-9a-f]\\{12\\}:\\([0-9]*\\)$/\\1/p')
  safe=$(sed -n 's/^safe_to_bootstrap: //p' $data/grastate.dat)
  view=$(awk '/^my_uuid/ { m = $2 } /^view_id/ { v = $4 } /^member/ { l = l $2 "," } END { if (v) print m, v, l }' \\
    $data/gvwstate.dat 2>/dev/null)
  held="$((\${seq:--1} * 2 + \${safe:-0})) \${view:-- 0 -}"
fi
foreign() { # UUID: whether this node's data are not of the cluster that runs; one from 0 had no time to get any
  case $held in none) return 1 ;; own) return 0 ;; esac
  [ "$1" ] && [ "$uuid" != "$1" ] && [[ $uuid = *[1-9a-f]* ]] && tables
}
hold() { # WHY: wait, and say why, once
  [ "\${why-}" = "$1" ] || logger -t nospof-db -p err -- "$1" || true
  why=$1
}
intent=
while :; do
  case $held in none | own) say "$held" ;; *) say "\${intent:-down} $held" ;; esac
  states=() none=0 own=0 up='' best=-1 first='' rival='' view=0 members=''
  for node in "\${nodes[@]}"; do
    if [ "$node" = $self ]; then state=$(cat $out)
    else state=$(curl -sfm 1 "http://$node:${props.checkPort}/galera"); fi
    read -r kind rank _ seen list <<<"$state"
    case $kind in
      up) up=$node; foreign "$rank" || { say join; exit 0; } ;;
      own) own=$((own + 1)) ;;
      none) none=$((none + 1)) ;;
      busy) rival=1 ;;
      boot | down)
        if [ "$kind" = boot ] && [ "$node" != $self ]; then rival=1; fi
        if [ "$rank" -gt "$best" ]; then best=$rank first=$node; fi
        if [ "$seen" -gt "$view" ]; then view=$seen members=$list; fi ;;
      *) continue ;;
    esac
    states+=("$state")
  done
  present=0
  for state in "\${states[@]}"; do
    read -r _ _ uuid _ <<<"$state"
    case ,$members in *",\${uuid:-none},"*) present=$((present + 1)) ;; esac
  done
  commas=\${members//[^,]/}
  want=
  if [ "$up" ]; then hold "this node's data are not those of the cluster that $up is in: it keeps them and does not join"
  elif [ $own -gt 1 ] || { [ $own = 1 ] && [ $((none + own)) != \${#states[@]} ]; }; then
    hold "nodes hold different databases, so none begins a cluster: $(printf '%s; ' "\${states[@]}")"
  elif [ $own = 1 ]; then
    if [ "$held" = own ] && [ $((none + own)) = \${#nodes[@]} ]; then want=1; fi
  elif [ $none = \${#nodes[@]} ]; then
    if [ $self = "\${nodes[0]}" ]; then want=1; fi
  elif [ "$first" = $self ] && { [ -z "$rival" ] || [ "$intent" ]; }; then
    if [ $((best % 2)) = 1 ] && [ $((\${#states[@]} * 2)) -gt \${#nodes[@]} ] || [ \${#states[@]} = \${#nodes[@]} ] ||
      { [ $SECONDS -ge ${PATIENCE_S} ] && [ $((present * 2)) -gt \${#commas} ]; }; then want=1; fi
  fi
  if [ -z "$want" ]; then intent=
  elif [ -z "$intent" ]; then intent=boot; sleep 2
  else
    say boot 0 - 0 -
    rm -f $data/gvwstate.dat
    if [ -f $data/grastate.dat ]; then sed -i 's/^safe_to_bootstrap: 0/safe_to_bootstrap: 1/' $data/grastate.dat; fi
    echo "_WSREP_NEW_CLUSTER='--wsrep-new-cluster'" > $boot
    exit 0
  fi
  sleep 1
done
`;
}
