import { NODE_FILES } from '../../../model/node-files';
import { script } from '../script';
import { quote, words } from '../shell';
import { TABLES_LIB } from './data-set';

/** Where a starting node says what it holds; the check on port 9200 shows it to the others as `GET /galera`. */
export const GALERA_STATE = '/run/nospof-galera';

/** Program that runs before every start of the server. */
export const GALERA_START = NODE_FILES.galeraStart;

/** What the program needs to know. */
export interface GaleraStartProps {
  /** IPv4 address of the node. */
  readonly self: string;
  /** IPv4 addresses of all nodes, in the same order everywhere. */
  readonly nodes: readonly string[];
  readonly dataDir: string;
  /** TCP port where the nodes' checks answer. */
  readonly checkPort: number;
}

/**
 * The program that decides how a Galera node starts. It joins as soon as any other node runs; it bootstraps a cluster
 * only when no other node can do so too, which are these cases:
 *
 * - the first start of all: every node answers that it never was in a cluster, and it is the first;
 * - after a clean stop of all: it was the last to stop (`safe_to_bootstrap: 1`) and a majority answers;
 * - after a crash of all: every node answers and none holds more transactions;
 * - after a crash of all of which some stay away: for a minute now a majority of the last primary component has been
 *   answering, and none of them holds more.
 *
 * Of nodes that hold equally much the first in the list is taken. Before it bootstraps, a node announces it (`boot`), waits,
 * and looks again; whoever sees an announcement holds back, and of two announcements the lesser is withdrawn. Each case
 * needs all nodes or a majority, so no two sides of a split network can both bootstrap.
 *
 * A database with tables that never was in a cluster is nobody's to overwrite: its node says `own`. It begins a cluster when all others
 * are empty, as when a single database grows; else it waits, as does one whose cluster was another one than that which runs
 * (a volume that was kept and comes back), and nobody begins a cluster beside it. A person puts aside what must not lead.
 *
 * A node's state is one line: `none`, `own`, `busy` (finding out), `join`, or `down|boot RANK MY-UUID VIEW MEMBERS`; the rank is
 * twice the last transaction's number, plus one for the last to stop.
 */
export function galeraStartScript(props: GaleraStartProps): string {
  return script('mysql/galera-start.sh', {
    DATA_DIR: quote(props.dataDir),
    STATE: GALERA_STATE,
    SELF: props.self,
    NODES: words(props.nodes),
    CHECK_PORT: props.checkPort,
    TABLES_LIB,
  });
}
