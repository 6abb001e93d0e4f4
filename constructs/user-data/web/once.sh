#!/bin/bash
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

header() { sed -n "s/^$1: *\(.*\)\r\$/\1/Ip" head | tail -n 1; }
put() { # STATE CONDITION: say how it stands; fails where somebody else has, or where nothing is known
  local code sum
  count=$((count + 1))
  printf '%s %s %s %s %s\n' "$1" "$id" "$NOSPOF_NODE" "$token" $count > state
  sum=$(sha256sum < state)
  code=$(signed s3 --no-show-error -m 10 --retry 0 -X PUT --data-binary @state -D head -o said -w '%{http_code}' -H "$2" \
    -H 'Content-Type: text/plain' -H "X-Amz-Content-Sha256: ${sum%% *}" "$url") || true
  case $code in
    200) etag=$(header etag) ;;
    409 | 412) return 1 ;;
    *) echo "$name: S3 answers ${code:-nothing}: $(head -c 300 said 2> /dev/null)" >&2; return 1 ;;
  esac
}
look() { # read how it stands
  local sum
  sum=$(sha256sum < /dev/null)
  signed s3 --no-show-error -m 10 -D head -o now -H "X-Amz-Content-Sha256: ${sum%% *}" "$url" > /dev/null || return
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
