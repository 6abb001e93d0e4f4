import { NODE_FILES } from '../../../model/node-files';
import type { Endpoint } from '../machine';
import { script } from '../script';
import { words } from '../shell';
import { REFUSED } from './data-set';
import { OPTION_FILE } from './option-file';
import { COPY_LOCK, REPLICA_LIB } from './replica';
import { SITE_DATABASE } from './server';
import { STALLED } from './stall';

/** SQL that makes the accounts, with their passwords; written by setup, readable by root. */
export const ACCOUNTS_SQL = '/etc/nospof/secrets/db-accounts.sql';

/** Where Pacemaker looks for the agent `ocf:nospof:mariadb`. */
export const AGENT = NODE_FILES.databaseAgent;

/**
 * Pacemaker's agent for the database. The agents of Debian's `resource-agents` lose acknowledged writes: both compare how far
 * replicas have applied rather than received, `mariadb` promotes without applying what was received, and after a crash of all
 * nodes it waits until every one is back. What this one does instead:
 *
 * - A commit is acknowledged when a second node has received it (semi-synchronous, AFTER_SYNC) and waits for ever otherwise.
 * - **Vote.** When there is no primary, each replica first stops receiving from the old one, then says how far it has
 *   received. With all nodes but one voting (the first time, and while nobody who voted has any data: all), the one that has
 *   most is promoted. Each acknowledged write is on two nodes, so one of the voters has it; and an old primary that still runs somewhere finds nobody to acknowledge its commits, so
 *   it cannot accept a write, fenced or not.
 * - **Term.** Each promotion counts one number up, from what the cluster's configuration and the data know, and begins its
 *   transactions at that number times 10^12. So the longest sequence number is also the one of the latest primary, even
 *   after all have crashed, and after all configurations were lost.
 * - **Data set.** Data carry their history (`data-set.ts`). Where the nodes' data are not of one data set, as when a volume that was
 *   kept comes back, nobody is promoted; a person says which is the site's.
 * - **Return.** A crashed primary holds commits at most that nobody acknowledged. Where others went on meanwhile, it drops
 *   them in its crash recovery (`--init-rpl-role=SLAVE`, MariaDB 10.11.8); after a crash of all nodes it keeps
 *   them. A server with commits waiting is stopped by SIGKILL, so that they are dropped too rather than left behind as a
 *   difference. What differs nevertheless is set aside and copied anew (`replica.ts`).
 *
 * No action waits for crash recovery or a copy: one node's slow start must not hold up another's promotion.
 */
export function resourceAgent(nodes: readonly Endpoint[]): string {
  const names = nodes.map(({ name }) => name);
  return script('mysql/resource-agent.sh', {
    ...{ REPLICA_LIB, OPTION_FILE, COPY_LOCK, REFUSED, SITE_DATABASE, ACCOUNTS_SQL, STALLED },
    HOSTS: nodes.map(({ name, host }) => `[${words([name])}]=${host}`).join(' '),
    NAMES: words(names),
    PATTERN: names.join('|'),
    ALL: nodes.length,
    ALL_BUT_ONE: nodes.length - 1,
  });
}
