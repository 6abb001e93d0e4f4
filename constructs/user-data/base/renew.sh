#!/bin/bash
# Start services again that run a program or library which an upgrade has replaced, one after the other.
. /usr/local/lib/nospof/lib.sh
shopt -s nullglob
gone=' /(usr|lib|lib64|bin|sbin)/.* \(deleted\)$' # in a map of memory
stale() { # print the services with such a process
  local maps
  for maps in /proc/[0-9]*/maps; do
    if grep -qsE "$gone" "$maps" && [[ $(cat "${maps%maps}cgroup" 2>/dev/null) =~ /([^/]+\.service) ]]; then echo "${BASH_REMATCH[1]}"; fi
  done | sort -u | grep -vE '^(dbus|systemd-logind|user@.*|.*getty@.*|cloud-.*|apt-.*|nospof-renew)\.service$' || true
}
works() { # whether this node does its work, as far as it asks itself
  local check
  for check in /usr/local/lib/nospof/health.d/*; do
    case ${check##*/} in certificate | servers) continue ;; esac
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
  wait_for "${RENEW_PATIENCE:-600}" may && how "$1"
)
if grep -qsE "$gone" /proc/1/maps; then systemctl daemon-reexec; fi
for unit in $(stale); do
  stale | grep -qxF "$unit" || continue # with another one
  wait_for "${RENEW_PATIENCE:-600}" works || { echo "this node does not do its work; $unit is left as it is" >&2; exit 1; }
  echo "$unit runs what an upgrade has replaced; it is started again"
  renew "$unit" || { echo "$unit was not started again" >&2; continue; }
  wait_for "${RENEW_PATIENCE:-600}" works || { echo "after $unit was started again this node does not do its work" >&2; exit 1; }
done
