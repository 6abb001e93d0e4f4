// Made of the scripts below constructs/user-data by `npm run embed`; change those.

/** What each script wants to know: the names of its placeholders. */
export interface ScriptValues {
  readonly 'base/files.py': never;
  readonly 'base/follow.sh': never;
  readonly 'base/lib.sh': 'KEPT_SECONDS' | 'SHA256_OF_NOTHING';
  readonly 'base/renew.sh': never;
  readonly 'base/root-disk.sh': never;
  readonly 'base/session-manager.sh': never;
  readonly 'base/setup.sh': 'STEPS';
  readonly 'data-volume.sh': 'BYTES_PER_INODE' | 'LABEL' | 'MOUNT_POINT' | 'WAIT_S';
  readonly 'gluster-mount.sh': 'EVERY' | 'MOUNT' | 'NAME' | 'SERVERS';
  readonly 'glusterfs-converge.sh': 'BRICK' | 'FILLING' | 'LAYOUT' | 'NAMES' | 'NODES' | 'OPTIONS' | 'SELF' | 'VOLUME';
  readonly 'glusterfs-step.sh': 'CONVERGE' | 'DATA' | 'STATE';
  readonly 'haproxy/stand-in.sh': 'FOLDER' | 'NAME' | 'PEM';
  readonly 'haproxy/tls.sh': 'ACME_PORT' | 'DAYS' | 'FOLDER' | 'NAMES' | 'RANK';
  readonly 'health.sh': 'QUESTIONS';
  readonly 'keepalived-address.sh': 'ADDRESS' | 'EVENTS' | 'SELF';
  readonly 'keepalived-alive.sh': 'PATH' | 'PORT';
  readonly 'keepalived-step.sh': 'AGENT' | 'CONFIG' | 'SELF';
  readonly 'mysql/accounts-step.sh': 'ACCOUNTS' | 'ACCOUNTS_SQL' | 'PASSWORD_HASH' | 'REPLICATION_SECRET';
  readonly 'mysql/begin.sh': 'REFUSED' | 'REPLICAS' | 'REPLICA_LIB';
  readonly 'mysql/check-galera.py': never;
  readonly 'mysql/check-replicas.py': never;
  readonly 'mysql/check.py': 'GALERA_STATE' | 'LOOK' | 'PORT' | 'STALLED' | 'USER';
  readonly 'mysql/cluster-step.sh': 'CIB' | 'COROSYNC_CONF' | 'PROPERTIES' | 'RESOURCES';
  readonly 'mysql/copy.sh': 'BRANCH' | 'COPY_LOCK' | 'COPY_PORT' | 'DATA_DIR' | 'REFUSED' | 'REPLACED' | 'REPLICATION_SECRET' | 'REPLICA_LIB' | 'START' | 'STOP';
  readonly 'mysql/data-set.sh': 'FIRST_OF_TERM' | 'HISTORY_DATABASE' | 'HISTORY_TABLE_SQL' | 'REFUSED' | 'TABLES_LIB';
  readonly 'mysql/fence.sh': 'HOSTS';
  readonly 'mysql/galera-start.sh': 'CHECK_PORT' | 'DATA_DIR' | 'NODES' | 'SELF' | 'STATE' | 'TABLES_LIB';
  readonly 'mysql/make-data-dir.sh': 'DIR' | 'FRESH';
  readonly 'mysql/name-data.sh': 'NAME_DATA_SQL';
  readonly 'mysql/password-hash.sh': never;
  readonly 'mysql/replica-lib.sh': 'COPY_LOCK' | 'DATA_DIR' | 'DATA_SET_LIB' | 'MAKE_DATA_DIR' | 'REFUSED' | 'REPLACED' | 'REPLICATION_SECRET';
  readonly 'mysql/resource-agent.sh': 'ACCOUNTS_SQL' | 'ALL' | 'ALL_BUT_ONE' | 'COPY_LOCK' | 'HOSTS' | 'NAMES' | 'OPTION_FILE' | 'PATTERN' | 'REFUSED' | 'REPLICA_LIB' | 'SITE_DATABASE' | 'STALLED';
  readonly 'mysql/stall.sh': 'ACT' | 'PATIENCE_S' | 'PROBE' | 'STALLED';
  readonly 'mysql/tables.sh': 'DATA_DIR' | 'NOT_OWN';
  readonly 'postgresql/accounts.sh': 'CHECK' | 'SCRAM' | 'SITE' | 'SITE_CONNECTIONS';
  readonly 'postgresql/check.py': 'PORT' | 'USER';
  readonly 'postgresql/make-data-dir.sh': 'DIR' | 'VERSION';
  readonly 'postgresql/scram.py': never;
  readonly 'valkey/accounts-step.sh': 'ACCOUNTS' | 'NODES_PASSWORD' | 'NODES_SECRET' | 'SITE_MAY' | 'SITE_SECRET';
  readonly 'valkey/check.py': 'PASSWORD' | 'PORT' | 'SERVER_PORT' | 'USER';
  readonly 'varnish/lost-backends.sh': 'NODES';
  readonly 'varnish/step.sh': 'FLAGS' | 'OPTIONS' | 'VCL';
  readonly 'web/apache-step.sh': 'CONFIG' | 'INPUTS' | 'LOADER';
  readonly 'web/application-step.sh': 'FIND_RELEASE' | 'PREPARE' | 'RELEASE_COMMAND' | 'RELEASE_FILE' | 'VARIANT';
  readonly 'web/health.php': 'ROOT';
  readonly 'web/loader.py': 'RUN';
  readonly 'web/once.sh': never;
  readonly 'web/run.py': 'SECRETS' | 'SETTINGS';
}

/** The scripts' text. */
export const SCRIPTS: Readonly<Record<keyof ScriptValues, string>> = {
  'base/files.py': `#!/usr/bin/python3
# nospof-files packages NEW | nospof-files write NEW OLD: what cloud-init does with these keys, on a running node.
import os, sys, yaml

new, old = [yaml.safe_load(open(path)) if path else {} for path in (sys.argv[2:] + [None])[:2]]
if sys.argv[1] == "packages":
    print("\\n".join(new["packages"]))
    sys.exit()
files = {f["path"]: f for f in new["write_files"] if f.get("defer")}
for path, f in files.items():
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w") as out:
        out.write(f["content"])
    os.chmod(path + ".new", int(f.get("permissions", "0644"), 8))
    os.replace(path + ".new", path)
for f in old["write_files"]:
    if f["path"] not in files and os.path.exists(f["path"]):
        os.remove(f["path"])
`,
  'base/follow.sh': `#!/bin/bash
# Apply this node's configuration from the site's bucket when it has changed, or when setup did not get to its end.
. /usr/local/lib/nospof/lib.sh
cd /var/lib/nospof
exec 8> /run/nospof-follow.lock
flock -n 8 || exit 0
flock -n /run/nospof-setup.lock true || exit 0
if [ ! -s applied.yaml ]; then
  # Whole or not at all: a half of it would be compared with for good.
  imds user-data | zcat -f > applied.yaml.new
  [ -s applied.yaml.new ] && mv applied.yaml.new applied.yaml
fi
wanted() {
  local os own
  site_object "nodes/$NOSPOF_NODE.yaml" wanted.yaml || return
  os=$(sed -n 's/^ *NOSPOF_OS=//p' wanted.yaml)
  # shellcheck source=/dev/null
  own=$(. /etc/os-release && echo "$ID-$VERSION_ID")
  # Another release has other programs, at other paths: the machine is replaced before it is told of them.
  if [ "\${os:-$own}" != "$own" ]; then
    echo "not taken over: the new configuration is for $os, and this machine runs $own" >&2
    return 1
  fi
}
nothing_new() { [ -e complete ] && cmp -s wanted.yaml applied.yaml; }
wanted
if nothing_new; then exit 0; fi
if [ -e complete ]; then
  sleep $(((\${NOSPOF_NODE##*-} - 1) % 30 * 60))
  wanted # meanwhile it may have been taken back
  if nothing_new; then exit 0; fi
fi
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
chmod 0755 /usr/sbin/policy-rc.d
apt-get -qq update
nospof-files packages wanted.yaml | xargs -r apt-get -qq -y -o Dpkg::Options::=--force-confold install
nospof-files write wanted.yaml applied.yaml
nospof-setup
cp wanted.yaml applied.yaml.new
mv applied.yaml.new applied.yaml
`,
  'base/lib.sh': `# shellcheck shell=bash
# Sourced by the steps in setup.d and by the units of this node.
set -euo pipefail
. /etc/nospof/node.env
export AWS_DEFAULT_REGION=$NOSPOF_REGION DEBIAN_FRONTEND=noninteractive

kept() { # NAME COMMAND...: print what COMMAND prints; for a few minutes all processes of root are told the same
  local file=/run/nospof-$1 now=$EPOCHSECONDS lines text
  if { mapfile -t lines < "$file"; } 2>/dev/null && ((\${lines[0]:-0} <= now && now < \${lines[0]:-0} + __KEPT_SECONDS__)); then
    printf '%s\\n' "\${lines[@]:1}"
    return
  fi
  text=$("\${@:2}") && [ -n "$text" ] || return
  # Whole or not at all, and for nobody else to read.
  (umask 077 && printf '%s\\n' "$now" "$text" > "$file.$BASHPID" && mv "$file.$BASHPID" "$file") || true
  printf '%s\\n' "$text"
}
new_imds_token() {
  curl -fsS -m 5 --retry 3 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token
}
imds() { # PATH: print EC2 instance metadata
  local token
  token=$(kept imds-token new_imds_token) || return
  curl -fsS -m 5 --retry 3 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/$1"
}
fact() { # NAME: print what Terraform told this instance in a tag
  imds "meta-data/tags/instance/nospof:$1"
}
role_credentials() { # print in whose name this instance asks, as options of curl
  local role found name known=()
  role=$(imds meta-data/iam/security-credentials/) && found=$(imds "meta-data/iam/security-credentials/$role") || return
  for name in AccessKeyId SecretAccessKey Token; do
    [[ $found =~ \\"$name\\"\\ *:\\ *\\"([^\\"]+)\\" ]] || { echo "EC2 has no credentials of $role" >&2; return 1; }
    known+=("\${BASH_REMATCH[1]}")
  done
  printf 'user = "%s:%s"\\nheader = "X-Amz-Security-Token: %s"\\n' "\${known[@]}"
}
signed() { # SERVICE CURL-OPTION...: ask a service of AWS in the role of this instance
  local known
  known=$(kept credentials role_credentials) || return
  # Through a pipe, since everybody may read arguments.
  printf '%s\\n' "$known" | curl -K - -sS --fail-with-body \\
    --connect-timeout 10 -y 60 --retry 2 --retry-connrefused --aws-sigv4 "aws:amz:$NOSPOF_REGION:$1" "\${@:2}"
}
site_object() { # KEY FILE: make FILE this object of the site's bucket, whole or not at all; sent only if it has changed
  local url code said file=$2 options=(-H 'X-Amz-Content-Sha256: __SHA256_OF_NOTHING__')
  url=https://$(fact bucket).s3.$NOSPOF_REGION.amazonaws.com/$1 || return
  if [ -e "$file" ] && [ -s "$file.etag" ]; then options+=(--etag-compare "$file.etag"); fi
  options+=(--etag-save "$file.etag.new" -o "$file.new" -w '%{http_code}')
  rm -f "$file.new"
  if ! code=$(signed s3 "\${options[@]}" "$url") || [[ $code != @(200|304) ]]; then
    said=$(sed -n 's:.*<Code>\\(.*\\)</Code>.*<Message>\\(.*\\)</Message>.*:\\1, \\2:p' "$file.new" 2>/dev/null || true)
    echo "not fetched: $url\${said:+: $said}" >&2
    rm -f "$file.new"
    return 1
  fi
  [ "$code" = 200 ] || return 0
  # On the disk first: after a crash the tag must not be there without the file.
  sync "$file.new" && mv "$file.new" "$file" && mv "$file.etag.new" "$file.etag"
}
wait_for() { # SECONDS COMMAND...: repeat until it succeeds or time is up
  local end=$((SECONDS + $1)); shift
  until "$@"; do
    if [ $SECONDS -ge $end ]; then echo "gave up waiting for: $*" >&2; return 1; fi
    sleep 1
  done
}
ssm() { # ACTION FILE: ask the parameter store, with a request that is JSON
  signed ssm --no-show-error -H 'Content-Type: application/x-amz-json-1.1' -H "X-Amz-Target: AmazonSSM.$1" -d "@$2" \\
    "https://ssm.$NOSPOF_REGION.amazonaws.com/"
}
read_secret() {
  ssm GetParameter <(printf '{"Name":"/nospof/%s/%s","WithDecryption":true}' "$NOSPOF_SITE" "$1") \\
    | jq -er '.Parameter.Value // empty'
}
secret() { # NAME: print it, waiting until it exists
  wait_for 900 read_secret "$1"
}
secret_create() { # NAME: print it, made at random by whichever node comes first
  read_secret "$1" && return
  ssm PutParameter <(printf '{"Name":"/nospof/%s/%s","Type":"SecureString","Value":"%s"}' "$NOSPOF_SITE" "$1" \\
    "$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')") >/dev/null || true
  secret "$1"
}
secret_file() { # NAME PATH OWNER: keep it in a file that only OWNER reads
  local value
  value=$(secret "$1")
  if [ "$(cat "$2" 2>/dev/null)" != "$value" ]; then
    install -D -m 0600 -o "$3" /dev/null "$2"
    printf '%s' "$value" > "$2"
  fi
}
unit_state() { systemctl show -p ActiveState,NeedDaemonReload,UnitFileState "$1"; }
begin() { # UNIT: one that starts again by itself may have failed because others were on their way, and not be failed
  local _
  systemctl restart "$1" && return
  for _ in 1 2 3; do
    [[ $(unit_state "$1") == *ActiveState=activating* ]] || break
    systemctl start "$1" && return # what goes on already is waited for
  done
  return 1
}
started=
serve() { # UNIT reload|restart [FILE...]: run UNIT, with these files as they are now
  local unit=$1 how=$2 sums=/var/lib/nospof/served/$1.$2 state now=
  shift 2
  if [ $# -gt 0 ]; then now=$(sha256sum "$@" 2>/dev/null || true); fi
  mkdir -p "\${sums%/*}"
  state=$(unit_state "$unit")
  # Reading all units again takes the processor of a small machine for a while.
  if [[ $state != *NeedDaemonReload=no* ]]; then
    systemctl daemon-reload
    state=$(unit_state "$unit")
  fi
  if [[ ! $state =~ UnitFileState=(enabled|static|alias|indirect|generated) ]]; then systemctl -q --no-reload enable "$unit"; fi
  if [[ $state != *ActiveState=@(active|reloading)* ]]; then
    begin "$unit"
    started=$unit # it has read all its files
  elif [ "$started" != "$unit" ] && [ "$now" != "$(cat "$sums" 2>/dev/null)" ]; then
    systemctl "$how" "$unit"
    if [ "$how" = restart ]; then started=$unit; fi
  fi
  printf '%s' "$now" > "$sums"
}
`,
  'base/renew.sh': `#!/bin/bash
# Start services again that run a program or library which an upgrade has replaced, one after the other.
. /usr/local/lib/nospof/lib.sh
shopt -s nullglob
gone=' /(usr|lib|lib64|bin|sbin)/.* \\(deleted\\)$' # in a map of memory
stale() { # print the services with such a process
  local maps
  for maps in /proc/[0-9]*/maps; do
    if grep -qsE "$gone" "$maps" && [[ $(cat "\${maps%maps}cgroup" 2>/dev/null) =~ /([^/]+\\.service) ]]; then echo "\${BASH_REMATCH[1]}"; fi
  done | sort -u | grep -vE '^(dbus|systemd-logind|user@.*|.*getty@.*|cloud-.*|apt-.*|nospof-renew)\\.service$' || true
}
works() { # whether this node does its work, as far as it asks itself
  local check
  for check in /usr/local/lib/nospof/health.d/*; do
    case \${check##*/} in certificate | servers) continue ;; esac
    timeout -k 1 15 bash "$check" &>/dev/null || return 1
  done
}
renew() ( # UNIT
  # shellcheck disable=SC2317
  may() { :; }
  # shellcheck disable=SC2317
  how() { systemctl try-restart "$1"; }
  # What a service wants before it is started again, and how that is done.
  # shellcheck source=/dev/null
  if [ -e "/usr/local/lib/nospof/renew.d/$1" ]; then . "/usr/local/lib/nospof/renew.d/$1"; fi
  wait_for "\${RENEW_PATIENCE:-600}" may && how "$1"
)
if grep -qsE "$gone" /proc/1/maps; then systemctl daemon-reexec; fi
for unit in $(stale); do
  stale | grep -qxF "$unit" || continue # with another one
  wait_for "\${RENEW_PATIENCE:-600}" works || { echo "this node does not do its work; $unit is left as it is" >&2; exit 1; }
  echo "$unit runs what an upgrade has replaced; it is started again"
  renew "$unit" || { echo "$unit was not started again" >&2; continue; }
  wait_for "\${RENEW_PATIENCE:-600}" works || { echo "after $unit was started again this node does not do its work" >&2; exit 1; }
done
`,
  'base/root-disk.sh': `#!/bin/bash
# Let the root partition and its file system fill their disk, where that has grown.
set -euo pipefail
source=$(findmnt -fnro SOURCE /)
part=/sys/class/block/\${source##*/}
[ -b "$source" ] && [ -e "$part/partition" ] && command -v growpart >/dev/null || exit 0
disk=$(readlink -f "$part/..")
if (($(<"$disk/size") - $(<"$part/start") - $(<"$part/size") > 524288)); then
  growpart "/dev/\${disk##*/}" "$(<"$part/partition")"
  resize2fs "$source"
fi
`,
  'base/session-manager.sh': `if ! dpkg -s amazon-ssm-agent >/dev/null 2>&1; then
  url=https://s3.$NOSPOF_REGION.amazonaws.com/amazon-ssm-$NOSPOF_REGION/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb
  # A unit of its own says that it failed, and tries again until the agent is there.
  # shellcheck disable=SC2016
  systemd-run -q --no-block --unit=nospof-session-manager -p Restart=on-failure -p RestartSec=300 bash -ec '
    cd /run
    curl -fsS -m 300 --retry 3 -o amazon-ssm-agent.deb "$0"
    test "$(dpkg-deb -f amazon-ssm-agent.deb Package)" = amazon-ssm-agent
    dpkg -i amazon-ssm-agent.deb' "$url" || true
fi
`,
  'base/setup.sh': `#!/bin/bash
# Bring this node from its files to running services.
set -euo pipefail
mkdir -p /var/lib/nospof
exec 9> /run/nospof-setup.lock
flock 9
rm -f /usr/sbin/policy-rc.d /var/lib/nospof/complete
systemctl daemon-reload
systemctl -q --no-reload enable --now nospof-follow.timer
for step in __STEPS__/*; do
  echo "nospof-setup: \${step##*/}"
  bash -c '. /usr/local/lib/nospof/lib.sh; . "$0"' "$step"
done
touch /var/lib/nospof/complete
`,
  'data-volume.sh': `#!/bin/bash
# Mount the data volume, the one empty or labelled EBS disk; grow its file system. It never formats a disk with data.
set -euo pipefail
target=__MOUNT_POINT__ label=__LABEL__
bytes_per_inode=__BYTES_PER_INODE__

die() { echo "nospof-data-volume: $*" >&2; exit 1; }
disks() { # whole EBS disks without partitions that nothing uses; instance storage has another model
  lsblk -J -p -o NAME,TYPE,MODEL,MOUNTPOINTS | jq -r '.blockdevices[]
    | select(.type == "disk" and ((.model // "") | startswith("Amazon Elastic Block Store")))
    | select((.children // []) == [] and all(.mountpoints[]; . == null)) | .name'
}
labelled() { [ "$(blkid -p -s LABEL -o value "$1")" = $label ]; }
blank() { # nothing known to blkid, and the first 256 MiB all zeros
  local status=0
  blkid -p "$1" >&2 || status=$?
  [ "$status" = 2 ] && [ "$(head -c 268435456 "$1" | tr -d '\\0' | head -c 1 | wc -c)" = 0 ]
}
backup() { # of what nothing is readable: where ext4 keeps a copy of its superblock, print BLOCK:BLOCK-SIZE of the first that is there
  local at
  if blkid -p "$1" &>/dev/null; then return 1; fi # a healthy file system with another label wants no mending
  for at in 8193:1024 16384:2048 32768:4096 24577:1024 49152:2048 98304:4096 163840:4096 229376:4096; do
    # Its status tells of the journal as well, which may be lost.
    if [[ $(dumpe2fs -h -o "superblock=\${at%:*}" -o "blocksize=\${at#*:}" "$1" 2>/dev/null || true) = *'magic number:'* ]]; then
      echo "$at"
      return
    fi
  done
  return 1
}

exec 9>/run/nospof-data-volume.lock
flock 9
mkdir -p "$target"
source=$(findmnt -fnro SOURCE -M "$target" || true)
if [ -z "$source" ] && [ "$(findmnt -fnro TARGET -T "$target")" = / ]; then
  end=$((SECONDS + __WAIT_S__))
  until found=$(disks) && [ -n "$found" ]; do
    [ $SECONDS -lt $end ] || die "no data volume was attached within __WAIT_S__ s"
    sleep 2
  done
  [ "$(wc -l <<<"$found")" = 1 ] || die "more than one disk could be the data volume: \${found//$'\\n'/ }"
  source=$found
  if ! labelled "$source"; then
    if at=$(backup "$source"); then
      die "$source has lost the beginning of its file system; it stays as it is. To mend it: e2fsck -b \${at%:*} -B \${at#*:} $source"
    fi
    blank "$source" || die "$source holds something else than a file system with the label $label; it stays as it is"
    mkfs.ext4 -q -I 512 -i $bytes_per_inode -m 1 -L $label "$source"
  fi
  entry="LABEL=$label $target ext4 noatime,nofail,x-systemd.device-timeout=__WAIT_S__ 0 2"
  grep -qxF "$entry" /etc/fstab || echo "$entry" >>/etc/fstab
  systemctl daemon-reload
  mount -t ext4 -o noatime "$source" "$target"
fi
if [ -b "$source" ] && labelled "$source"; then
  out=$(resize2fs "$source" 2>&1) || echo "nospof-data-volume: $source keeps its old size: $out" >&2
fi
`,
  'gluster-mount.sh': `#!/bin/bash
# Mount a volume again that was made anew after the loss of all its disks: the client of the old one never finds it.
# nospof-remount-__NAME__.service runs this for good; it acts where a new client reaches the volume, and the one that has it mounted does not.
set -uo pipefail
mount=__MOUNT__ probe=/run/nospof-probe-__NAME__
answers() { timeout -k 1 10 find "$1" -mindepth 1 -maxdepth 1 -quit >/dev/null 2>&1; } # attributes come from memory, and names do not
reached() { # by a client of its own
  local seen=1
  install -d "$probe"
  timeout -k 1 20 glusterfs --process-name=fuse --log-file=/dev/null __SERVERS__ --volfile-id=/__NAME__ "$probe"
  if mountpoint -q "$probe" && answers "$probe"; then seen=0; fi
  umount -lq "$probe"
  return $seen
}
missed=0
while :; do
  if answers "$mount"; then
    missed=0
  # A client that lost its servers for a while looks for them every 3 s, and needs no help.
  elif ((++missed >= 3)) && reached && sleep 10 && ! answers "$mount"; then
    echo 'a new client reaches the volume, and the one that has it mounted does not: it is mounted again'
    systemctl restart nospof-mount-__NAME__.service
    missed=0
  fi
  sleep __EVERY__
done
`,
  'glusterfs-converge.sh': `#!/bin/bash
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
  for node in "\${nodes[@]}"; do
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
  for node in "\${nodes[@]}"; do
    [[ $node != "$self" ]] || continue
    # Whose request was accepted has been compared, though its handshake has not ended.
    seen=$(g --remote-host="$node" peer status 2>/dev/null | grep -cE '^State: (Peer in Cluster|Accepted peer request) \\(Connected\\)$') || true
    (((seen + 1) * 2 > \${#nodes[@]})) || return
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
  if g get-state odir \${state%/*}/ file \${state##*/} >/dev/null && grep -q '^Volume.*Brick.*\\.port: 0$' $state; then return; fi
  port=$(ss -Hltnp | sed -n "s/.*:\\([0-9]*\\) .*[(,]pid=$pid,.*/\\1/p")
  [[ -n $port && -z $(ss -Htn state established "sport = :$port") ]]
}

adopt() { # be the peer again as which others know this address, instead of making up a new identity
  local node list uuid id host
  for node in "\${nodes[@]}"; do
    [[ $node != "$self" ]] || continue
    list=$(g --remote-host="$node" pool list 2>/dev/null) || continue
    uuid=$(grep -oP -m 1 -e '(^|brick uuid=")\\K[0-9a-f-]{36}(?=(">|\\s+)'"\${self//./\\\\.}[:\\s])" \\
      <<<"$list"$'\\n'"$(g --remote-host="$node" volume info "$volume" --xml 2>/dev/null)") || continue
    ! grep -qs "$uuid" $state/glusterd.info || return 0
    echo "this machine is $uuid again, as $node knows it"
    systemctl stop glusterd
    rm -rf $state/peers $state/vols
    mkdir $state/peers
    while read -r id host _; do
      [[ $id == *-*-* && $id != "$uuid" ]] || continue
      [[ $host != localhost ]] || host=$node
      printf 'uuid=%s\\nstate=3\\nhostname1=%s\\n' "$id" "$host" >$state/peers/"$id"
    done <<<"$list"
    printf 'UUID=%s\\noperating-version=100000\\n' "$uuid" >$state/glusterd.info
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
latest=$(glusterd --version | sed -n 's/^glusterfs \\([0-9]*\\)\\..*/\\10000/p')
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
if [[ -n $now && $self != "\${nodes[0]}" ]] && ! known "\${nodes[0]}"; then g peer probe "\${nodes[0]}"; fi

# The brick of this node: filled anew if its disk was lost, started again if it died.
if ! grep -qE "^Brick[0-9]+: $self:" <<<"$now"; then
  # Making a volume marks the bricks before it is sure to succeed, and refuses marked ones the next time.
  if blank && [[ -n $(find $brick -maxdepth 0 -cmin +1) ]]; then
    setfattr -x trusted.glusterfs.volume-id $brick 2>/dev/null || true
  fi
elif grep -q '^Status: Started' <<<"$now"; then
  run=/run/gluster/vols/$volume/$self\${brick//\\//-}.pid heal=/run/gluster/shd/$volume/$volume-shd.pid
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
    for node in "\${nodes[@]}"; do # one after the other
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
  elif ((($(grep -cxF 'State: Peer in Cluster (Connected)' <<<"$peers") + 1) * 2 > \${#nodes[@]})) && ! { alive "$run" && alive "$heal"; }; then
    echo 'the brick or the self-heal daemon is down; glusterd starts them again'
    alive "$run" || rm -f "$run"
    alive "$heal" || rm -f "$heal"
    systemctl restart glusterd
  fi
fi

# What concerns the volume as a whole, the first node does.
[[ $self == "\${nodes[0]}" ]] || exit 0
missing=() unset=()
for node in "\${nodes[@]}"; do
  grep -qE "^Brick[0-9]+: $node:" <<<"$now" || missing+=("$node:$brick")
done
if [[ \${#missing[@]} -gt 0 ]]; then
  for node in "\${nodes[@]}"; do
    g --remote-host="$node" pool list >/dev/null 2>&1 || say "waiting for $node"
  done
  for node in "\${nodes[@]}"; do
    [[ $node == "$self" ]] || known "$node" || { g peer probe "$node"; settled || true; }
  done
  for node in "\${nodes[@]}"; do
    # A handshake that another one overtook never ends; without a brick, the node can be taken in once more.
    if [[ " \${missing[*]} " == *" $node:"* ]] && stuck "$node" && sleep 10 && stuck "$node"; then
      g peer detach "$node" force
      say "$node did not come to be a peer; it is asked again"
    fi
  done
  for node in "\${nodes[@]}"; do
    seen=$(g --remote-host="$node" peer status | grep -cxF 'State: Peer in Cluster (Connected)') || true
    ((seen >= \${#nodes[@]} - 1)) || say "waiting for $node to see all others"
  done
  if [[ -z $now ]]; then
    g volume create "$volume" "\${layout[@]}" "\${missing[@]}"
  else
    ((\${#missing[@]} % 3 == 0)) || say "bricks are missing, but not in threes: \${missing[*]}"
    : >$state/nospof-rebalance
    g volume add-brick "$volume" "\${missing[@]}"
  fi
  info
fi
for option in "\${options[@]}"; do
  grep -qxF "$option" <<<"$now" || unset+=("\${option%%: *}" "\${option#*: }")
done
[[ \${#unset[@]} == 0 ]] || g volume set "$volume" "\${unset[@]}"
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
`,
  'glusterfs-step.sh': `for gsyncd in /usr/lib/*/glusterfs/gsyncd; do
  [ ! -e "$gsyncd" ] || dpkg-divert --quiet --local --rename --add "$gsyncd"
done
mkdir -p __DATA__/brick __DATA__/glusterd
if [ ! -L __STATE__ ]; then
  systemctl stop glusterd
  rm -f __STATE__/glusterd.info
  cp -an __STATE__/. __DATA__/glusterd/
  rm -rf __STATE__
  ln -s __DATA__/glusterd __STATE__
fi
[ -e __STATE__/glusterd.info ] || __CONVERGE__ || true
serve glusterd.service restart
serve nospof-gluster.service restart
`,
  'haproxy/stand-in.sh': `if [ ! -s __PEM__ ]; then
  (umask 077; mkdir -p __FOLDER__; cd __FOLDER__ || exit
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=stand-in \\
    -addext subjectAltName=DNS:__NAME__ -keyout new.pem -out new.pem
  mv new.pem __PEM__)
fi
`,
  'haproxy/tls.sh': `#!/bin/bash
# Put the certificate in the SSM parameter /nospof/SITE/tls to use, and renew it in time where it is obtained here.
. /usr/local/lib/nospof/lib.sh
umask 077
cd __FOLDER__ || exit
parameter=/nospof/$NOSPOF_SITE/tls
names=(__NAMES__) # none: whoever stored the certificate renews it
domain=\${names[0]-}
rank=__RANK__ days=__DAYS__

fetch() {
  error=$(aws ssm get-parameter --with-decryption --name "$parameter" --query Parameter.Value --output text 2>&1 >new.pem)
}
use() {
  if cmp -s new.pem site.pem; then return; fi
  if ! openssl x509 -in new.pem -noout -checkend 0 >/dev/null ||
    [ "$(openssl x509 -in new.pem -noout -pubkey)" != "$(openssl pkey -in new.pem -pubout)" ]; then
    echo "$parameter: expired, or not a certificate with its key" >&2
    return 1
  fi
  mv new.pem site.pem
  if systemctl -q is-active haproxy; then systemctl reload haproxy; fi
}

named() { # whether the certificate holds all names
  local name
  for name in "\${names[@]}"; do
    openssl x509 -in site.pem -noout -checkhost "$name" | grep -q 'does match' || return
  done
}

stored=
if fetch; then
  if use; then stored=yes; elif [ -z "$domain" ]; then exit 1; fi
elif [[ $error != *ParameterNotFound* ]]; then
  echo "$error" >&2
  exit 1
fi
if [ -z "$domain" ]; then exit; fi

# The challenge passes through haproxy.
systemctl -q is-active haproxy || exit 0
# The first node's turn is now; each further one obtains it only if those before it did not.
if [ $rank -gt 0 ] && [ -z "$stored" ] && [ -z "$(find site.pem -mmin +$((60 * rank)))" ]; then exit; fi
if [ "$stored" ] && openssl x509 -in site.pem -noout -checkend $((days * 86400)) >/dev/null && named; then exit; fi
certbot certonly -n --standalone --http-01-port __ACME_PORT__ --agree-tos --register-unsafely-without-email \\
  --keep-until-expiring --cert-name "$domain" --renew-with-new-domains "\${names[@]/#/-d}"
cat "/etc/letsencrypt/live/$domain/"{fullchain,privkey}.pem > new.pem
aws ssm put-parameter --overwrite --type SecureString --tier Intelligent-Tiering --name "$parameter" --value "file://new.pem" >/dev/null
use
`,
  'health.sh': `#!/bin/bash
# Tell CloudWatch how this node is. Each file in health.d is a question; it succeeds where all is well.
. /usr/local/lib/nospof/lib.sh
shopt -s nullglob
id=$(imds meta-data/instance-id)
form=() failed=0
tell() { # METRIC VALUE
  local member=MetricData.member.$((\${#form[@]} / 8 + 1))
  form+=(-d "$member.MetricName=$1" -d "$member.Value=$2")
  form+=(-d "$member.Dimensions.member.1.Name=InstanceId" -d "$member.Dimensions.member.1.Value=$id")
}
full=$(df --local --output=pcent,ipcent -x tmpfs -x devtmpfs -x efivarfs -x squashfs -x fuse.glusterfs -x nfs4 2>/dev/null | tr -cs '0-9\\n' '\\n' | sort -rn | head -n 1)
tell disk "\${full:=100}"
((full < 99)) || failed=1
[ -e /var/lib/nospof/complete ] || failed=1
for check in __QUESTIONS__/*; do
  name=\${check##*/} value=0
  timeout -k 1 15 bash "$check" >/dev/null || { value=1; echo "$name: failed" >&2; }
  case $name in service | database) ;; *) tell "$name" $value ;; esac
  case $name in certificate | servers) ;; *) failed=$((failed | value)) ;; esac
done
tell health $failed
signed monitoring -o /dev/null -d Action=PutMetricData -d Version=2010-08-01 -d "Namespace=nospof/$NOSPOF_SITE" "\${form[@]}" \\
  "https://monitoring.$NOSPOF_REGION.amazonaws.com/"
`,
  'keepalived-address.sh': `#!/bin/bash
# Keeps the site's Elastic IP with the VRRP master: takes it on promotion, and whenever it is found elsewhere.
. /usr/local/lib/nospof/lib.sh
set +e
export AWS_MAX_ATTEMPTS=1
saved=__EVENTS__-state
state=$(cat $saved 2>/dev/null) rest=0
exec 3<>__EVENTS__
device=$(ip -o -4 addr show to __SELF__ | awk '{ print $2; exit }')
ip addr replace __ADDRESS__/32 dev "$device"
mac=$(imds meta-data/mac) id=$(fact address-id) ip=$(fact address-ip) self=$(imds meta-data/instance-id)
: "\${mac:?}" "\${id:?}" "\${ip:?}" "\${self:?}"

take() {
  if [ "$(imds "meta-data/network/interfaces/macs/$mac/ipv4-associations/$ip" 2>/dev/null)" = __ADDRESS__ ]; then return; fi
  echo "taking $ip"
  if aws ec2 associate-address --allocation-id "$id" --instance-id "$self" --private-ip-address __ADDRESS__ \\
    --allow-reassociation --cli-connect-timeout 2 --cli-read-timeout 5 >/dev/null; then rest=$((SECONDS + 20)); fi
}

while :; do
  if read -r -t 2 kind _ new _ <&3; then
    if [ "$kind" != INSTANCE ]; then continue; fi
    # MASTER_RX_LOWER_PRI: it has heard a lesser master, which may have taken the address, and stays what it is.
    state=\${new%%_*} rest=0
    echo "VRRP state $state"
    echo "$state" > $saved
  fi
  # What keepalived said last is void once it is dead.
  if [ "$state" = MASTER ] && [ $SECONDS -ge $rest ] && systemctl -q is-active keepalived; then take; fi
done
`,
  'keepalived-alive.sh': `#!/bin/bash
# Whether haproxy of this node has anybody to pass visitors to.
exec 3<>/dev/tcp/127.0.0.1/__PORT__ || exit
printf 'GET __PATH__ HTTP/1.0\\r\\n\\r\\n' >&3
read -r -t 1 _ status _ <&3 && [ "$status" = 200 ]
`,
  'keepalived-step.sh': `device=$(ip -o -4 addr show to __SELF__ | awk '{ print $2; exit }')
sed -i "s/^  interface .*/  interface $device/" __CONFIG__
keepalived -t -f __CONFIG__
serve nospof-address restart __AGENT__
serve keepalived reload __CONFIG__
`,
  'mysql/accounts-step.sh': `__PASSWORD_HASH__
site=$(secret_create db/site)
replication=$(secret_create db/replication)
secret_file db/replication __REPLICATION_SECRET__ root
install -m 0600 /dev/null __ACCOUNTS_SQL__
cat > __ACCOUNTS_SQL__ <<SQL
__ACCOUNTS__
SQL
`,
  'mysql/begin.sh': `#!/bin/bash
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
begin_term "$term" | timeout 60 mariadb && sql 'SET GLOBAL read_only = OFF' && rm -f __REFUSED__
`,
  'mysql/check-galera.py': `def look(connection, ask, kind):
    server = ask(connection, """SELECT @@read_only AS only_reads,
        GROUP_CONCAT(LOWER(VARIABLE_VALUE) ORDER BY VARIABLE_NAME SEPARATOR ' ') AS state
        FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME IN ('wsrep_cluster_size', 'wsrep_cluster_status', 'wsrep_local_state', 'wsrep_ready')""")
    data = ask(connection, """SELECT VARIABLE_VALUE AS uuid FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME = 'wsrep_cluster_state_uuid'""")
    # A donor (state 2) still takes part: mariadb-backup doesn't block it.
    size, _, state = server["state"].partition(" ")
    works = state in ("primary 2 on", "primary 4 on")
    # What fewer than a majority of all nodes have taken, the others can begin without, once those are gone.
    writes = works and not int(server["only_reads"]) and int(size) * 2 > int(kind[1])
    return {"/write": writes, "/read": works, "/galera": ("up " + data.get("uuid", "")).rstrip()}
`,
  'mysql/check-replicas.py': `import time

MAX_LAG, LOST_PRIMARY = 10, 60  # seconds: a replica further behind serves no reads; how long one without a primary does
fresh = None  # when this replica was last close behind its primary


def look(connection, ask, kind):
    global fresh
    server = ask(connection, """SELECT @@read_only AS only_reads, VARIABLE_VALUE AS replicas
        FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Rpl_semi_sync_master_clients'""")
    replica = ask(connection, "SHOW SLAVE STATUS")
    # The commits of a primary without a replica that acknowledges would wait for ever.
    writes = not int(server["only_reads"]) and (kind[0] != "acknowledged" or int(server["replicas"]) > 0)
    lag = replica.get("Seconds_Behind_Master")
    if lag is not None:
        fresh = time.monotonic() if int(lag) < MAX_LAG else None
    # Another primary is promoted many times over in that time.
    lost = lag is None and (replica or int(server["only_reads"]))
    reads = fresh is not None and (lag is not None or bool(lost) and time.monotonic() - fresh < LOST_PRIMARY)
    return {"/write": writes, "/read": reads, "/galera": "own"}  # in no cluster: none may begin beside it
`,
  'mysql/check.py': `#!/usr/bin/python3
# nospof-dbcheck galera NODES | replicated | acknowledged: tells over HTTP whether this server takes writes (GET /write) and
# reads (GET /read), 200 or 503. Acknowledged: replicated, and the primary waits for a replica with each commit.
import http.server, os, sys, threading, time
import pymysql

KIND = sys.argv[1]
EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
seen, seen_at = None, 0.0  # what the last look saw, and when it began


def ask(connection, sql):
    with connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(sql)
        return cursor.fetchone() or {}


look = None  # depends on how the data are replicated
# __LOOK__


def answer(path, state):
    if path != "/galera":
        return (200 if state and state.get(path) else 503), ""
    if state:
        return 200, state[path]
    if KIND == "galera":
        try:  # what it holds, until the server itself answers
            with open("__GALERA_STATE__") as file:
                return 200, file.read().rstrip("\\n")
        except OSError:
            pass
    return 503, ""


def watch():
    global seen, seen_at
    connection = None
    while True:
        begun = time.monotonic()
        try:
            connection = connection or pymysql.connect(
                unix_socket="/run/mysqld/mysqld.sock", user="__USER__", autocommit=True,
                connect_timeout=PATIENCE, read_timeout=PATIENCE, write_timeout=PATIENCE)
            now = None if os.path.exists("__STALLED__") else look(connection, ask, sys.argv[1:])
        except Exception:
            connection = now = None
        seen, seen_at = now, begun
        time.sleep(EVERY)


class Answer(http.server.BaseHTTPRequestHandler):
    timeout = 2
    wbufsize = -1  # an answer is one packet

    def do_GET(self):
        # A server that hangs has no state.
        status, body = answer(self.path, seen if time.monotonic() - seen_at < EVERY + PATIENCE else None)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *where):
        # A proxy that has its answer, or waits no longer, hangs up.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*where)


threading.Thread(target=watch, daemon=True).start()
Server(("", int("__PORT__")), Answer).serve_forever()
`,
  'mysql/cluster-step.sh': `key=$(secret_create db/corosync | sha512sum | cut -c 1-128)
if [ "$(cat /etc/corosync/authkey 2>/dev/null)" != "$key" ]; then
  install -m 0400 /dev/null /etc/corosync/authkey
  printf %s "$key" > /etc/corosync/authkey
fi
corosync -t >/dev/null
serve corosync reload __COROSYNC_CONF__
configure() {
  cibadmin --modify --allow-create --scope crm_config --xml-file __PROPERTIES__
  cibadmin --replace --scope resources --xml-file __RESOURCES__
}
if [ ! -e __CIB__ ]; then
  cibadmin --empty > __CIB__.new
  CIB_file=__CIB__.new configure
  install -m 0600 -o hacluster -g haclient __CIB__.new __CIB__
  rm __CIB__.new
fi
serve pacemaker restart /etc/corosync/authkey
quorate() { [ "$(crm_node -q 2>/dev/null)" = 1 ]; }
wait_for 900 quorate
configure
`,
  'mysql/copy.sh': `#!/bin/bash
# nospof-db-copy [--aside] HOST: replace this node's data by a copy of HOST's. Without HOST: hand out a copy.
# Data that HOST is not known to hold stay as they are; with --aside they are moved to __DATA_DIR__.aside-TIME.
set -euo pipefail
. __REPLICA_LIB__
branch=__BRANCH__ # what becomes of transactions that HOST does not hold: aside, or stay
secret=$(cat __REPLICATION_SECRET__)
if [ $# = 0 ]; then
  read -r -t 5 word
  [ "$word" = "$secret" ]
  exec mariadb-backup --backup --stream=mbstream --target-dir=/tmp 2>/var/log/mysql/copy-out.log
fi
aside=
if [ "$1" = --aside ]; then aside=1; shift; fi
exec 9>>__COPY_LOCK__ &>/var/log/mysql/copy.log
flock -n 9
echo $$ >__COPY_LOCK__
room() { # whether the volume has room for the data twice
  [ "$(df --output=avail -k __DATA_DIR__ | tail -n 1)" -gt "$(($(du -sk __DATA_DIR__ | cut -f 1) * 11 / 10))" ]
}
look || true
what=$(relation "$1")
echo "these data are $what to $1"
if [ -z "$aside" ]; then
  case $what in
    contained) ;;
    branch)
      why="this node holds transactions that $1 does not"
      if [ $branch = stay ]; then
        refuse "$why: that one is older, or was restored; this node keeps its data and does not follow"
        exit 1
      fi
      if room; then aside=1; else refuse "$why, and no room to set them aside"; exit 1; fi ;;
    unreachable) exit 1 ;;
    *) refuse "$1 is not known to have the data of this node, which keeps them and does not follow ($what)"; exit 1 ;;
  esac
fi
: </dev/tcp/"$1"/__COPY_PORT__
keep=
if [ "$aside" ]; then keep=__DATA_DIR__.aside-$(date +%Y%m%dT%H%M%S)
elif room; then keep=__REPLACED__; fi
__STOP__
end() { # whatever came of it
  if [ ! -d __DATA_DIR__ ] && [ "$keep" ]; then mv -vT "$keep" __DATA_DIR__; fi
  __START__
}
trap end EXIT
rm -rf __DATA_DIR__.copy __REPLACED__
if [ "$keep" ]; then mv -vT __DATA_DIR__ "$keep"; else rm -rf __DATA_DIR__; fi
install -d -o mysql -g mysql -m 0750 __DATA_DIR__.copy
echo "$secret" | socat -t 86400 - "TCP:$1:__COPY_PORT__,keepalive" | mbstream -x -C __DATA_DIR__.copy
mariadb-backup --prepare --target-dir=__DATA_DIR__.copy
chown -R mysql:mysql __DATA_DIR__.copy
mv __DATA_DIR__.copy __DATA_DIR__
rm -rf __REPLACED__ __REFUSED__
`,
  'mysql/data-set.sh': `__TABLES_LIB__
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
  read -r term id began <<<"\${1##*$'\\n'}"
  while read -r line began; do
    if [ "$known" ] && [ -z "$next" ]; then next=\${began#*[[:space:]]}; fi
    if [ "$line" = "$term" ] && [[ $began = "$id"[[:space:]]* ]]; then known=1; fi
  done <<<"$3"
  first=$(head -n 1 <<<"$1" | cut -f 2)
  if [ "$known" ] && (("10#0$2" <= "10#0\${next:-$4}")); then echo contained
  elif [ "$first" = "$(head -n 1 <<<"$3" | cut -f 2)" ]; then echo branch
  else echo other; fi
}
relation() { # HOST: what this node's data are to that node's
  local on mine theirs
  mine=$(last "$(position)" "$(field Gtid_IO_Pos)")
  (
    at "$1"
    theirs=$(position "\${on[@]}") || { echo unreachable; exit; }
    if ! tables; then echo contained; exit; fi
    compare "$(MYSQL_PWD='' terms)" "$mine" "$(terms "\${on[@]}")" "$(last "$theirs")"
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
`,
  'mysql/fence.sh': `#!/bin/bash
# Pacemaker's fencing: restart the EC2 instance that has the private address in "port".
# fence_nospof look-after: start machines of the cluster that were fenced and do not run.
. /usr/local/lib/nospof/lib.sh
again() { # COMMAND...: until it succeeds, for an hour; afterwards the timer on each node of the cluster goes on
  local end=$((SECONDS + 3600))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 15
  done
}
fenced() { # what the cluster knows of the machine: when it was fenced, until it runs again
  timeout 10 crm_attribute -t crm_config -s nospof -n "nospof-fenced-$address" "$@" 2>/dev/null || true
}
find_instance() { # sets id and state
  local vpc found
  # Addresses are unique in a VPC alone: another site, or a copy of this one, may use the same ones in its own.
  vpc=$(imds "meta-data/network/interfaces/macs/$(imds meta-data/mac)/vpc-id")
  found=$(again aws ec2 describe-instances --query 'Reservations[].Instances[].[InstanceId,State.Name]' --output text --filters \\
    "Name=vpc-id,Values=\${vpc:?}" "Name=tag:nospof:site,Values=$NOSPOF_SITE" "Name=private-ip-address,Values=$address")
  read -r id state <<<"$found"
  [[ $found =~ ^i-[0-9a-f]+[[:space:]]+[a-z-]+$ ]] ||
    { echo "$address: not one instance of $NOSPOF_SITE in $vpc: \${found:-none}" >&2; return 1; }
}
restart() {
  local id state
  find_instance
  fenced -v "$EPOCHSECONDS"
  again aws ec2 stop-instances --force --instance-ids "$id"
  again aws ec2 wait instance-stopped --instance-ids "$id"
  again aws ec2 start-instances --instance-ids "$id"
  again aws ec2 wait instance-running --instance-ids "$id"
  fenced -D
}
look_after() { # whoever fenced a machine may have died itself, or given up
  local id state since
  since=$(fenced -Gq -d 0)
  if ((\${since:-0} == 0 || EPOCHSECONDS - since < 300)); then return; fi
  find_instance
  case $state in
    running) fenced -D ;;
    stopped)
      echo "$address was fenced and does not run; it is started"
      aws ec2 start-instances --instance-ids "$id" ;;
  esac
}
if [ "\${1-}" = look-after ]; then
  for address in __HOSTS__; do (look_after) || true; done
  exit
fi
while IFS='=' read -r key value; do
  case $key in action) action=$value ;; port | plug) address=$value ;; esac
done
case $action in
  off | reboot) restart </dev/null 2>&1 9>&- | logger -t fence_nospof & ;;
  metadata) cat <<XML ;;
<?xml version="1.0"?>
<resource-agent name="fence_nospof"><parameters>
<parameter name="port" required="1"><content type="string"/></parameter>
<parameter name="action"><content type="string" default="reboot"/></parameter>
</parameters><actions>
<action name="off"/><action name="reboot"/><action name="monitor"/><action name="metadata"/>
</actions></resource-agent>
XML
esac
`,
  'mysql/galera-start.sh': `#!/bin/bash
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
  for state in "\${states[@]}"; do
    read -r _ _ member _ <<<"$state"
    case ,$members in *",\${member:-none},"*) present=$((present + 1)) ;; esac
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
      { [ $SECONDS -ge 60 ] && [ $((present * 2)) -gt \${#commas} ]; }; then want=1; fi
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
`,
  'mysql/make-data-dir.sh': `if [ ! -d __DIR__ ]; then
  rm -rf __FRESH__
  install -d -o mysql -g mysql -m 0750 __FRESH__
  mariadb-install-db --user=mysql --datadir=__FRESH__ --skip-test-db >/dev/null
  mv __FRESH__ __DIR__
fi
# This user's number may be another on each machine, and a volume that comes from one has that of there.
find __DIR__ '(' ! -user mysql -o ! -group mysql ')' -exec chown -h mysql:mysql {} +
`,
  'mysql/name-data.sh': `if [ "$(timeout 10 mariadb -Ne 'SELECT @@read_only' 2>/dev/null)" = 0 ]; then
  timeout 20 mariadb <<'SQL' || true
__NAME_DATA_SQL__
SQL
fi
`,
  'mysql/password-hash.sh': `password_hash() {
  printf %s "$1" | openssl sha1 -binary | openssl sha1 -r | awk '{ print "*" toupper($1) }'
}
`,
  'mysql/replica-lib.sh': `# shellcheck shell=bash
# Sourced by what keeps this node's database replicating.
sql() { timeout 10 mariadb -N <<<"$1"; }
look() { state=$(timeout 10 mariadb <<<'SELECT @@read_only AS read_only\\G SHOW SLAVE STATUS\\G'); }
field() { [[ \${state-} =~ (^|$'\\n')\\ *"$1: "([^$'\\n']*) ]] && echo "\${BASH_REMATCH[2]}"; } # of the last look
last() { # GTIDS: the highest sequence number among them
  tr ', ' '\\n' <<<"$*" | sed 's/.*-//' | sort -n | tail -n 1
}
copying() { [ -s __COPY_LOCK__ ] && ! flock -n __COPY_LOCK__ true; }
make_data() {
if [ ! -d __DATA_DIR__ ] && [ -d __REPLACED__ ]; then mv __REPLACED__ __DATA_DIR__; fi # a copy broke off
__MAKE_DATA_DIR__
}
adopt() { # after a copy: continue where it was taken
  local info=__DATA_DIR__/xtrabackup_binlog_info
  [ -s $info ] && sql "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL gtid_slave_pos = '$(cut -f 3 $info)'" && rm $info
}
__DATA_SET_LIB__
follow() { # HOST: replicate from it, after a look
  local how='START SLAVE' broken='' refused=''
  if [ "$(field Master_Host)" != "$1" ]; then
    how="STOP SLAVE; RESET SLAVE ALL; CHANGE MASTER TO MASTER_HOST='$1', MASTER_USER='replication',
      MASTER_PASSWORD='$(cat __REPLICATION_SECRET__)', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos,
      MASTER_SSL_VERIFY_SERVER_CERT=0, MASTER_DEMOTE_TO_SLAVE=1; START SLAVE"
  else
    case "$(field Last_IO_Errno) $(field Last_SQL_Errno)" in
      1236\\ * | *\\ 1032 | *\\ 1062 | *\\ 1950) broken=1 ;;
      *) [[ "$(field Slave_IO_Running) $(field Slave_SQL_Running)" = *No* ]] || return 0 ;;
    esac
  fi
  if [ -e __REFUSED__ ]; then
    refused=1
    if ((EPOCHSECONDS - $(stat -c %Y __REFUSED__) < 20)); then return; fi # to ask again is for later
  fi
  case $(relation "$1") in
    contained) if [ "$broken" ] && [ -z "$refused" ]; then copy_from "$1"; else rm -f __REFUSED__; sql "$how"; fi ;;
    unnamed) if [ "$broken" ]; then copy_from "$1"; else sql "$how"; fi ;;
    branch | other) copy_from "$1" ;;
  esac
}
copy_from() { setsid /usr/local/sbin/nospof-db-copy "$1" </dev/null &>/dev/null & }
`,
  'mysql/resource-agent.sh': `#!/bin/bash
# ocf:nospof:mariadb: primary and replicas under Pacemaker.
. __REPLICA_LIB__
declare -A host=(__HOSTS__)
order=(__NAMES__)
me=\${OCF_RESKEY_CRM_meta_on_node:-$(crm_node -n)}
unset OCF_RESKEY_CRM_meta_on_node # else attrd_updater answers for this node only
pidfile=/run/nospof-db.pid starting=/run/nospof-db.starting
stalled=__STALLED__ hot=/run/nospof-db.hot voted=/run/nospof-db.voted termfile=/run/nospof-db.term
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
  if [ -e $stalled ]; then kill -KILL "$pid"; exit 1; fi # it waits for its volume and cannot end: the machine is fenced
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
    refuse "nobody is promoted, since nodes hold different data: $(peers nospof-data | sort | tr '\\n' ' ')"
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
    if [[ ! \${votes%% *} =~ [1-9] ]]; then enough=__ALL__; fi
    if [ "$count" -ge "$enough" ]; then break; fi
    sleep 0.3 # this node's own vote takes a moment, too
  done
  if [ "$count" -lt "$enough" ] || ! one_data_set "$first"; then return; fi
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
`,
  'mysql/stall.sh': `#!/bin/bash
# Notice that the data volume takes no writes any more. EBS then answers nothing, for as long as it lasts, and commits wait with it.
probe=__PROBE__ stalled=__STALLED__ since=$SECONDS
late() {
  if ((SECONDS - since < __PATIENCE_S__)) || [ -e $stalled ]; then return; fi
  touch $stalled
  logger -t nospof-db -p err -- "the data volume has taken no write for __PATIENCE_S__ s" || true
  __ACT__
}
while sleep 2; do
  [ -s $probe ] || head -c 512 /dev/zero 2>/dev/null >$probe || continue # no room for it: that is another matter
  dd if=/dev/zero of=$probe bs=512 count=1 conv=notrunc,fsync status=none &
  while kill -0 $! 2>/dev/null; do late; sleep 1; done
  if wait $!; then since=$SECONDS; rm -f $stalled; else late; fi
done
`,
  'mysql/tables.sh': `tables() { # whether any database here has tables beside MariaDB's own and ours; whoever cannot look takes them for there
  local found
  [ -d __DATA_DIR__ ] || return 1
  found=$(find __DATA_DIR__ -mindepth 2 -maxdepth 2 \\( -name '*.frm' -o -name '*.ibd' \\) __NOT_OWN__ -print -quit) || return 0
  [ "$found" ]
}
`,
  'postgresql/accounts.sh': `as_postgres() { (cd / && exec runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1 -d postgres "$@"); }
wait_for 300 runuser -u postgres -- pg_isready -q
stored=$(as_postgres -c "SELECT rolpassword FROM pg_authid WHERE rolname = '__SITE__'")
verifier=$(secret db/site | __SCRAM__ "$stored")
as_postgres <<SQL
SELECT 'CREATE ROLE ' || name FROM (VALUES ('__SITE__'), ('__CHECK__')) AS wanted (name)
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE __SITE__ LOGIN CONNECTION LIMIT __SITE_CONNECTIONS__ PASSWORD '$verifier';
ALTER ROLE __CHECK__ LOGIN CONNECTION LIMIT 3;
SELECT 'CREATE DATABASE __SITE__ OWNER __SITE__' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '__SITE__') \\gexec
REVOKE ALL ON DATABASE __SITE__, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres TO __CHECK__;
SQL
`,
  'postgresql/check.py': `#!/usr/bin/python3
# nospof-dbcheck: tells over HTTP whether this PostgreSQL server takes writes (GET /write) and reads (GET /read), 200 or 503.
import http.server, sys, threading, time
import psycopg

EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
LOOK = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean"
seen, seen_at = {}, 0.0  # what the last look saw, and when it began


def watch():
    global seen, seen_at
    connection = None
    while True:
        begun = time.monotonic()
        try:
            connection = connection or psycopg.connect(
                host="/run/postgresql", user="__USER__", dbname="postgres", autocommit=True, connect_timeout=PATIENCE,
                options=f"-c statement_timeout={PATIENCE}s")
            (only_reads,) = connection.execute(LOOK).fetchone()
            now = {"/write": not only_reads, "/read": True}
        except Exception:
            connection, now = None, {}
        seen, seen_at = now, begun
        time.sleep(EVERY)


class Answer(http.server.BaseHTTPRequestHandler):
    timeout = 2
    wbufsize = -1  # an answer is one packet

    def do_GET(self):
        # A server that hangs has no state.
        fresh = time.monotonic() - seen_at < EVERY + PATIENCE
        self.send_response(200 if fresh and seen.get(self.path) else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *where):
        # A proxy that has its answer, or waits no longer, hangs up.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*where)


threading.Thread(target=watch, daemon=True).start()
Server(("", int("__PORT__")), Answer).serve_forever()
`,
  'postgresql/make-data-dir.sh': `data=__DIR__ version=__VERSION__
if [ -e "$data" ]; then
  found=$(cat "$data/PG_VERSION")
  if [ "$found" != "$version" ]; then
    echo "$data holds data of PostgreSQL $found, which PostgreSQL $version does not open; it stays as it is" >&2
    exit 1
  fi
else
  rm -rf "$data.new"
  install -d -o postgres -g postgres -m 0700 "$data.new"
  # Texts are ordered by code point: an order that comes from the C library changes with it, and breaks every index on texts.
  (cd / && runuser -u postgres -- "/usr/lib/postgresql/$version/bin/initdb" -D "$data.new" --encoding=UTF8 --locale=C.UTF-8 \\
    --data-checksums --auth-local=peer --auth-host=scram-sha-256 >/dev/null)
  mv "$data.new" "$data"
fi
# This user's number may be another on each machine, and a volume that comes from one has that of there.
find "$data" '(' ! -user postgres -o ! -group postgres ')' -exec chown -h postgres:postgres {} +
`,
  'postgresql/scram.py': `#!/usr/bin/python3
# scram.py [VERIFIER]: what PostgreSQL stores for the password on standard input (RFC 5803), so that the password itself is in no
# statement and no log; with the salt of the verifier that it has, so that the same password stays the same.
import base64, hashlib, hmac, os, sys

ROUNDS = 4096
password = sys.stdin.read().rstrip("\\n").encode()
fields = sys.argv[1].split("$") if len(sys.argv) > 1 else []
known = len(fields) == 3 and fields[0] == "SCRAM-SHA-256" and fields[1].startswith(f"{ROUNDS}:")
salt = base64.b64decode(fields[1].split(":")[1]) if known else os.urandom(16)
salted = hashlib.pbkdf2_hmac("sha256", password, salt, ROUNDS)
stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
server = hmac.digest(salted, b"Server Key", "sha256")
salt, stored, server = (base64.b64encode(one).decode() for one in (salt, stored, server))
print(f"SCRAM-SHA-256\${ROUNDS}:{salt}\${stored}:{server}")
`,
  'valkey/accounts-step.sh': `# shellcheck shell=bash
# Who may ask Valkey, and for what. It holds hashes alone: the passwords are in files of those who use them.
# Nobody comes in as \`default\`; but as it the server reads its own log, and what that account may not do is lost without a word.
secret_create __SITE_SECRET__ >/dev/null
secret_create __NODES_SECRET__ >/dev/null
secret_file __NODES_SECRET__ __NODES_PASSWORD__ valkey
site=$(secret __SITE_SECRET__ | tr -d '\\n' | sha256sum)
nodes=$(secret __NODES_SECRET__ | tr -d '\\n' | sha256sum)
accounts=__ACCOUNTS__
install -m 0640 -g valkey /dev/null "$accounts.new"
cat > "$accounts.new" <<ACCOUNTS
user default off ~* &* +@all
user site on #\${site%% *} ~* &* +@all -@admin -@dangerous__SITE_MAY__
user nodes on #\${nodes%% *} +ping +info
ACCOUNTS
mv "$accounts.new" "$accounts"
`,
  'valkey/check.py': `#!/usr/bin/python3
# nospof-keycheck: tells over HTTP whether this server takes writes (GET /primary), and whether it does and has room for more
# (GET /room), 200 or 503.
import http.server, socket, sys, threading, time

EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
FULL = 0.9  # of the memory; then whoever refuses further writes is soon to
seen, seen_at = {}, 0.0  # what the last look saw, and when it began


class Asked:
    """One connection to the server, in the name of those who only look."""

    def __init__(self):
        with open("__PASSWORD__") as file:
            password = file.read()
        self.file = socket.create_connection(("127.0.0.1", int("__SERVER_PORT__")), PATIENCE).makefile("rwb")
        self.ask("AUTH __USER__ " + password)

    def ask(self, command):
        self.file.write(command.encode() + b"\\r\\n")
        self.file.flush()
        head = self.file.readline()
        if head[:1] == b"$":
            return self.file.read(int(head[1:]) + 2).decode()
        if head[:1] != b"+":
            raise OSError(head)

    def info(self):
        pairs = (line.split(":", 1) for line in self.ask("INFO").splitlines() if ":" in line)
        return dict(pairs)


def look(server):
    info = server.info()
    works = info["loading"] == "0" and info.get("aof_last_write_status", "ok") == "ok"
    primary = works and info["role"] == "master"
    limit = int(info["maxmemory"])
    full = info["maxmemory_policy"] == "noeviction" and limit > 0 and int(info["used_memory"]) > FULL * limit
    return {"/primary": primary, "/room": works and not full}


def watch():
    global seen, seen_at
    server = None
    while True:
        begun = time.monotonic()
        try:
            server = server or Asked()
            now = look(server)
        except Exception:
            server, now = None, {}
        seen, seen_at = now, begun
        time.sleep(EVERY)


class Answer(http.server.BaseHTTPRequestHandler):
    timeout = 2
    wbufsize = -1  # an answer is one packet

    def do_GET(self):
        # A server that hangs has no state.
        known = time.monotonic() - seen_at < EVERY + PATIENCE
        self.send_response(200 if known and seen.get(self.path) else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *where):
        # A proxy that has its answer, or waits no longer, hangs up.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*where)


threading.Thread(target=watch, daemon=True).start()
Server(("", int("__PORT__")), Answer).serve_forever()
`,
  'varnish/lost-backends.sh': `#!/bin/bash
# End requests that wait for a web node which has died without a word: varnishd has no keep-alive probes towards its backends.
set -u
for node in __NODES__; do
  host=\${node%:*} port=\${node#*:} missed=0
  while sleep 0.5; do
    if timeout 1 bash -c ": < /dev/tcp/$host/$port" 2>/dev/null; [ $? = 124 ]; then missed=$((missed + 1)); else missed=0; fi
    if [ $missed -ge 2 ]; then ss -HtK state established dst "$host" dport = ":$port" >/dev/null; fi
  done &
done
wait
`,
  'varnish/step.sh': `if ! check=$(varnishd -C -f __VCL__ 2>&1); then
  echo "$check" >&2
  exit 1
fi
# Varnish 7.1 has no such limit of what it reads ahead of a slow visitor; later ones have, and do not use it by themselves.
if varnishd -x parameter | grep -qx transit_buffer; then ahead='-p transit_buffer=256k'; else ahead=; fi
echo "NOSPOF_OPTIONS=$ahead" >__OPTIONS__
# In this order: a reload just after the start finds no cache to talk to yet.
serve varnish reload __VCL__
serve varnish restart __FLAGS__ __OPTIONS__
serve nospof-lost-backends.service restart /usr/local/sbin/nospof-lost-backends
`,
  'web/apache-step.sh': `apache2ctl configtest
serve apache2 reload __CONFIG__
for file in __INPUTS__; do
  if [ "$file" -nt __LOADER__ ]; then touch __LOADER__; fi
done
`,
  'web/application-step.sh': `__FIND_RELEASE__
name=\${release}__VARIANT__
new=/srv/app/releases/$name
if [ ! -e "$new/.complete" ]; then
  mkdir -p /srv/app/releases
  wait_for 900 fetch
  rm -rf "$new"
  mkdir "$new"
  tar -xf /srv/app/archive -C "$new" --no-same-owner
  chmod -R u+rwX,go+rX,go-w "$new"
__PREPARE__
  touch "$new/.complete"
  rm /srv/app/archive
fi
touch "$new"
__RELEASE_COMMAND__
ln -sfn "releases/$name" /srv/app/next
mv -T /srv/app/next /srv/app/current
echo "$name" > __RELEASE_FILE__
find /srv/app/releases -mindepth 1 -maxdepth 1 -printf '%T@ %p\\n' \\
  | sort -rn | tail -n +4 | cut -d ' ' -f 2 | xargs -r rm -rf
`,
  'web/health.php': `<?php
// Answered by a pool of its own: see www.conf.
http_response_code(is_readable('__ROOT__/index.php') ? 200 : 503);
header('Content-Type: text/plain');
header('Cache-Control: no-store');
echo http_response_code() === 200 ? "ok\\n" : "no application\\n";
`,
  'web/loader.py': `"""Loads the current release. In the process group of the health check that is all it does."""
import importlib
import os
import sys
from glob import glob
from runpy import run_path

RUN = '__RUN__'
if os.path.exists(RUN):
    os.environ.update(run_path(RUN)['settings']())

release = os.path.realpath('/srv/app/current')
sys.path[:0] = [release, *glob(release + '/.venv/lib/python3*/site-packages')]
os.chdir(release)

name = 'wsgi'
if os.path.exists('.module'):
    with open('.module') as file:
        name = file.read().strip()
module, _, call = name.partition(':')
site = getattr(importlib.import_module(module), call or 'application')


def health(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '3'), ('Cache-Control', 'no-store')])
    return [b'ok\\n']


def application(environ, start_response):
    answer = health if environ['mod_wsgi.process_group'] == 'health' else site
    return answer(environ, start_response)
`,
  'web/once.sh': `#!/bin/bash
# nospof-once wait|skip NAME ID COMMAND...: for each ID one node of this tier runs COMMAND. With wait, the others wait until it
# has succeeded, and fail with it; with skip, they leave it to that node, and an ID before the last one is not run at all.
. /usr/local/lib/nospof/lib.sh
how=$1 name=$2 id=$3
shift 3
url=https://$(fact bucket).s3.$NOSPOF_REGION.amazonaws.com/once/$NOSPOF_TIER/$name
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
token=$(od -An -tx8 -N8 /dev/urandom | tr -d ' ') count=0

header() { sed -n "s/^$1: *\\(.*\\)\\r\\$/\\1/Ip" head | tail -n 1; }
put() { # STATE CONDITION: say how it stands; fails where somebody else has, or where nothing is known
  local code sum
  count=$((count + 1))
  printf '%s %s %s %s %s\\n' "$1" "$id" "$NOSPOF_NODE" "$token" $count > state
  sum=$(sha256sum < state)
  code=$(signed s3 --no-show-error -m 10 --retry 0 -X PUT --data-binary @state -D head -o said -w '%{http_code}' -H "$2" \\
    -H 'Content-Type: text/plain' -H "X-Amz-Content-Sha256: \${sum%% *}" "$url") || true
  case $code in
    200) etag=$(header etag) ;;
    409 | 412) return 1 ;;
    *) echo "$name: S3 answers \${code:-nothing}: $(head -c 300 said 2> /dev/null)" >&2; return 1 ;;
  esac
}
look() { # read how it stands
  local sum
  sum=$(sha256sum < /dev/null)
  signed s3 --no-show-error -m 10 -D head -o now -H "X-Amz-Content-Sha256: \${sum%% *}" "$url" > /dev/null || return
  read -r state of node holder _ < now || return
  etag=$(header etag)
  age=$(($(date -d "$(header date)" +%s) - $(date -d "$(header last-modified)" +%s)))
}
mine() { look && [ "$holder" = "$token" ]; }

waited=$((SECONDS + 5400))
until put running 'If-None-Match: *'; do
  if look; then
    if [ "$holder" = "$token" ]; then break; fi # the answer was lost
    if [ "$how" = skip ]; then
      if [[ ! $of < $id ]] || { [ "$state" = running ] && ((age < 120)); }; then exit 0; fi
    elif [ "$of" = "$id" ] && [ "$state" = succeeded ]; then
      exit 0
    elif [ "$of" = "$id" ] && [ "$state" = failed ] && ((age < 300)); then
      echo "$name: failed on $node $age seconds ago; its journal says why, and it is tried again after five minutes" >&2
      exit 1
    elif [ "$state" = running ] && ((age < 120)); then
      if ((SECONDS > waited)); then echo "$name: still running on $node; gave up waiting" >&2; exit 1; fi
      sleep 2
      continue
    fi
    put running "If-Match: $etag" && break
  fi
  if ((SECONDS > waited)); then echo "$name: gave up" >&2; exit 1; fi
  sleep 2
done

echo "$name: runs here"
timeout -k 10 3600 "$@" &
child=$! renewed=$SECONDS
while kill -0 $child 2> /dev/null; do
  sleep 1
  ((SECONDS - renewed < 20)) && continue
  before=$SECONDS
  if put running "If-Match: $etag" || { mine && put running "If-Match: $etag"; }; then
    renewed=$before
  elif ((SECONDS - renewed > 70)) || { look && [ "$holder" != "$token" ]; }; then
    echo "$name: cannot say any more that it runs here; ended" >&2
    kill -TERM -- -$child || true
    sleep 5
    kill -KILL -- -$child 2> /dev/null || true
    exit 1
  fi
done
result=succeeded
wait $child || result=failed
for _ in 1 2 3 4 5; do
  if put $result "If-Match: $etag"; then break; fi
  mine || break
  if [ "$state" != running ]; then break; fi
done
[ $result = succeeded ]
`,
  'web/run.py': `#!/usr/bin/python3
"""nospof-run [FOLDER] COMMAND: run COMMAND as the web server's user in a release, with the application's settings.
nospof-run --fastcgi: print the settings as nginx passes them to PHP."""
import json
import os
import pwd
import sys


def settings():
    if not os.path.exists("__SETTINGS__"):
        return {}
    with open("__SETTINGS__") as file:
        known = json.load(file)
    values = dict(known["env"])
    for name in known["secrets"]:
        with open(os.path.join("__SECRETS__", name)) as file:
            values[name] = file.read()
    return values


def quoted(value):
    for old, new in (("\\\\", "\\\\\\\\"), ('"', '\\\\"'), ("$", "\${dollar}")):
        value = value.replace(old, new)
    return value


if __name__ == "__main__":
    if sys.argv[1:] == ["--fastcgi"]:
        for name, value in settings().items():
            print(f'fastcgi_param {name} "{quoted(value)}";')
        sys.exit()
    *folder, command = sys.argv[1:]
    values = settings()
    release = os.path.realpath(folder[0] if folder else "/srv/app/current")
    if os.geteuid() == 0:
        user = pwd.getpwnam("www-data")
        os.initgroups("www-data", user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    os.chdir(release)
    path = f"{release}/.venv/bin:/usr/local/bin:/usr/bin:/bin"
    os.execve("/bin/sh", ["sh", "-c", command], {"HOME": "/var/www", "LANG": "C.UTF-8", **values, "PATH": path})
`,
};
