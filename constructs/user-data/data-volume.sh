#!/bin/bash
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
  [ "$status" = 2 ] && [ "$(head -c 268435456 "$1" | tr -d '\0' | head -c 1 | wc -c)" = 0 ]
}
backup() { # of what nothing is readable: where ext4 keeps a copy of its superblock, print BLOCK:BLOCK-SIZE of the first that is there
  local at
  if blkid -p "$1" &>/dev/null; then return 1; fi # a healthy file system with another label wants no mending
  for at in 8193:1024 16384:2048 32768:4096 24577:1024 49152:2048 98304:4096 163840:4096 229376:4096; do
    # Its status tells of the journal as well, which may be lost.
    if [[ $(dumpe2fs -h -o "superblock=${at%:*}" -o "blocksize=${at#*:}" "$1" 2>/dev/null || true) = *'magic number:'* ]]; then
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
  [ "$(wc -l <<<"$found")" = 1 ] || die "more than one disk could be the data volume: ${found//$'\n'/ }"
  source=$found
  if ! labelled "$source"; then
    if at=$(backup "$source"); then
      die "$source has lost the beginning of its file system; it stays as it is. To mend it: e2fsck -b ${at%:*} -B ${at#*:} $source"
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
