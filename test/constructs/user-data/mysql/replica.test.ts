import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, rendered, stub } from './nodes';

/** Positions of this node and of the primary; what came of an attempt to replace this node's data. */
interface Attempt {
  readonly mine: string;
  readonly theirs: string;
  /** Whether the application has tables here. */
  readonly tables?: true;
}

async function attempts(...cases: readonly Attempt[]): Promise<string[]> {
  const outcomes = await runInScratchRoot({
    files: [
      ...rendered(
        mysqlReplicationPart({ self: node(1), nodes: NODES, number: 1, failover: 'automatic', memoryMiB: 1024 }),
      ),
      stub('mariadb', 'case "$*" in *-h*) cat /theirs ;; *) cat /mine ;; esac'),
      stub('mariadb-admin', 'touch /stopped'),
      stub('socat', 'exit 1'),
    ],
    commands: cases.map(
      ({ mine, theirs, tables }) => `rm -rf /stopped /srv/data/mysql; mkdir -p /srv/data/mysql/site /var/log/mysql
mkdir -p /etc/nospof/secrets; echo secret > /etc/nospof/secrets/db-replication
${tables ? 'touch /srv/data/mysql/site/orders.ibd' : ''}
echo '${mine}' > /mine; echo '${theirs}' > /theirs
# The primary's port has to answer before anything is deleted.
python3 -c 'import socket, time; s = socket.create_server(("127.0.0.1", 4444)); time.sleep(5)' & listener=$!
until : < /dev/tcp/127.0.0.1/4444; do sleep 0.05; done 2> /dev/null
PATH=/stub:$PATH bash /usr/local/sbin/nospof-db-copy 127.0.0.1 || true
kill $listener
if [ -e /stopped ]; then echo replaced; else echo kept; fi`,
    ),
  });
  return outcomes.map(({ stdout, stderr }) => stdout.trim() || stderr);
}

const bash = needs('bash', 'flock', 'python3', scratchRoot);

bash('replaces the data of a replica that lost its place, and of a new one', async () => {
  expect(
    await attempts(
      { mine: '0-1-1000000000050', theirs: '0-2-2000000000003', tables: true },
      { mine: '', theirs: '0-2-2000000000003' },
    ),
  ).toEqual(['replaced', 'replaced']);
});

bash('keeps data of which the primary has less', async () => {
  expect(
    await attempts(
      { mine: '0-1-2000000000003', theirs: '0-2-2000000000003', tables: true },
      { mine: '0-1-2000000000004', theirs: '0-2-2000000000003', tables: true },
    ),
  ).toEqual(['kept', 'kept']);
});

bash('keeps the data of a single server that joins others which already have a primary', async () => {
  expect(
    await attempts(
      { mine: '0-1-5000', theirs: '0-2-1000000000003', tables: true },
      { mine: '', theirs: '0-2-1000000000003', tables: true },
    ),
  ).toEqual(['kept', 'kept']);
});
