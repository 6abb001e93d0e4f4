import type { ConfigFile, Endpoint } from '../machine';
import { script } from '../script';
import { words } from '../shell';
import { dropIn } from '../systemd';
import { REFUSED } from './data-set';
import { REPLICA_LIB } from './replica';

/** Program that lets a primary that is never voted for take writes; it runs after every start of the server. */
export const BEGIN = '/usr/local/sbin/nospof-db-begin';

/**
 * Where nobody votes, the first node is the primary whatever it holds: nothing, on a volume that was lost, or what a snapshot
 * held. So it asks the replicas that answer before it takes writes, and stays read-only where one of them holds more or
 * other data. A replica that does not answer protects its own data itself, later (`replica.ts`).
 *
 * A node without tables gives the replicas a minute to come up: that is a new site, or a lost volume.
 */
function beginScript(replicas: readonly Endpoint[]): string {
  return script('mysql/begin.sh', { REPLICA_LIB, REFUSED, REPLICAS: words(replicas.map(({ host }) => host)) });
}

/** Files by which a primary that is never voted for begins. */
export function beginFiles(replicas: readonly Endpoint[]): readonly ConfigFile[] {
  return [
    { path: BEGIN, content: beginScript(replicas), mode: '0755' },
    dropIn('mariadb.service', 'nospof-begin', { Service: { ExecStartPost: `+${BEGIN}` } }),
  ];
}
