#!/bin/bash
# Bring the volume a step nearer to this; safe to run again and to interrupt. nospof-gluster.service runs it every 15 s.
set -euo pipefail
volume=__VOLUME__ self=__SELF__ brick=__BRICK__ state=/var/lib/glusterd
filling=__FILLING__ # while the brick is no whole copy
nodes=(__NODES__) # __NAMES__
layout=(__LAYOUT__)
options=(
__OPTIONS__
)
exec 9>/run/nospof-gluster.lock
flock -n 9 || exit 0

say() { echo "$*"; exit 0; }
g() { timeout 120 gluster --mode=script "$@"; }
known() { grep -qxF -e "Hostname: $1" -e "$1" <<<"$peers"; }
blank() { # the brick never ran
  local first
  first=$(find $brick -mindepth 1 ! -path $brick/.glusterfs -print -quit) && [[ -z $first ]]
}
marked() { grep -qxF "user.nospof-blank-$1: yes" <<<"$now"; } # its node says that its brick is empty, and waits
others_up() { # or are as empty as this one
  local up blank
  up=$(g volume status "$volume" detail | grep -c '^Online.*: Y')
  blank=$(grep '^user.nospof-blank-.*: yes$' <<<"$now" | grep -cvF -- "-$self: ")
  [[ $((up + blank)) == $(($(grep -cE '^Brick[0-9]+:' <<<"$now") - 1)) ]]
}
info() {
  now=$(g volume info "$volume" 2>&1) || { [[ $now == *'does not exist'* ]] || say "$now"; now=; }
}
forgotten() { # others have the volume with a brick of this node, but glusterd here does not
  local node
  info
  [[ -z $now ]] || return
  for node in "${nodes[@]}"; do
    [[ $node == "$self" ]] || ! g --remote-host="$node" volume info "$volume" 2>/dev/null | grep -qE "^Brick[0-9]+: $self:" || return 0
  done
  return 1
}
settled() { # one handshake at a time
  for _ in {1..20}; do
    sleep 1
    if ! g peer status | grep '^State: ' | grep -qvF 'Peer in Cluster (Connected)'; then return; fi
  done
}
stuck() { [[ $1 != "$self" ]] && g --remote-host="$1" peer status | grep -q '^State: .* peer request'; }
turned_away() { # by a node that answers: it does not speak to a glusterd of an earlier version
  local node
  peers=$(g peer status)
  while read -r node; do
    ! g --remote-host="$node" pool list </dev/null >/dev/null 2>&1 || return 0
  done < <(awk '/^Hostname: / { name = $2 } /^State: .*[(]Disconnected[)]/ { print name }' <<<"$peers")
  return 1
}
rejected() { # all others answer and know this node, but not what it says of the volume; and they are a majority that agrees
  local node seen
  peers=$(g peer status)
  [[ $peers == *'Peer Rejected (Connected)'* ]] || return
  ! grep '^State: ' <<<"$peers" | grep -qvF 'Peer Rejected (Connected)' || return
  for node in "${nodes[@]}"; do
    [[ $node != "$self" ]] || continue
    # Whose request was accepted has been compared, though its handshake has not ended.
    seen=$(g --remote-host="$node" peer status 2>/dev/null | grep -cE '^State: (Peer in Cluster|Accepted peer request) \(Connected\)$') || true
    (((seen + 1) * 2 > ${#nodes[@]})) || return
  done
}
unfinished() { # another node accepted this one's request, and its handshake has not ended
  peers=$(g peer status)
  grep -qxF 'State: Accepted peer request (Connected)' <<<"$peers"
}
healed() {
  local heal
  heal=$(g volume heal "$volume" info) && [[ -n $heal ]] && ! grep -qvE '^(Brick .*|Status: Connected|Number of entries: 0|)$' <<<"$heal"
}
alive() { [[ $(cat "/proc/$(cat "$1" 2>/dev/null)/comm" 2>/dev/null) == gluster* ]]; }
unfound() { # the brick runs, but glusterd has lost its port, or nobody has reached it, not even this node's self-heal daemon
  local pid port state=/run/nospof-gluster.state
  alive "$run" && alive "$heal" && pid=$(<"$run") || return
  if g get-state odir ${state%/*}/ file ${state##*/} >/dev/null && grep -q '^Volume.*Brick.*\.port: 0$' $state; then return; fi
  port=$(ss -Hltnp | sed -n "s/.*:\([0-9]*\) .*[(,]pid=$pid,.*/\1/p")
  [[ -n $port && -z $(ss -Htn state established "sport = :$port") ]]
}

adopt() { # be the peer again as which others know this address, instead of making up a new identity
  local node list uuid id host
  for node in "${nodes[@]}"; do
    [[ $node != "$self" ]] || continue
    list=$(g --remote-host="$node" pool list 2>/dev/null) || continue
    uuid=$(grep -oP -m 1 -e '(^|brick uuid=")\K[0-9a-f-]{36}(?=(">|\s+)'"${self//./\\.}[:\s])" \
      <<<"$list"$'\n'"$(g --remote-host="$node" volume info "$volume" --xml 2>/dev/null)") || continue
    ! grep -qs "$uuid" $state/glusterd.info || return 0
    echo "this machine is $uuid again, as $node knows it"
    systemctl stop glusterd
    rm -rf $state/peers $state/vols
    mkdir $state/peers
    while read -r id host _; do
      [[ $id == *-*-* && $id != "$uuid" ]] || continue
      [[ $host != localhost ]] || host=$node
      printf 'uuid=%s\nstate=3\nhostname1=%s\n' "$id" "$host" >$state/peers/"$id"
    done <<<"$list"
    printf 'UUID=%s\noperating-version=100000\n' "$uuid" >$state/glusterd.info
    systemctl start glusterd
    exit 0
  done
}

if [[ ! -e $state/glusterd.info ]]; then
  adopt
  systemctl start glusterd
fi
g pool list >/dev/null || say 'glusterd does not answer yet'
peers=$(g peer status)
latest=$(glusterd --version | sed -n 's/^glusterfs \([0-9]*\)\..*/\10000/p')
if ! grep -qx "operating-version=$latest" $state/glusterd.info && turned_away && sleep 10 && turned_away; then
  echo "another node turns glusterd away; it speaks version $latest from now on"
  systemctl stop glusterd
  sed -i "s/^operating-version=.*/operating-version=$latest/" $state/glusterd.info
  systemctl start glusterd
  exit 0
fi
if rejected && sleep 10 && rejected; then
  # A later version leaves out settings that it does not know, and compares the rest with what an earlier one has written here.
  echo 'the others turn away what this node has written of the volume; it gets theirs when it starts'
  systemctl stop glusterd
  rm -rf $state/nospof-rejected
  mv $state/vols $state/nospof-rejected
  systemctl start glusterd
  exit 0
fi
info
if [[ -n $now ]] && unfinished && sleep 10 && unfinished; then
  echo 'the handshake with another node has not ended; it begins again when glusterd starts'
  systemctl restart glusterd
  exit 0
fi
if [[ -z $now && $peers != *'Peer in Cluster'* ]]; then adopt; fi
if [[ -z $now && $peers == *'Peer in Cluster (Connected)'* ]] && forgotten && sleep 10 && forgotten; then
  echo 'glusterd has lost the volume; it gets it from the others when it starts'
  systemctl restart glusterd
  exit 0
fi

# The first node is known by the name that reverse DNS gave it; add its address.
if [[ -n $now && $self != "${nodes[0]}" ]] && ! known "${nodes[0]}"; then g peer probe "${nodes[0]}"; fi

# The brick of this node: filled anew if its disk was lost, started again if it died.
if ! grep -qE "^Brick[0-9]+: $self:" <<<"$now"; then
  # Making a volume marks the bricks before it is sure to succeed, and refuses marked ones the next time.
  if blank && [[ -n $(find $brick -maxdepth 0 -cmin +1) ]]; then
    setfattr -x trusted.glusterfs.volume-id $brick 2>/dev/null || true
  fi
elif grep -q '^Status: Started' <<<"$now"; then
  run=/run/gluster/vols/$volume/$self${brick//\//-}.pid heal=/run/gluster/shd/$volume/$volume-shd.pid
  if ! alive "$run" || ! alive "$heal"; then sleep 5; fi
  if unfound && sleep 10 && unfound; then
    echo 'nobody finds the brick, whose port glusterd forgets when it starts it twice at once; it will start it again'
    kill -9 "$(<"$run")"
    sleep 1
  fi
  # It is a copy when nothing is to be healed at two looks: what the crawl has not come to yet is not counted.
  if [[ -e $filling ]]; then
    if ! healed; then rm -f $filling.once
    elif [[ -e $filling.once ]]; then rm $filling $filling.once
    else touch $filling.once; fi
  fi
  if marked "$self" && ! blank; then g volume set "$volume" "user.nospof-blank-$self" no; fi
  if blank && ! alive "$run"; then
    marked "$self" || { g volume set "$volume" "user.nospof-blank-$self" yes; info; }
    others_up || say 'the brick is empty; filling it waits for all others'
    for node in "${nodes[@]}"; do # one after the other
      ! marked "$node" || [[ $node == "$self" ]] || say "the brick is empty; that of $node is filled first"
      [[ $node != "$self" ]] || break
    done
    systemctl restart glusterd # it knows a brick by its real path, which it looks up when it starts
    for _ in {1..30}; do sleep 1; ! others_up || break; done
    settled || true # peers that do not see each other yet would refuse
    sleep 2
    g volume set "$volume" "user.nospof-blank-$self" no # before it holds anything that others might miss
    touch $filling
    rm -f $filling.once
    g volume reset-brick "$volume" "$self:$brick" start
    g volume reset-brick "$volume" "$self:$brick" "$self:$brick" commit force
    g volume heal "$volume" full
  elif ((($(grep -cxF 'State: Peer in Cluster (Connected)' <<<"$peers") + 1) * 2 > ${#nodes[@]})) && ! { alive "$run" && alive "$heal"; }; then
    echo 'the brick or the self-heal daemon is down; glusterd starts them again'
    alive "$run" || rm -f "$run"
    alive "$heal" || rm -f "$heal"
    systemctl restart glusterd
  fi
fi

# What concerns the volume as a whole, the first node does.
[[ $self == "${nodes[0]}" ]] || exit 0
missing=() unset=()
for node in "${nodes[@]}"; do
  grep -qE "^Brick[0-9]+: $node:" <<<"$now" || missing+=("$node:$brick")
done
if [[ ${#missing[@]} -gt 0 ]]; then
  for node in "${nodes[@]}"; do
    g --remote-host="$node" pool list >/dev/null 2>&1 || say "waiting for $node"
  done
  for node in "${nodes[@]}"; do
    [[ $node == "$self" ]] || known "$node" || { g peer probe "$node"; settled || true; }
  done
  for node in "${nodes[@]}"; do
    # A handshake that another one overtook never ends; without a brick, the node can be taken in once more.
    if [[ " ${missing[*]} " == *" $node:"* ]] && stuck "$node" && sleep 10 && stuck "$node"; then
      g peer detach "$node" force
      say "$node did not come to be a peer; it is asked again"
    fi
  done
  for node in "${nodes[@]}"; do
    seen=$(g --remote-host="$node" peer status | grep -cxF 'State: Peer in Cluster (Connected)') || true
    ((seen >= ${#nodes[@]} - 1)) || say "waiting for $node to see all others"
  done
  if [[ -z $now ]]; then
    g volume create "$volume" "${layout[@]}" "${missing[@]}"
  else
    ((${#missing[@]} % 3 == 0)) || say "bricks are missing, but not in threes: ${missing[*]}"
    : >$state/nospof-rebalance
    g volume add-brick "$volume" "${missing[@]}"
  fi
  info
fi
for option in "${options[@]}"; do
  grep -qxF "$option" <<<"$now" || unset+=("${option%%: *}" "${option#*: }")
done
[[ ${#unset[@]} == 0 ]] || g volume set "$volume" "${unset[@]}"
grep -q '^Status: Started' <<<"$now" || g volume start "$volume" || g volume start "$volume" force # it is empty
if [[ -e $state/nospof-rebalance ]]; then # empty until started once
  status=$(g volume rebalance "$volume" status 2>&1) || true
  if [[ $status == *'in progress'* ]]; then
    :
  elif [[ -s $state/nospof-rebalance && $status == *completed* && $status != *failed* ]]; then
    rm $state/nospof-rebalance
  else
    g volume rebalance "$volume" start
    echo started >$state/nospof-rebalance
  fi
fi
