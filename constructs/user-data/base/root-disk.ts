import type { ConfigFile } from '../machine';
import { script } from '../script';

export const ROOT_DISK = '/usr/local/sbin/nospof-root-disk';

/**
 * cloud-init grows the root partition and its file system at each boot; a running node looks as often as it looks for its
 * configuration. `growpart` comes with Debian's image. A disk counts as grown by 256 MiB at least: tables of partitions
 * leave some room at their end.
 */
const SCRIPT = script('base/root-disk.sh');

export const ROOT_DISK_FILE: ConfigFile = { path: ROOT_DISK, content: SCRIPT, mode: '0755' };
