import { calendarEvent } from '../../../model/kinds/cron';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { quote } from '../shell';
import { unit } from '../systemd';

/** A command that runs again and again. */
export interface PeriodicCommand {
  /** Run in the folder of the current release as the web server's user, with the application's settings. */
  readonly command: string;
  /** When, in UTC: hourly, daily, weekly, monthly, or five fields as of cron. */
  readonly at: string;
  /**
   * `one`: whichever node comes first; `all`: each node.
   * @default 'one'
   */
  readonly nodes?: 'one' | 'all';
}

const FOLDER = '/usr/local/lib/nospof/periodic';

/** A timer for each command. Where one node is to run it, nodes agree by the minute; one that does not come in it, runs nothing. */
export function periodicPart(commands: Readonly<Record<string, PeriodicCommand>>): MachinePart {
  const names = Object.keys(commands).sort();
  if (names.length === 0) return {};
  return {
    files: names.flatMap((name) => {
      const { command, at, nodes = 'one' } = commands[name] as PeriodicCommand;
      const once = nodes === 'one' ? `nospof-once skip ${name} "$(date -u +%Y-%m-%dT%H:%M)" ` : '';
      return [
        {
          path: `${FOLDER}/${name}`,
          content: `#!/bin/sh\nexec ${once}nospof-run ${quote(command)}\n`,
          mode: '0755' as const,
        },
        unit(`application-${name}.service`, {
          Unit: { ConditionPathExists: ['/var/lib/nospof/complete', `${FOLDER}/${name}`] },
          Service: { Type: 'oneshot', ExecStart: `${FOLDER}/${name}` },
        }),
        unit(`application-${name}.timer`, {
          Timer: { OnCalendar: calendarEvent(at), AccuracySec: '1s' },
          Install: { WantedBy: 'timers.target' },
        }),
      ];
    }),
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'periodic',
        script: names
          .map((name) => `serve application-${name}.timer restart /etc/systemd/system/application-${name}.timer\n`)
          .join(''),
      },
    ],
  };
}
