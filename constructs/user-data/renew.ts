import type { ConfigFile } from './machine';
import { script } from './script';
import { dropIn, unit } from './systemd';

const PROGRAM = '/usr/local/sbin/nospof-renew';
const SERVICE = 'nospof-renew.service';

/**
 * Debian's packages start their own services again when they are upgraded. What runs a library that was upgraded goes on with
 * the old one, and so do programs that another one runs, as a database under Pacemaker. This runs after the unattended
 * upgrades, for which each node of a tier has an hour of its own; where they failed, nothing is touched.
 */
export const RENEW_FILES: readonly ConfigFile[] = [
  { path: PROGRAM, content: script('base/renew.sh'), mode: '0755' },
  unit(SERVICE, { Service: { Type: 'oneshot', ExecStart: PROGRAM } }),
  dropIn('apt-daily-upgrade.service', 'nospof', { Unit: { OnSuccess: SERVICE } }),
];

/** How a service is started again that cannot just be restarted. */
export interface Renewal {
  /** Shell that succeeds once the service may be started again. @default - at any time */
  readonly may?: string;
  /** Shell that does it. @default - `systemctl try-restart` */
  readonly how?: string;
}

export function renewal(unitName: string, { may, how }: Renewal): ConfigFile {
  const functions = Object.entries({ may, how }).flatMap(([name, body]) => (body ? [`${name}() { ${body}; }\n`] : []));
  return { path: `/usr/local/lib/nospof/renew.d/${unitName}`, content: functions.join('') };
}

/** A reload lets haproxy's master run its program anew, and no connection is refused meanwhile. */
export const RENEW_HAPROXY = renewal('haproxy.service', { how: 'systemctl reload haproxy' });
