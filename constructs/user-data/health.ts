import type { HealthAlarm } from '../../model/health';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from './machine';
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
const SCRIPT = `#!/bin/bash
# Tell CloudWatch how this node is. Each file in health.d is a question; it succeeds where all is well.
. /usr/local/lib/nospof/lib.sh
shopt -s nullglob
id=$(imds meta-data/instance-id)
form=() failed=0
tell() { # METRIC VALUE
  local member=MetricData.member.$((\${#form[@]} / 8 + 1))
  form+=(-d "$member.MetricName=$1" -d "$member.Value=$2")
  form+=(-d "$member.Dimensions.member.1.Name=InstanceId" -d "$member.Dimensions.member.1.Value=$id")
}
full=$(df --local --output=pcent,ipcent -x tmpfs -x devtmpfs -x efivarfs -x squashfs -x fuse.glusterfs -x nfs4 2>/dev/null | tr -cs '0-9\\n' '\\n' | sort -rn | head -n 1)
tell disk "\${full:=100}"
((full < 99)) || failed=1
[ -e /var/lib/nospof/complete ] || failed=1
for check in ${FOLDER}/*; do
  name=\${check##*/} value=0
  timeout -k 1 15 bash "$check" >/dev/null || { value=1; echo "$name: failed" >&2; }
  case $name in service | database) ;; *) tell "$name" $value ;; esac
  case $name in certificate | servers) ;; *) failed=$((failed | value)) ;; esac
done
tell health $failed
signed monitoring -o /dev/null -d Action=PutMetricData -d Version=2010-08-01 -d "Namespace=nospof/$NOSPOF_SITE" "\${form[@]}" \\
  "https://monitoring.$NOSPOF_REGION.amazonaws.com/"
`;
