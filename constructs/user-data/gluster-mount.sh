#!/bin/bash
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
