import { NODE_FILES } from '../../../model/node-files';
import type { ConfigFile } from '../machine';
import { script } from '../script';
import { unit } from '../systemd';
import { ROOT_DISK, ROOT_DISK_FILE } from './root-disk';

/**
 * User data is read once, when a node is born. What changes later (a backend more in haproxy.cfg) reaches running nodes
 * by this timer: it compares the node's configuration in the site's bucket with what was applied, writes the files and
 * runs the setup steps again. Nodes of a tier take turns, a
 * minute apart (in a large tier each thirtieth together), so that a reload never meets all of them.
 */
const FOLLOW = script('base/follow.sh');

/** What \`follow\` needs of a cloud-config document; Python and its YAML are there because cloud-init needs them. */
const FILES = script('base/files.py');

/** The timer that keeps a running node at its configuration. */
export const FOLLOW_FILES: readonly ConfigFile[] = [
  ROOT_DISK_FILE,
  { path: NODE_FILES.follow, content: FOLLOW, mode: '0755' },
  { path: '/usr/local/sbin/nospof-files', content: FILES, mode: '0755' },
  unit('nospof-follow.service', {
    Unit: { After: 'cloud-final.service' },
    Service: { Type: 'oneshot', ExecStartPre: `-${ROOT_DISK}`, ExecStart: NODE_FILES.follow },
  }),
  unit('nospof-follow.timer', {
    Timer: { OnBootSec: 300, OnUnitInactiveSec: 60, RandomizedDelaySec: 10 },
    Install: { WantedBy: 'timers.target' },
  }),
];
