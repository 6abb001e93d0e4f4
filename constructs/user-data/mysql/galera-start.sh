#!/bin/bash
# Before every start of MariaDB: join the cluster that runs, or bootstrap one if no other node can.
set -u
data=__DATA_DIR__ out=__STATE__ self=__SELF__
nodes=(__NODES__)
boot=/run/mariadb-wsrep-new-cluster
say() { echo "$*" > $out.new && chmod 644 $out.new && mv $out.new $out; } # MariaDB's unit has a narrow umask
__TABLES_LIB__
rm -f $boot
held=none uuid=
if tables; then held=own; fi
if [ -f $data/grastate.dat ]; then
  say busy
  uuid=$(sed -n 's/^uuid: *//p' $data/grastate.dat)
  seq=$(galera_recovery 2>/dev/null | sed -n 's/.*-[0-9a-f]\{12\}:\([0-9]*\)$/\1/p')
  safe=$(sed -n 's/^safe_to_bootstrap: //p' $data/grastate.dat)
  view=$(awk '/^my_uuid/ { m = $2 } /^view_id/ { v = $4 } /^member/ { l = l $2 "," } END { if (v) print m, v, l }' \
    $data/gvwstate.dat 2>/dev/null)
  held="$((${seq:--1} * 2 + ${safe:-0})) ${view:-- 0 -}"
fi
foreign() { # UUID: whether this node's data are not of the cluster that runs; one from 0 had no time to get any
  case $held in none) return 1 ;; own) return 0 ;; esac
  [ "$1" ] && [ "$uuid" != "$1" ] && [[ $uuid = *[1-9a-f]* ]] && tables
}
hold() { # WHY: wait, and say why, once
  [ "${why-}" = "$1" ] || logger -t nospof-db -p err -- "$1" || true
  why=$1
}
intent=
while :; do
  case $held in none | own) say "$held" ;; *) say "${intent:-down} $held" ;; esac
  states=() none=0 own=0 up='' best=-1 first='' rival='' view=0 members=''
  for node in "${nodes[@]}"; do
    if [ "$node" = $self ]; then state=$(cat $out)
    else state=$(curl -sfm 1 "http://$node:__CHECK_PORT__/galera"); fi
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
  for state in "${states[@]}"; do
    read -r _ _ member _ <<<"$state"
    case ,$members in *",${member:-none},"*) present=$((present + 1)) ;; esac
  done
  commas=${members//[^,]/}
  want=
  if [ "$up" ]; then hold "this node's data are not those of the cluster that $up is in: it keeps them and does not join"
  elif [ $own -gt 1 ] || { [ $own = 1 ] && [ $((none + own)) != ${#states[@]} ]; }; then
    hold "nodes hold different databases, so none begins a cluster: $(printf '%s; ' "${states[@]}")"
  elif [ $own = 1 ]; then
    if [ "$held" = own ] && [ $((none + own)) = ${#nodes[@]} ]; then want=1; fi
  elif [ $none = ${#nodes[@]} ]; then
    if [ $self = "${nodes[0]}" ]; then want=1; fi
  elif [ "$first" = $self ] && { [ -z "$rival" ] || [ "$intent" ]; }; then
    if [ $((best % 2)) = 1 ] && [ $((${#states[@]} * 2)) -gt ${#nodes[@]} ] || [ ${#states[@]} = ${#nodes[@]} ] ||
      { [ $SECONDS -ge 60 ] && [ $((present * 2)) -gt ${#commas} ]; }; then want=1; fi
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
