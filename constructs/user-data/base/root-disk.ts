import type { ConfigFile } from '../machine';

export const ROOT_DISK = '/usr/local/sbin/nospof-root-disk';

/**
 * cloud-init grows the root partition and its file system at each boot; a running node looks as often as it looks for its
 * configuration. `growpart` comes with Debian's image. A disk counts as grown by 256 MiB at least: tables of partitions
 * leave some room at their end.
 */
const SCRIPT = `#!/bin/bash
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
`;

export const ROOT_DISK_FILE: ConfigFile = { path: ROOT_DISK, content: SCRIPT, mode: '0755' };
