# shellcheck shell=bash
set -euo pipefail
. /etc/nospof/node.env
export AWS_DEFAULT_REGION=$NOSPOF_REGION DEBIAN_FRONTEND=noninteractive

kept() {
  local file=/run/nospof-$1 now=$EPOCHSECONDS lines text
  if { mapfile -t lines < "$file"; } 2>/dev/null && ((${lines[0]:-0} <= now && now < ${lines[0]:-0} + 240)); then
    printf '%s\n' "${lines[@]:1}"
    return
  fi
  text=$("${@:2}") && [ -n "$text" ] || return
  (umask 077 && printf '%s\n' "$now" "$text" > "$file.$BASHPID" && mv "$file.$BASHPID" "$file") || true
  printf '%s\n' "$text"
}
new_imds_token() {
  curl -fsS -m 5 --retry 3 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token
}
imds() {
  local token
  token=$(kept imds-token new_imds_token) || return
  curl -fsS -m 5 --retry 3 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/$1"
}
fact() {
  imds "meta-data/tags/instance/nospof:$1"
}
role_credentials() {
  local role found name known=()
  role=$(imds meta-data/iam/security-credentials/) && found=$(imds "meta-data/iam/security-credentials/$role") || return
  for name in AccessKeyId SecretAccessKey Token; do
    [[ $found =~ \"$name\"\ *:\ *\"([^\"]+)\" ]] || { echo "EC2 has no credentials of $role" >&2; return 1; }
    known+=("${BASH_REMATCH[1]}")
  done
  printf 'user = "%s:%s"\nheader = "X-Amz-Security-Token: %s"\n' "${known[@]}"
}
signed() {
  local known
  known=$(kept credentials role_credentials) || return
  printf '%s\n' "$known" | curl -K - -sS --fail-with-body \
    --connect-timeout 10 -y 60 --retry 2 --retry-connrefused --aws-sigv4 "aws:amz:$NOSPOF_REGION:$1" "${@:2}"
}
site_object() {
  local url code said file=$2 options=(-H 'X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  url=https://$(fact bucket).s3.$NOSPOF_REGION.amazonaws.com/$1 || return
  if [ -e "$file" ] && [ -s "$file.etag" ]; then options+=(--etag-compare "$file.etag"); fi
  options+=(--etag-save "$file.etag.new" -o "$file.new" -w '%{http_code}')
  rm -f "$file.new"
  if ! code=$(signed s3 "${options[@]}" "$url") || [[ $code != @(200|304) ]]; then
    said=$(sed -n 's:.*<Code>\(.*\)</Code>.*<Message>\(.*\)</Message>.*:\1, \2:p' "$file.new" 2>/dev/null || true)
    echo "not fetched: $url${said:+: $said}" >&2
    rm -f "$file.new"
    return 1
  fi
  [ "$code" = 200 ] || return 0
  sync "$file.new" && mv "$file.new" "$file" && mv "$file.etag.new" "$file.etag"
}
wait_for() {
  local end=$((SECONDS + $1)); shift
  until "$@"; do
    if [ $SECONDS -ge $end ]; then echo "gave up waiting for: $*" >&2; return 1; fi
    sleep 1
  done
}
ssm() {
  signed ssm --no-show-error -H 'Content-Type: application/x-amz-json-1.1' -H "X-Amz-Target: AmazonSSM.$1" -d "@$2" \
    "https://ssm.$NOSPOF_REGION.amazonaws.com/"
}
read_secret() {
  ssm GetParameter <(printf '{"Name":"/nospof/%s/%s","WithDecryption":true}' "$NOSPOF_SITE" "$1") \
    | jq -er '.Parameter.Value // empty'
}
secret() {
  wait_for 900 read_secret "$1"
}
secret_create() {
  read_secret "$1" && return
  ssm PutParameter <(printf '{"Name":"/nospof/%s/%s","Type":"SecureString","Value":"%s"}' "$NOSPOF_SITE" "$1" \
    "$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')") >/dev/null || true
  secret "$1"
}
secret_file() {
  local value
  value=$(secret "$1")
  if [ "$(cat "$2" 2>/dev/null)" != "$value" ]; then
    install -D -m 0600 -o "$3" /dev/null "$2"
    printf '%s' "$value" > "$2"
  fi
}
unit_state() { systemctl show -p ActiveState,NeedDaemonReload,UnitFileState "$1"; }
begin() {
  local _
  systemctl restart "$1" && return
  for _ in 1 2 3; do
    [[ $(unit_state "$1") == *ActiveState=activating* ]] || break
    systemctl start "$1" && return
  done
  return 1
}
started=
serve() {
  local unit=$1 how=$2 sums=/var/lib/nospof/served/$1.$2 state now=
  shift 2
  if [ $# -gt 0 ]; then now=$(sha256sum "$@" 2>/dev/null || true); fi
  mkdir -p "${sums%/*}"
  state=$(unit_state "$unit")
  if [[ $state != *NeedDaemonReload=no* ]]; then
    systemctl daemon-reload
    state=$(unit_state "$unit")
  fi
  if [[ ! $state =~ UnitFileState=(enabled|static|alias|indirect|generated) ]]; then systemctl -q --no-reload enable "$unit"; fi
  if [[ $state != *ActiveState=@(active|reloading)* ]]; then
    begin "$unit"
    started=$unit
  elif [ "$started" != "$unit" ] && [ "$now" != "$(cat "$sums" 2>/dev/null)" ]; then
    systemctl "$how" "$unit"
    if [ "$how" = restart ]; then started=$unit; fi
  fi
  printf '%s' "$now" > "$sums"
}
