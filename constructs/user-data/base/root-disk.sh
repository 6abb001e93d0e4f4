#!/bin/bash
# Let the root partition and its file system fill their disk, where that has grown.
set -euo pipefail
source=$(findmnt -fnro SOURCE /)
part=/sys/class/block/${source##*/}
[ -b "$source" ] && [ -e "$part/partition" ] && command -v growpart >/dev/null || exit 0
disk=$(readlink -f "$part/..")
if (($(<"$disk/size") - $(<"$part/start") - $(<"$part/size") > 524288)); then
  growpart "/dev/${disk##*/}" "$(<"$part/partition")"
  resize2fs "$source"
fi
