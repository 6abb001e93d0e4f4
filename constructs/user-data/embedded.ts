// Made of the scripts below this folder by `npm run embed`; change those.

/** What each script wants to know: the names of its placeholders. */
export interface ScriptValues {
  readonly 'base/files.py': never;
  readonly 'base/follow.sh': never;
  readonly 'base/lib.sh': 'KEPT_SECONDS' | 'SHA256_OF_NOTHING';
  readonly 'base/session-manager.sh': never;
  readonly 'base/setup.sh': 'STEPS';
  readonly 'health.sh': 'QUESTIONS';
  readonly 'keepalived-address.sh': 'ADDRESS' | 'EVENTS' | 'SELF';
  readonly 'keepalived-alive.sh': 'PATH' | 'PORT';
  readonly 'keepalived-step.sh': 'AGENT' | 'CONFIG' | 'SELF';
}

/** The scripts' text. */
export const SCRIPTS: Readonly<Record<keyof ScriptValues, string>> = {
  'base/files.py': `#!/usr/bin/python3
"""nospof-files packages NEW | nospof-files write NEW OLD: what cloud-init does with these keys, on a running node."""
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
    systemctl restart "$unit"
    started=$unit # it has read all its files
  elif [ "$started" != "$unit" ] && [ "$now" != "$(cat "$sums" 2>/dev/null)" ]; then
    systemctl "$how" "$unit"
    if [ "$how" = restart ]; then started=$unit; fi
  fi
  printf '%s' "$now" > "$sums"
}
`,
  'base/session-manager.sh': `if ! dpkg -s amazon-ssm-agent >/dev/null 2>&1; then
  url=https://s3.$NOSPOF_REGION.amazonaws.com/amazon-ssm-$NOSPOF_REGION/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb
  { curl -fsS -m 120 -o /run/amazon-ssm-agent.deb "$url" && dpkg -i /run/amazon-ssm-agent.deb; } \\
    || echo "Session Manager's agent was not installed from $url" >&2
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
};
