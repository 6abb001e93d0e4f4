import { NODE_FILES } from '../../../model/node-files';
import type { OperatingSystem } from '../../../model/releases';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { RENEW_FILES } from '../renew';
import { script } from '../script';
import { words } from '../shell';
import { dropIn } from '../systemd';
import { FOLLOW_FILES } from './follow';
import { LIB_SH } from './lib-sh';
import { SETUP_SH } from './setup-sh';

/** Who a node is. */
export interface NodeIdentity {
  /** The site's name, as `shop`. */
  readonly site: string;
  /** The tier's name, as `web`. */
  readonly tier: string;
  /** The node's number in its tier, from 1. */
  readonly number: number;
  /** AWS region. */
  readonly region: string;
  /** The release that its machine runs. */
  readonly os: OperatingSystem;
}

/** What every node has: its identity, the shell library, setup, follow-up of configuration, Session Manager's agent. */
export function basePart(identity: NodeIdentity): MachinePart {
  const node = `${identity.tier}-${identity.number}`;
  return {
    packages: ['awscli', 'curl', 'jq', 'python3-yaml'],
    files: [
      {
        path: NODE_FILES.settings,
        content: `${[
          ['NOSPOF_SITE', identity.site],
          ['NOSPOF_TIER', identity.tier],
          ['NOSPOF_NODE', node],
          ['NOSPOF_REGION', identity.region],
          ['NOSPOF_OS', identity.os],
        ]
          .map(([key, value]) => `${key}=${words([value as string])}`)
          .join('\n')}\n`,
      },
      { path: NODE_FILES.setupLibrary, content: LIB_SH },
      { path: NODE_FILES.setup, content: SETUP_SH, mode: '0755' },
      ...FOLLOW_FILES,
      ...RENEW_FILES,
      upgradeHour(identity.number),
    ],
    steps: [{ order: SETUP_ORDER.last, name: 'base', script: LAST_STEP }],
  };
}

/**
 * Unattended security upgrades restart services; node n of a tier has its hour, so that no two restart together. An hour that was
 * missed waits for the next day: after a cold start all nodes would catch up at once.
 */
function upgradeHour(number: number) {
  return dropIn('apt-daily-upgrade.timer', 'nospof', {
    Timer: {
      OnCalendar: ['', `*-*-* ${String(number % 24).padStart(2, '0')}:30`],
      RandomizedDelaySec: 600,
      Persistent: 'false',
    },
  });
}

/**
 * Session Manager's agent is not in Debian; AWS publishes it per region. A node serves without it, so setup does not wait for it.
 * Its signature is not checked: AWS changes the key about every year and publishes it in its guide alone, and a key that has
 * ended would lock everybody out.
 */
const LAST_STEP = script('base/session-manager.sh');
