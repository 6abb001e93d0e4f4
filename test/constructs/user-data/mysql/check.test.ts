import { CHECK_SQL, CHECK_UNIT, type DbCheckProps, dbCheckPart } from '../../../../constructs/user-data/mysql/check';
import type { RenderedFile } from '../../../helpers/machine';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { rendered } from './nodes';

/** Python's client, answering a query as a server in some state would: by the files of /state. */
const CLIENT: RenderedFile = {
  path: '/stub/pymysql.py',
  mode: '0644',
  content: `import os
class cursors: DictCursor = None
class Cursor:
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def execute(self, sql): self.sql = sql
    def fetchone(self):
        state = {name: open("/state/" + name).read() for name in os.listdir("/state")}
        if "SLAVE" in self.sql:
            lag = state.get("SLAVE")
            return None if lag is None else {"Seconds_Behind_Master": None if lag == "NULL" else int(lag)}
        only_reads, _, status = state["STATUS"].partition(" ")
        return {"only_reads": only_reads, "replicas": status, "state": status}
class Connection:
    def cursor(self, _): return Cursor()
def connect(**_): return Connection()
`,
};

/** The command that its unit starts. */
function start(props: DbCheckProps): string {
  const unit = dbCheckPart(props).files?.find(({ path }) => path.endsWith(CHECK_UNIT));
  return /^ExecStart=(.*)$/m.exec(unit?.content ?? '')?.[1] ?? '';
}

/** What the check answers to paths in turn, each with the server in another state; it sees a state within half a second. */
async function answers(props: DbCheckProps, questions: readonly string[]): Promise<string[]> {
  const ask = questions.map((question) => {
    const [path, ...state] = question.split(' | ');
    return `rm -f /state/*; ${[...state, 'sleep 0.7'].join('; ')}
curl -s -m 5 -o /body -w '%{http_code} ' http://127.0.0.1:9200${path}; cat /body; echo`;
  });
  const [outcome] = await runInScratchRoot({
    files: [...rendered(dbCheckPart(props)), CLIENT],
    commands: [
      `mkdir -p /state; PYTHONPATH=/stub ${start(props)} &
until curl -s -o /dev/null http://127.0.0.1:9200/; do sleep 0.1; done
${ask.join('\n')}`,
    ],
  });
  expect(outcome?.stderr).toBe('');
  return (outcome?.stdout ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}

const check = needs('python3', 'curl', scratchRoot);

check('accepts writes on a primary that a replica acknowledges', async () => {
  expect(
    await answers({ kind: 'acknowledged' }, [
      '/write | echo -n 0 2 > /state/STATUS',
      '/write | echo -n 0 0 > /state/STATUS',
      '/write | echo -n 1 0 > /state/STATUS',
      '/write',
      '/other | echo -n 0 2 > /state/STATUS',
    ]),
  ).toEqual(['200', '503', '503', '503', '503']);
});

check('accepts writes on a primary without replicas where none has to acknowledge', async () => {
  const props = { kind: 'replicated' } as const;
  expect(
    await answers(props, ['/write | echo -n 0 0 > /state/STATUS', '/write | echo -n 1 0 > /state/STATUS']),
  ).toEqual(['200', '503']);
});

check('says that a database which is in no cluster is one, so that no cluster begins beside it', async () => {
  expect(await answers({ kind: 'replicated' }, ['/galera | echo -n 0 0 > /state/STATUS', '/galera'])).toEqual([
    '200 own',
    '503',
  ]);
});

check('serves reads on a replica that is close behind, and goes on when its primary is lost', async () => {
  expect(
    await answers({ kind: 'acknowledged' }, [
      '/read | echo -n 1 0 > /state/STATUS; echo -n NULL > /state/SLAVE',
      '/read | echo -n 1 0 > /state/STATUS; echo -n 9 > /state/SLAVE',
      '/read | echo -n 1 0 > /state/STATUS; echo -n NULL > /state/SLAVE',
      '/read | echo -n 1 0 > /state/STATUS',
      '/read | echo -n 0 1 > /state/STATUS',
      '/read | echo -n 1 0 > /state/STATUS; echo -n 10 > /state/SLAVE',
      '/read | echo -n 1 0 > /state/STATUS; echo -n NULL > /state/SLAVE',
    ]),
  ).toEqual(['503', '200', '200', '200', '503', '503', '503']);
});

check(
  'takes a Galera node for healthy that is in the primary component, synced or giving a copy; writes want a majority of all',
  async () => {
    expect(
      await answers({ kind: 'galera', nodes: 3 }, [
        '/write | echo -n 0 3 primary 4 on > /state/STATUS',
        '/write | echo -n 0 3 primary 2 on > /state/STATUS',
        '/write | echo -n 0 3 primary 1 off > /state/STATUS',
        '/write | echo -n 0 3 non-primary 0 off > /state/STATUS',
        '/write | echo -n 1 3 primary 4 on > /state/STATUS',
        '/write | echo -n 0 2 primary 4 on > /state/STATUS',
        '/write | echo -n 0 1 primary 4 on > /state/STATUS',
        '/read | echo -n 0 1 primary 4 on > /state/STATUS',
        '/read | echo -n 1 3 primary 4 on > /state/STATUS',
        '/read | echo -n 0 3 primary 1 off > /state/STATUS',
      ]),
    ).toEqual(['200', '200', '503', '503', '503', '200', '503', '200', '200', '503']);
  },
);

check('shows the other Galera nodes its state, until the server itself answers', async () => {
  expect(
    await answers({ kind: 'galera', nodes: 3 }, [
      '/galera',
      '/galera | echo "down 12 - 0 -" > /run/nospof-galera',
      '/galera | echo join > /run/nospof-galera; echo -n 0 3 non-primary 0 off > /state/STATUS',
    ]),
  ).toEqual(['503', '200 down 12 - 0 -', '200 up']);
});

check('takes neither writes nor reads while the data volume takes none', async () => {
  const stalled = 'touch /run/nospof-db.stalled';
  expect(
    await answers({ kind: 'acknowledged' }, [
      `/write | echo -n 0 2 > /state/STATUS | ${stalled}`,
      '/write | echo -n 0 2 > /state/STATUS | rm /run/nospof-db.stalled',
    ]),
  ).toEqual(['503', '200']);
  expect(
    await answers({ kind: 'galera', nodes: 3 }, [
      `/write | echo -n 0 3 primary 4 on > /state/STATUS | ${stalled}`,
      `/read | echo -n 0 3 primary 4 on > /state/STATUS`,
    ]),
  ).toEqual(['503', '503']);
});

// A drill's database nodes had little but this in their logs.
check('says nothing of proxies that hang up', async () => {
  const hangUp = `python3 -c '
import socket, struct
for _ in range(50):
    proxy = socket.create_connection(("127.0.0.1", 9200))
    proxy.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    proxy.send(b"GET /write HTTP/1.0\\r\\n\\r\\n")
    proxy.close()'`;
  const props = { kind: 'acknowledged' } as const;
  expect(await answers(props, [`/write | ${hangUp} | echo -n 0 2 > /state/STATUS`])).toEqual(['200']);
});

needs('mariadbd', scratchRoot)('knows the server by its socket, without a password, and sees it die', async () => {
  const [outcome] = await runInScratchRoot({
    files: rendered(dbCheckPart({ kind: 'replicated' })),
    commands: [
      `useradd -r -d /nonexistent -s /usr/sbin/nologin dbcheck
install -d -o mysql /run/mysqld /data
mariadb-install-db --user=mysql --datadir=/data >/dev/null
cat > /init.sql <<'SQL'
${CHECK_SQL}SQL
mariadbd --no-defaults --user=mysql --datadir=/data --socket=/run/mysqld/mysqld.sock --skip-networking --init-file=/init.sql 2>/log &
set +e
setpriv --reuid=dbcheck --regid=dbcheck --clear-groups ${start({ kind: 'replicated' })} &
writes() { curl -s -m 3 -o /dev/null -w '%{http_code}\n' http://127.0.0.1:9200/write; }
for _ in {1..60}; do [ "$(writes)" != 200 ] || break; sleep 0.2; done
writes
pkill -STOP mariadbd; sleep 3
writes
pkill -KILL mariadbd; sleep 1
writes`,
    ],
  });
  expect(outcome?.stdout).toBe('200\n503\n503\n');
});
