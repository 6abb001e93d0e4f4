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
  /** The terms of both nodes' data, as `NUMBER IDENTITY BEGAN`, oldest first. */
  readonly terms?: readonly [mine: readonly string[], theirs: readonly string[]];
  /** The volume has no room for the data twice. */
  readonly full?: true;
}

async function attempts(failover: 'automatic' | 'none', ...cases: readonly Attempt[]): Promise<string[]> {
  const outcomes = await runInScratchRoot({
    files: [
      ...rendered(mysqlReplicationPart({ self: node(1), nodes: NODES, number: 1, failover, memoryMiB: 1024 })),
      stub(
        'mariadb',
        'side=mine; case "$*" in *-h*) side=theirs ;; esac; case $(cat) in *history*) cat /$side.terms ;; *current_pos*) cat /$side ;; esac',
      ),
      stub('mariadb-admin', 'touch /stopped'),
      stub('systemctl', 'touch /stopped'),
      stub('logger', ':'),
      stub('df', 'echo "$ROOM"'),
      stub('socat', 'exit 1'),
    ],
    commands: cases.map(
      ({
        mine,
        theirs,
        tables,
        terms = [[], []],
        full,
      }) => `rm -rf /stopped /srv/data/mysql*; mkdir -p /srv/data/mysql/site /var/log/mysql
mkdir -p /etc/nospof/secrets; echo secret > /etc/nospof/secrets/db-replication
${tables ? 'touch /srv/data/mysql/site/orders.ibd' : ''}
echo '${mine}' > /mine; echo '${theirs}' > /theirs
${terms.map((some, side) => `printf '${some.map((term) => `${term.replaceAll(' ', '\\t')}\\n`).join('')}' > /${side ? 'theirs' : 'mine'}.terms`).join('\n')}
# The primary's port has to answer before anything is deleted.
python3 -c 'import socket, time; s = socket.create_server(("127.0.0.1", 4444)); time.sleep(5)' & listener=$!
until : < /dev/tcp/127.0.0.1/4444; do sleep 0.05; done 2> /dev/null
ROOM=${full ? 0 : 999999999} PATH=/stub:$PATH bash /usr/local/sbin/nospof-db-copy 127.0.0.1 || true
kill $listener
# A copy that breaks off, as here, puts back what it kept.
if [ ! -e /stopped ]; then echo kept; elif grep -q aside- /var/log/mysql/copy.log; then echo aside; elif [ -d /srv/data/mysql ]; then echo 'put back'; else echo deleted; fi`,
    ),
  });
  return outcomes.map(({ stdout, stderr }) => stdout.trim() || stderr);
}

const bash = needs('bash', 'flock', 'python3', scratchRoot);

const ONE = '1 a 0';
const TWO = '2 b 1000000000050';
const THREE = '3 c 2000000000007';

bash('replaces data of a term that the primary went through, up to where its next one began', async () => {
  const within = { mine: '0-1-1000000000050', theirs: '0-2-2000000000003', tables: true } as const;
  expect(
    await attempts(
      'automatic',
      { ...within, terms: [[ONE], [ONE, TWO]] },
      { ...within, terms: [[ONE], [ONE, TWO]], full: true },
      {
        ...within,
        mine: '0-2-2000000000003',
        terms: [
          [ONE, TWO],
          [ONE, TWO],
        ],
      },
      { ...within, theirs: '0-3-3000000000001', terms: [[ONE], [ONE, TWO, THREE]] },
    ),
  ).toEqual(['put back', 'deleted', 'put back', 'put back']);
});

bash('fills a node without tables, whatever it is', async () => {
  expect(
    await attempts(
      'none',
      { mine: '', theirs: '0-2-2000000000003' },
      { mine: '0-1-9', theirs: '0-2-2000000000003', terms: [['1 x 0'], [ONE, TWO]] },
    ),
  ).toEqual(['put back', 'put back']);
});

const BRANCHES: readonly Attempt[] = [
  { mine: '0-1-1000000000051', theirs: '0-2-2000000000003', tables: true, terms: [[ONE], [ONE, TWO]] },
  { mine: '0-1-1000000000009', theirs: '0-1-1000000000008', tables: true, terms: [[ONE], [ONE]] },
  // Restored nodes began a term of their own, with the same number.
  {
    mine: '0-2-2000000000003',
    theirs: '0-3-2000000000900',
    tables: true,
    terms: [
      [ONE, TWO],
      [ONE, '2 z 40'],
    ],
  },
];

bash('keeps data that the primary does not hold, though it has counted further', async () => {
  expect(await attempts('none', ...BRANCHES)).toEqual(['kept', 'kept', 'kept']);
});

bash('sets them aside where a vote decided who leads, if there is room', async () => {
  const full = BRANCHES.map((branch) => ({ ...branch, full: true }) as const);
  expect(await attempts('automatic', ...BRANCHES, ...full)).toEqual([
    'aside',
    'aside',
    'aside',
    'kept',
    'kept',
    'kept',
  ]);
});

bash('keeps data of another data set, and of none that is known', async () => {
  const counted = { mine: '0-1-5000', theirs: '0-2-1000000000003', tables: true } as const;
  expect(
    await attempts(
      'automatic',
      { ...counted, terms: [['1 x 0'], [ONE, TWO]] },
      { ...counted, terms: [[], [ONE, TWO]] },
      { ...counted, terms: [[ONE], []] },
      counted,
      { ...counted, mine: '' },
    ),
  ).toEqual(['kept', 'kept', 'kept', 'kept', 'kept']);
});

// MariaDB 10.11 offers no TLS by itself, and replicas from 11.4 on insist on a certificate unless they are told not to.
test('replicas of a newer release follow a primary of an older one', () => {
  const part = mysqlReplicationPart({ self: node(2), nodes: NODES, number: 2, failover: 'automatic', memoryMiB: 1024 });
  const library = rendered(part).find(({ content }) => content.includes('CHANGE MASTER TO'));
  expect(library?.content).toContain('MASTER_SSL_VERIFY_SERVER_CERT=0');
});
