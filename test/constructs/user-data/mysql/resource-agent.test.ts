import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, rendered, stub } from './nodes';

/** Pacemaker's attributes as files `/attributes/NAME/NODE`; every change and every SQL statement goes to `/journal`. */
const STUBS = [
  stub('timeout', 'shift; exec "$@"'),
  stub('crm_node', 'echo db-1'),
  // What was written late can be read after a while.
  stub('sleep', '[ ! -d /later ] || cp -r /later/. /attributes; exit 0'),
  stub('logger', 'echo "says ${*: -1}" >> /journal'),
  stub(
    'attrd_updater',
    `while getopts pAQDn:U: o; do case $o in Q) query=1 ;; D) delete=1 ;; n) name=$OPTARG ;; U) value=$OPTARG ;; esac; done
mkdir -p "/attributes/$name"
if [ "$query" ]; then
  for f in "/attributes/$name"/*; do [ -e "$f" ] && echo "name=\\"$name\\" host=\\"\${f##*/}\\" value=\\"$(cat "$f")\\""; done
elif [ "$delete" ]; then rm -f "/attributes/$name/db-1"; echo "attribute -$name" >> /journal
elif [ -d /later ]; then mkdir -p "/later/$name"; echo "$value" > "/later/$name/db-1"; echo "attribute $name=$value" >> /journal
else echo "$value" > "/attributes/$name/db-1"; echo "attribute $name=$value" >> /journal; fi`,
  ),
  stub('crm_attribute', 'case "$*" in *-Gq*) cat /term ;; *) echo "crm_attribute ${*: -2}" >> /journal ;; esac'),
  stub(
    'mariadb',
    `query=$(cat); [ "$query" ] || query=$2
case $query in
*@@read_only*) echo "read_only: $(cat /read-only)"; cat /slave ;;
*"FROM nospof.history ORDER"*) cat /terms ;;
*gtid_current_pos*) cat /position ;;
*wait_sessions*) echo "Rpl_semi_sync_master_wait_sessions	$(cat /waiting)" ;;
*MASTER_GTID_WAIT*) echo 0 ;;
esac
echo "sql $query" | grep -v 'SHOW\\|SELECT @@' >> /journal
exit 0`,
  ),
];

interface Situation {
  /** Node attributes, as `nospof-seq/db-2=5`. */
  readonly attributes?: readonly string[];
  readonly readOnly?: 0 | 1;
  readonly position?: string;
  readonly slave?: Readonly<Record<string, string>>;
  /** Files that are there. */
  readonly marks?: readonly string[];
  readonly waiting?: number;
  /** Terms of the data here, as `NUMBER IDENTITY BEGAN`; `tables` without one is data that have no history. */
  readonly terms?: readonly string[];
  readonly tables?: true;
  /** Promotions so far. */
  readonly term?: number;
  /** Nothing is in its path but the stubs; what else it starts is in the journal. */
  readonly bare?: boolean;
  /** Attributes that can be read a moment later, and with them what this node writes. */
  readonly later?: readonly string[];
}

function written(folder: string, attributes: readonly string[]): string {
  return attributes
    .map((one) => one.split('='))
    .map(([path = '', value = '']) => `mkdir -p "$(dirname ${folder}/${path})"; echo ${value} > "${folder}/${path}"`)
    .join('\n');
}

function command(action: string, { attributes = [], readOnly = 1, position = '', ...rest }: Situation): string {
  const { slave = {}, marks = [], waiting = 0, term = 6, bare = false, later, terms = [], tables } = rest;
  return `rm -rf /attributes /later /journal /run/nospof-db*; ${later ? 'mkdir /later; ' : ''}mkdir -p /etc/nospof/secrets; touch /journal
echo secret > /etc/nospof/secrets/db-replication
rm -rf /srv/data; ${tables ? 'mkdir -p /srv/data/mysql/site; touch /srv/data/mysql/site/t.frm' : ''}
printf '${terms.map((one) => `${one.replaceAll(' ', '\\t')}\\n`).join('')}' > /terms
echo ACCOUNTS > /etc/nospof/secrets/db-accounts.sql
${written('/attributes', attributes)}
${written('/later', later ?? [])}
echo ${readOnly} > /read-only; echo ${position} > /position; echo ${waiting} > /waiting; echo ${term} > /term
cat > /slave <<'END'
${Object.entries(slave)
  .map(([key, value]) => `   ${key}: ${value}`)
  .join('\n')}
END
cp /bin/sleep /mariadbd; /mariadbd 60 & server=$!
until [ "$(cat /proc/$server/comm)" = mariadbd ]; do :; done
echo $server > /run/nospof-db.pid
${marks.map((mark) => `touch /run/nospof-db.${mark}`).join('\n')}
status=0
command_not_found_handle() { echo "starts $1" >> /journal; }; export -f command_not_found_handle
PATH=/stub${bare ? '' : ':$PATH'} OCF_RESOURCE_INSTANCE=db /bin/bash /usr/lib/ocf/resource.d/nospof/mariadb ${action} 2>/dev/null || status=$?
echo "status $status"
kill -0 $server 2>/dev/null && echo running || echo gone
cat /journal
kill $server 2>/dev/null || true`;
}

async function act(action: string, ...situations: readonly Situation[]): Promise<string[]> {
  const outcomes = await runInScratchRoot({
    files: [
      ...rendered(
        mysqlReplicationPart({ self: node(1), nodes: NODES, number: 1, failover: 'automatic', memoryMiB: 1024 }),
      ),
      ...STUBS,
    ],
    commands: situations.map((situation) => command(action, situation)),
  });
  return outcomes.map(({ stdout, stderr }) => stdout || stderr);
}

const bash = needs('bash', 'flock', scratchRoot);
const ELECTED = 'crm_attribute -v 100';

bash('stops receiving before it votes, and votes with what it received, applied or not', async () => {
  const [journal = ''] = await act('monitor', {
    position: '0-2-1000000000040',
    slave: { Gtid_IO_Pos: '0-2-1000000000050' },
  });
  expect(journal.indexOf('STOP SLAVE IO_THREAD')).toBeGreaterThan(-1);
  expect(journal.indexOf('STOP SLAVE IO_THREAD')).toBeLessThan(journal.indexOf('nospof-seq='));
  expect(journal).toMatch(/nospof-seq=0?1000000000050\n/);
  expect(journal).not.toContain(ELECTED);
});

bash('is elected by all nodes but one, when nobody has received more', async () => {
  const elected = await act(
    'monitor',
    { position: '0-2-50', attributes: ['nospof-seq/db-2=049'] },
    { position: '0-2-50', attributes: ['nospof-seq/db-2=050'] },
    { position: '0-2-50', attributes: ['nospof-seq/db-2=051'] },
    { position: '0-2-999', attributes: ['nospof-seq/db-2=01000'] },
    { position: '0-2-50', attributes: ['nospof-seq/db-2=049', 'nospof-seq/db-3=051'] },
    { position: '0-2-50', attributes: ['nospof-seq/db-2=049', 'master-db/db-3=100'] },
    { position: '', attributes: ['nospof-seq/db-2=0', 'nospof-seq/db-3=0'] },
  );
  expect(elected.map((journal) => journal.includes(ELECTED))).toEqual([true, true, false, false, false, false, true]);
});

bash('is elected in the round in which it votes, though no vote can be read at once', async () => {
  const [journal] = await act('monitor', { position: '0-2-50', later: ['nospof-seq/db-2=050'] });
  expect(journal).toContain(ELECTED);
});

bash('waits for every node the first time, since one may bring the data of a single server', async () => {
  const [two, three] = await act(
    'monitor',
    { term: 0, position: '0-1-50', attributes: ['nospof-seq/db-2=0'] },
    { term: 0, position: '0-1-50', attributes: ['nospof-seq/db-2=0', 'nospof-seq/db-3=0'] },
  );
  expect(two).not.toContain(ELECTED);
  expect(three).toContain(ELECTED);
});

bash('promotes nobody where nodes hold different data, and says so', async () => {
  const first = { term: 0, position: '0-1-50', attributes: ['nospof-seq/db-2=049', 'nospof-seq/db-3=0'] } as const;
  const later = { position: '0-1-50', attributes: ['nospof-seq/db-2=049'] } as const;
  const with2 = (situation: { readonly attributes: readonly string[] }, set: string) => ({
    attributes: [...situation.attributes, `nospof-data/db-2=${set}`],
  });
  const mine = { terms: ['1 aa 0'], tables: true } as const;
  const journals = await act(
    'monitor',
    { ...first, ...mine },
    { ...first, ...mine, ...with2(first, 'aa') },
    { ...first, ...mine, ...with2(first, 'bb') },
    // Of data without an identity, a new cluster cannot know that they are one.
    { ...first, ...mine, ...with2(first, '-') },
    { ...first, tables: true, ...with2(first, '-') },
    { ...first, tables: true },
    { ...later, ...mine, ...with2(later, 'bb') },
    { ...later, ...mine, ...with2(later, '-') },
    { ...later, tables: true, ...with2(later, '-') },
    { ...later, tables: true, ...with2(later, 'aa') },
  );
  expect(journals.map((journal) => journal.includes(ELECTED))).toEqual([
    ...[true, true, false, false, false, true],
    ...[false, true, true, false],
  ]);
  expect(journals[2]).toMatch(
    /says nobody is promoted, since nodes hold different data: (aa db-1 bb db-2|bb db-2 aa db-1)/,
  );
});

bash('begins at the term of its own data after all configurations were lost', async () => {
  const journals = await act(
    'promote',
    { term: 0, position: '0-2-7000000000123' },
    { term: 0, position: '0-2-30', terms: ['0 a 0', '8 b 30'] },
    { term: 9, position: '0-2-7000000000123' },
  );
  expect(journals.map((journal) => /gtid_seq_no = (\d+)/.exec(journal)?.[1])).toEqual([
    '8000000000000',
    '9000000000000',
    '10000000000000',
  ]);
  expect(journals[0]).toContain('INSERT INTO nospof.history VALUES (8, UUID(), 7000000000123)');
});

bash('counts no vote of a node that it does not know yet', async () => {
  const [journal] = await act('monitor', { position: '0-2-50', attributes: ['nospof-seq/db-4=0'] });
  expect(journal).not.toContain(ELECTED);
});

bash('takes its vote back before it receives again', async () => {
  const [journal = ''] = await act('monitor', {
    attributes: ['nospof-term/db-2=4', 'nospof-seq/db-1=050'],
    marks: ['voted'],
  });
  expect(journal.indexOf('attribute -nospof-seq')).toBeGreaterThan(-1);
  expect(journal.indexOf('attribute -nospof-seq')).toBeLessThan(
    journal.indexOf("CHANGE MASTER TO MASTER_HOST='10.20.2.10'"),
  );
});

bash('follows the primary of the latest term', async () => {
  const [journal] = await act('monitor', { attributes: ['nospof-term/db-2=9', 'nospof-term/db-3=10'] });
  expect(journal).toContain("MASTER_HOST='10.20.3.10'");
});

bash('applies all it received before it becomes primary, in a new term', async () => {
  const [journal = ''] = await act('promote', { slave: { Gtid_IO_Pos: '0-2-50' }, marks: ['hot'] });
  expect(journal).toContain('status 0');
  const order = [
    'MASTER_GTID_WAIT',
    'crm_attribute -v 7',
    'gtid_seq_no = 7000000000000',
    'read_only = OFF',
    'nospof-term=7',
  ];
  const places = order.map((what) => journal.indexOf(what));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

bash('looks every second or two without a program beside the clients of the database and of the cluster', async () => {
  const well = { Master_Host: '10.20.2.10', Slave_IO_Running: 'Yes', Slave_SQL_Running: 'Yes' };
  const journals = await act(
    'monitor',
    { bare: true, attributes: ['nospof-term/db-2=4'], marks: ['hot'], slave: well },
    { bare: true, attributes: ['nospof-term/db-1=4'], readOnly: 0 },
  );
  expect(journals).toEqual(['status 0\nrunning\n', 'status 8\nrunning\n']);
});

bash('says which role it has', async () => {
  const statuses = (await act('monitor', { readOnly: 0 }, { readOnly: 1 })).map(
    (journal) => /status \d/.exec(journal)?.[0],
  );
  expect(statuses).toEqual(['status 8', 'status 0']);
});

bash('kills a primary whose commits wait, rather than let it keep what nobody acknowledged', async () => {
  const [waiting, calm] = await act('demote', { readOnly: 0, waiting: 2 }, { readOnly: 0 });
  expect(waiting).toContain('gone');
  expect(calm).toContain('running');
  expect(calm).toContain('SET GLOBAL read_only = ON');
});

bash('fails at once where its volume takes no writes, so that the machine is fenced and another leads', async () => {
  const stalled = { readOnly: 0, marks: ['stalled'] } as const;
  const [seen = ''] = await act('monitor', stalled);
  expect(seen).toMatch(/^status 1\n/);
  for (const action of ['demote', 'stop']) {
    const [ended = ''] = await act(action, { ...stalled, waiting: 1 });
    expect(ended).toMatch(/^status 1\n/);
    expect(ended).not.toContain('read_only = ON');
  }
});
