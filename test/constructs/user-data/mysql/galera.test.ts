import { galeraPart } from '../../../../constructs/user-data/mysql/galera';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, steps, stub, text } from './nodes';

const START = '/usr/local/sbin/nospof-galera-start';

function part(number: number) {
  return galeraPart({ self: node(number), nodes: NODES, number, mode: 'hot-warm', memoryMiB: 4096 });
}

it('names every node of the cluster, in the same order on all', () => {
  const address = /wsrep_cluster_address = (.*)/.exec(text(part(2), '/etc/mysql/mariadb.conf.d/70-nospof.cnf'))?.[1];
  expect(address).toBe('gcomm://10.20.1.10,10.20.2.10,10.20.3.10');
});

it('makes the accounts on the first node alone', () => {
  expect([1, 2, 3].map((number) => steps(part(number)).includes('GRANT ALL ON site'))).toEqual([true, false, false]);
});

it('answers the other nodes before it waits for them', () => {
  const names = [...(part(1).steps ?? [])].sort((a, b) => a.order - b.order).map((step) => step.name);
  expect(names).toEqual(['dbcheck', 'stall', 'galera']);
});

/** What a node finds when it starts. */
interface Start {
  readonly self: number;
  /** What the others answer, by their numbers; who is not in it doesn't answer. */
  readonly peers: Readonly<Record<number, string>>;
  /** What they answer after a first look. @default - the same */
  readonly later?: Readonly<Record<number, string>>;
  /** The last transaction that crash recovery finds; none for a node that was never in a cluster. */
  readonly last?: number;
  readonly safe?: 1;
  /** The last view, as `MY-UUID VIEW MEMBERS`. */
  readonly view?: string;
  /** It has been waiting for longer than it has patience. */
  readonly late?: true;
  /** The application has tables here. */
  readonly tables?: true;
}

const UUID = '01234567-89ab-cdef-0123-456789abcdef';

/** MariaDB's unit sets a narrow umask, and the check that others ask runs as another user: a drill's cluster never began. */
function command({ self, peers, later = {}, last, safe = undefined, view, late, tables }: Start): string {
  const [mine, seen, members = ''] = view?.split(' ') ?? [];
  return `rm -rf /pauses /peers /later /srv/data/mysql /run/nospof* /run/mariadb*; mkdir -p /peers /srv/data/mysql
${Object.entries(peers)
  .map(([number, state]) => `echo '${state}' > /peers/10.20.${number}.10`)
  .join('\n')}
mkdir /later
${Object.entries(later)
  .map(([number, state]) => `echo '${state}' > /later/10.20.${number}.10`)
  .join('\n')}
${last === undefined ? '' : `printf 'uuid:    ${UUID}\\nsafe_to_bootstrap: ${safe ?? 0}\\n' > /srv/data/mysql/grastate.dat`}
${tables ? 'mkdir -p /srv/data/mysql/site; touch /srv/data/mysql/site/orders.frm' : ''}
${
  view
    ? `printf 'my_uuid: %s\\nview_id: 3 x %s\\n' ${mine} ${seen} > /srv/data/mysql/gvwstate.dat
for m in ${members.replaceAll(',', ' ')}; do echo "member: $m 0" >> /srv/data/mysql/gvwstate.dat; done`
    : ''
}
sed ${late ? "'s/^set -u/set -u; SECONDS=61/'" : "''"} /start-${self} > /start
PATH=/stub:$PATH RECOVERED=--wsrep_start_position=${UUID}:${last ?? -1} bash -c 'umask 007; . /start'
if [ -e /run/mariadb-wsrep-new-cluster ]; then cat /run/mariadb-wsrep-new-cluster; else find /run/nospof-galera -perm -o=r -exec cat {} +; fi`;
}

/** `bootstrap`, `join`, or the state in which it goes on waiting. */
async function decide(starts: readonly Start[]): Promise<string[]> {
  const files = [1, 2, 3].map((number) => ({
    path: `/start-${number}`,
    content: text(part(number), START),
    mode: '0755',
  }));
  const outcomes = await runInScratchRoot({
    files: [
      ...files,
      stub('curl', 'url=${!#}; host=${url#http://}; cat /peers/${host%:*} 2>/dev/null'),
      stub('logger', ':'),
      stub('galera_recovery', 'echo "$RECOVERED"'),
      // The fifth pause ends a node that only waits.
      stub('sleep', 'cp /later/* /peers/ 2>/dev/null; echo >> /pauses; [ "$(wc -l < /pauses)" -lt 5 ] || kill $PPID'),
    ],
    commands: starts.map((start) => `set +e\n${command(start)}`),
  });
  return outcomes.map(({ stdout }) =>
    stdout.includes('--wsrep-new-cluster') ? 'bootstrap' : (stdout.split(' ')[0] ?? '').trim(),
  );
}

const bash = needs('bash', scratchRoot);

bash('bootstraps the first cluster on node 1, once every node says that there was none', async () => {
  expect(
    await decide([
      { self: 1, peers: { 2: 'none', 3: 'none' } },
      { self: 1, peers: { 2: 'none' } },
      { self: 1, peers: {} },
      { self: 2, peers: { 1: 'none', 3: 'none' } },
      { self: 1, peers: { 2: 'up', 3: 'none' } },
      { self: 1, peers: { 2: 'down 20 b 5 a,b,c,', 3: 'down 20 c 5 a,b,c,' } },
    ]),
  ).toEqual(['bootstrap', 'none', 'none', 'none', 'join', 'none']);
});

bash(
  'takes a database with tables of its own for what leads, when all others are empty, and never lets it be overwritten',
  async () => {
    const tables = true;
    expect(
      await decide([
        { self: 1, tables, peers: { 2: 'none', 3: 'none' } },
        { self: 2, tables, peers: { 1: 'none', 3: 'none' } },
        { self: 1, peers: { 2: 'none', 3: 'own' } },
        { self: 1, tables, peers: { 2: 'none' }, late: true },
        { self: 1, tables, peers: { 2: 'own', 3: 'none' }, late: true },
        { self: 1, tables, peers: { 2: 'up', 3: 'up' }, late: true },
        { self: 1, tables, peers: { 2: 'down 20 b 5 a,b,c,', 3: 'down 20 c 5 a,b,c,' }, late: true },
      ]),
    ).toEqual(['bootstrap', 'bootstrap', 'none', 'own', 'own', 'own', 'own']);
  },
);

bash('lets no volume that was kept lead beside a database, nor join a cluster that is not its own', async () => {
  const kept = { self: 2, tables: true, last: 10, view: 'b 5 a,b,c', late: true } as const;
  expect(
    await decide([
      { ...kept, peers: { 1: 'own', 3: 'down 18 c 5 a,b,c,' } },
      { ...kept, safe: 1, peers: { 1: 'own', 3: 'none' } },
      { ...kept, peers: { 1: 'up 99999999-89ab-cdef-0123-456789abcdef' } },
      { ...kept, peers: { 1: `up ${UUID}` } },
      { ...kept, peers: { 1: 'up' } },
    ]),
  ).toEqual(['down', 'down', 'down', 'join', 'join']);
});

bash('joins the cluster of its own data that another node begins, after all have waited for each other', async () => {
  const [mine, theirs] = ['b 5 a,b,c', 'down 20 a 5 a,b,c,'];
  expect(
    await decide([
      { self: 2, tables: true, last: 10, view: mine, peers: { 1: theirs }, later: { 1: `up ${UUID}` } },
      {
        self: 2,
        tables: true,
        last: 10,
        view: mine,
        peers: { 1: theirs },
        later: { 1: 'up 99999999-89ab-cdef-0123-456789abcdef' },
      },
    ]),
  ).toEqual(['join', 'down']);
});

bash('joins whoever runs', async () => {
  expect(await decide([{ self: 2, peers: { 3: 'up' }, last: 90, safe: 1 }])).toEqual(['join']);
});

bash('after a clean stop of all bootstraps on the last that stopped, when a majority answers', async () => {
  expect(
    await decide([
      { self: 2, peers: { 1: 'down 20 - 0 -' }, last: 10, safe: 1 },
      { self: 2, peers: {}, last: 10, safe: 1, late: true },
      { self: 1, peers: { 2: 'down 21 - 0 -', 3: 'down 20 - 0 -' }, last: 10, late: true },
    ]),
  ).toEqual(['bootstrap', 'down', 'down']);
});

bash('after a crash of all bootstraps on the one that holds most', async () => {
  const view = 'a 5 a,b,c';
  expect(
    await decide([
      { self: 1, peers: { 2: 'down 18 b 5 a,b,c,', 3: 'down 20 c 5 a,b,c,' }, last: 10, view },
      { self: 1, peers: { 2: 'down 22 b 5 a,b,c,', 3: 'down 20 c 5 a,b,c,' }, last: 10, view },
      { self: 1, peers: { 2: 'down 18 b 5 a,b,c,', 3: 'busy' }, last: 10, view, late: true },
      { self: 1, peers: { 2: 'boot 18 b 5 a,b,c,', 3: 'down 20 c 5 a,b,c,' }, last: 10, view },
    ]),
  ).toEqual(['bootstrap', 'down', 'down', 'down']);
});

bash('goes on without those that stay away, after a minute and with a majority of the last view', async () => {
  const peers = { 2: 'down 18 b 5 a,b,c,' };
  expect(
    await decide([
      { self: 1, peers, last: 10, view: 'a 5 a,b,c', late: true },
      { self: 1, peers, last: 10, view: 'a 5 a,b,c' },
      { self: 1, peers: {}, last: 10, view: 'a 5 a,b,c', late: true },
      { self: 1, peers, last: 10, view: 'a 4 a,b,c', late: true },
      { self: 1, peers: { 2: 'down 18 - 0 -' }, last: 10, late: true },
    ]),
  ).toEqual(['bootstrap', 'down', 'down', 'bootstrap', 'down']);
});
