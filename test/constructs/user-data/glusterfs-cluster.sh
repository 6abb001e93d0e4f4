# A GlusterFS cluster on one machine: `glusterfs-cluster.sh FOLDER`, inside new net, mount and pid namespaces, so that
# all of it ends with them. FOLDER/of-COUNT/NODE holds each node's rendered script and setup step.
# shellcheck shell=bash
set -eu
folder=$1 count=3

# Bricks must not be on the root disk.
mount -t tmpfs none "$folder/disks"

cat >"$folder/bin/systemctl" <<'S'
#!/bin/bash
# glusterd alone, and only what the scripts ask of systemd.
pid=$(cat /run/glusterd.pid 2>/dev/null)
if [ "$1" != start ] && [ -n "$pid" ]; then
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  rm /run/glusterd.pid
fi
if [ "$1" != stop ] && [ ! -e /run/glusterd.pid ]; then
  glusterd -p /run/glusterd.pid 9>&-
  sleep 1
fi
S
echo '#!/bin/sh' >"$folder/bin/dpkg-divert" # the programs are this machine's
chmod +x "$folder"/bin/*
echo 'hosts: files' >"$folder/nsswitch.conf" # glusterd would wait for a name service that is not there
ip link add switch type bridge
ip link set switch up

# boot NODE [client]: a machine with an empty root disk; its data disk is kept unless `lose` was called
boot() {
  local i=$1 role=${2:-server} home=$folder/node-$1
  mkdir -p "$home" "$folder/disks/$i"
  cat >"$home/boot" <<B
mount --make-rprivate /
mount -t tmpfs none /srv
mkdir -p /srv/data /srv/uploads
mount --bind $folder/disks/$i /srv/data
for place in /run /var/log /var/lib; do mount -t tmpfs none \$place; done
mkdir -p /run/gluster /var/log/glusterfs /var/lib/glusterd
mount --bind $folder/nsswitch.conf /etc/nsswitch.conf
ip link set lo up
touch $home/up
trap '' CHLD
while :; do sleep 1 & wait; done
B
  rm -f "$home/up"
  unshare -nmpf --kill-child --mount-proc bash "$home/boot" &
  echo $! >"$home/parent"
  until [ -e "$home/up" ]; do sleep 0.1; done
  pgrep -P "$(cat "$home/parent")" >"$home/pid"
  ip link del "n$i" 2>/dev/null || true # as long as something of the machine of before holds it
  ip link add "n$i" type veth peer name eth0 netns "$(cat "$home/pid")"
  ip link set "n$i" master switch up
  on "$i" ip addr add "10.20.1.$((i + 3))/24" dev eth0
  on "$i" ip link set eth0 up
  [ "$role" = server ] || return 0
  on "$i" bash -c 'set -euo pipefail; serve() { case $1 in glusterd*) systemctl start ;; esac; }
    source <(sed "s,/usr/local/sbin/nospof-gluster,$1/converge,g" "$1/step")' - "$folder/of-$count/uploads-$i"
  touch "$home/ready"
}
on() { local i=$1; shift; PATH=$folder/bin:$PATH nsenter -t "$(cat "$folder/node-$i/pid")" -m -n -p -- "$@"; }
boot_all() {
  local i
  for i in "$@"; do rm -f "$folder/node-$i/ready"; done
  for i in "$@"; do boot "$i" & done
  for i in "$@"; do until [ -e "$folder/node-$i/ready" ]; do sleep 0.1; done; done
}
crash() {
  kill -9 "$(cat "$folder/node-$1/pid")"
  while kill -0 "$(cat "$folder/node-$1/parent")" 2>/dev/null; do sleep 0.1; done
}
look() { # every node's script once, all at the same time
  local i pids=()
  for ((i = 1; i <= count; i++)); do
    on "$i" "$folder/of-$count/uploads-$i/converge" >&2 &
    pids+=($!)
  done
  wait "${pids[@]}" || true
}
give_up() {
  echo "never: $1" >&2
  on 2 gluster volume status >&2
  on 2 gluster peer status >&2
  on 3 ss -Htnp '( sport >= 49152 or dport >= 49152 )' >&2
  on 3 bash -c 'grep -H . /run/gluster/vols/*/*.pid; tail -5 /var/log/glusterfs/bricks/*.log' >&2
  on 2 tail -20 /var/log/glusterfs/srv-uploads.log >&2
  on 1 tail -20 /var/log/glusterfs/glusterd.log >&2
  exit 1
}
until_true() { # ROUNDS COMMAND...
  local rounds=$1; shift
  while ! "$@"; do
    ((rounds-- > 0)) || give_up "$*"
    look
    sleep 2
  done
}
bricks_up() { [ "$(on 2 gluster volume status uploads detail 2>/dev/null | grep -c '^Online.*: Y')" = "$count" ]; }
identity() { grep -o 'UUID=.*' "$folder/disks/$1/glusterd/glusterd.info"; }
files() { on 2 bash -c 'cd /srv/uploads && find . -type f | sort | xargs sha256sum | sha256sum'; }
on_disk() { (cd "$folder/disks/$1/brick" && find . -path ./.glusterfs -prune -o -type f -print | wc -l); }

boot_all 1 2 3
until_true 10 bricks_up
on 2 glusterfs --process-name=fuse --volfile-server=10.20.1.5 --volfile-id=/uploads /srv/uploads
until on 2 mountpoint -q /srv/uploads; do sleep 0.2; done
echo "> formed: $count bricks of $count up, owner $(on 2 stat -c %U /srv/uploads)"
on 2 bash -c 'mkdir /srv/uploads/d; for i in {1..60}; do echo $i >/srv/uploads/d/$i; done'
before=$(files)

on 3 bash -c 'kill -9 $(cat /run/gluster/vols/uploads/*.pid)'
sleep 1
! bricks_up
until_true 10 bricks_up
echo "> brick killed: $count bricks of $count up"

port() { on 3 bash -c 'ss -Hltnp | sed -n "s/.*:\([0-9]*\) .*[(,]pid=$(cat /run/gluster/vols/uploads/*.pid),.*/\1/p"'; }
lost=$(port)
on 3 nft -f - <<N
table inet lost {
  chain in { type filter hook input priority 0; tcp dport $lost reject with tcp reset; }
  # The resets themselves must pass, or a client that asks waits two minutes for an answer.
  chain out { type filter hook output priority 0; tcp flags rst accept; tcp sport $lost reject with tcp reset; }
}
N
found() { # by all self-heal daemons and the mount
  local now
  now=$(port) && [ -n "$now" ] && [ "$now" != "$lost" ] || return
  [ "$(on 3 ss -Htn state established "sport = :$now" | wc -l)" -ge $((count + 1)) ]
}
until_true 20 found
until_true 10 bricks_up
echo "> brick that nobody finds: $count bricks of $count up"

was=$(identity 1)
crash 1
rm -rf "$folder/disks/1"
sleep 6 # a client waits for network.ping-timeout
on 2 bash -c 'echo late >/srv/uploads/d/late'
before=$(files)
boot_all 1
until_true 10 bricks_up
[ "$(identity 1)" = "$was" ]
whole() { [ "$(on_disk 1)" = "$(on_disk 2)" ]; }
healthy() { on 1 bash "$folder/of-$count/uploads-1/health"; }
early=0
healthy_and_whole() {
  healthy || return
  whole || early=1
}
until_true 30 healthy_and_whole
whole
[ "$(files)" = "$before" ]
echo "> disk of 1 lost: $count bricks of $count up, same identity, same files, healthy $( ((early)) && echo too early || echo 'when it has them all')"

crash 1
crash 3
rm -rf "$folder/disks/1" "$folder/disks/3"
boot_all 1 3
until_true 20 bricks_up
both_whole() { whole && [ "$(on_disk 3)" = "$(on_disk 2)" ]; }
until_true 20 both_whole
[ "$(files)" = "$before" ]
marks() { on 2 gluster volume info uploads | grep -c 'nospof-blank.*yes'; }
unmarked() { [ "$(marks)" = 0 ]; }
until_true 5 unmarked
echo "> disks of 1 and 3 lost: $count bricks of $count up, same files"

# As on the way to a later release: the others turn 1 away for what it has written of the volume.
on 1 systemctl stop
sed -i 's/^network.ping-timeout=.*/&\nnetwork.frame-timeout=1799/' "$folder/disks/1/glusterd/vols/uploads/info"
on 1 systemctl start
sleep 3
[ "$(on 1 gluster peer status | grep -c 'Peer Rejected (Connected)')" = 2 ]
together() { [ "$(on 1 gluster peer status | grep -c 'Peer in Cluster (Connected)')" = 2 ]; }
until_true 10 together
until_true 10 bricks_up
! grep -q frame-timeout "$folder/disks/1/glusterd/vols/uploads/info"
echo "> turned away by the others: $count bricks of $count up"

count=6
boot_all 4 5 6
until_true 20 bricks_up
settled() { [ ! -e "$folder/disks/1/glusterd/nospof-rebalance" ]; }
until_true 40 settled
[ "$(on_disk 4)" -gt 0 ]
[ "$(files)" = "$before" ]
echo "> grown: $count bricks of $count up, same files, rebalanced"

# A web node's mount outlives the volume: all disks are lost, and the volume is made again.
boot 9 client
mount_client() { glusterfs --process-name=fuse --volfile-server=10.20.1.4 --volfile-server=10.20.1.5 --volfile-id=/uploads /srv/uploads; }
cat >"$folder/client/systemctl" <<S
#!/bin/bash
echo "\$*" >>$folder/client/calls
umount -lq /srv/uploads
$(declare -f mount_client)
mount_client
S
chmod +x "$folder/client/systemctl"
client() { PATH=$folder/client:$PATH nsenter -t "$(cat "$folder/node-9/pid")" -m -n -p -- "$@"; }
client "$folder/client/systemctl"
client "$folder/client/remount" >&2 &
listed() { client timeout 5 ls /srv/uploads >/dev/null 2>&1; }
until listed; do sleep 0.5; done
for i in 1 2 3 4 5 6; do crash $i; done
sleep 20 # whoever has the volume mounted must not be mounted again for as long as there is nothing else
echo "> volume away: $(grep -c restart "$folder/client/calls") restarts of the mount"
rm -rf "$folder"/disks/*
count=3
boot_all 1 2 3
until_true 20 bricks_up
until_true 20 listed
client runuser -u www-data touch /srv/uploads/new
[ -e "$folder/disks/3/brick/new" ]
echo "> all disks lost: $count bricks of $count up, $(grep -c restart "$folder/client/calls") restart of the mount"
echo '> end'
