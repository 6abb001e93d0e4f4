import type { HealthAlarm } from '../../model/health';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from './machine';
import { script } from './script';
import { quote } from './shell';
import { unit } from './systemd';

const REPORTER = '/usr/local/sbin/nospof-health';
const FOLDER = '/usr/local/lib/nospof/health.d';

/**
 * A question that a node asks itself every minute: shell that succeeds where all is well. What comes under the name of an
 * alarm raises that one; and all but `certificate` and `servers`, which is others' work, say whether the node does its own.
 */
export function healthCheck(
  name: Exclude<HealthAlarm, 'health' | 'disk'> | 'service' | 'database',
  script: string,
): ConfigFile {
  return { path: `${FOLDER}/${name}`, content: `${script}\n` };
}

/** Whether a page of this machine answers. */
export function pageAnswers(port: number, path: string): ConfigFile {
  return healthCheck('service', `curl -fsS -m 5 ${quote(`http://127.0.0.1:${port}${path}`)}`);
}

/**
 * Tells CloudWatch once a minute how the node is. Alarms look at what comes, and at that nothing comes: so a check that
 * hangs counts as failed, and a node that cannot report is one in alarm.
 */
export function healthPart(): MachinePart {
  return {
    files: [
      { path: REPORTER, content: SCRIPT, mode: '0755' },
      unit('nospof-health.service', { Service: { Type: 'oneshot', ExecStart: REPORTER, TimeoutStartSec: 120 } }),
      unit('nospof-health.timer', {
        Timer: { OnCalendar: 'minutely', AccuracySec: '1s', RandomizedDelaySec: 20, FixedRandomDelay: 'yes' },
        Install: { WantedBy: 'timers.target' },
      }),
    ],
    steps: [{ order: SETUP_ORDER.volume - 5, name: 'health', script: 'serve nospof-health.timer restart\n' }],
  };
}

/** How full the fullest file system is counts space and inodes; one that is full to the last has stopped its service. */
const SCRIPT = script('health.sh', { QUESTIONS: FOLDER });
