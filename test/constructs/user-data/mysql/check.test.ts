import { type DbCheckProps, dbCheckPart } from '../../../../constructs/user-data/mysql/check';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { rendered, stub } from './nodes';

/** A client that answers a query as a server in some state would. */
const CLIENT = stub(
  'mariadb',
  `case "$*" in
*'SHOW SLAVE STATUS'*) [ -z "$SLAVE" ] || printf '       Slave_IO_Running: Yes\\n  Seconds_Behind_Master: %s\\n' "$SLAVE" ;;
*GLOBAL_STATUS*) [ -z "$STATUS" ] || printf '%b\\n' "$STATUS" ;;
*read_only*) echo "$READ_ONLY" ;;
esac`,
);

/** What the check answers to a path, with the server's state in the client's variables. */
async function answers(props: DbCheckProps, questions: readonly string[]): Promise<string[]> {
  const outcomes = await runInScratchRoot({
    files: [...rendered(dbCheckPart(props)), CLIENT],
    commands: questions.map((question) => {
      const [path, ...state] = question.split(' | ');
      return `mkdir -p /run/nospof-dbcheck; ${state.join('; ')}
export PATH=/stub:$PATH STATUS SLAVE READ_ONLY
printf 'GET ${path} HTTP/1.0\\r\\nHost: x\\r\\n\\r\\n' | /usr/local/sbin/nospof-dbcheck`;
    }),
  });
  return outcomes.map(({ stdout }) => {
    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    expect(head).toContain(`Content-Length: ${body.length}`);
    return `${head.split(' ')[1]} ${body}`.trim();
  });
}

const bash = needs('bash', scratchRoot);

bash('accepts writes on a primary that a replica acknowledges', async () => {
  expect(
    await answers({ kind: 'primary-replica' }, [
      "/write | STATUS='0\\t2'",
      "/write | STATUS='0\\t0'",
      "/write | STATUS='1\\t0'",
      '/write | STATUS=',
      "/other | STATUS='0\\t2'",
    ]),
  ).toEqual(['200', '503', '503', '503', '503']);
});

bash('accepts writes on a primary without replicas where none has to acknowledge', async () => {
  const props = { kind: 'primary-replica', acknowledged: false } as const;
  expect(await answers(props, ["/write | STATUS='0\\t0'", "/write | STATUS='1\\t0'"])).toEqual(['200', '503']);
});

bash('serves reads on a replica that is close behind, and for a minute after its primary is lost', async () => {
  expect(
    await answers({ kind: 'primary-replica' }, [
      '/read | SLAVE=9',
      '/read | SLAVE=10',
      '/read | SLAVE=NULL',
      '/read | SLAVE=NULL | touch /run/nospof-dbcheck/fresh',
      '/read | SLAVE=NULL | touch -d -2min /run/nospof-dbcheck/fresh',
      '/read | READ_ONLY=0 | touch /run/nospof-dbcheck/fresh',
      '/read | SLAVE= | READ_ONLY=1 | touch /run/nospof-dbcheck/fresh',
    ]),
  ).toEqual(['200', '503', '503', '200', '503', '503', '200']);
});

bash('takes a Galera node for healthy that is in the primary component, synced or giving a copy', async () => {
  expect(
    await answers({ kind: 'galera' }, [
      "/write | STATUS='0\\tprimary 4 on'",
      "/write | STATUS='0\\tprimary 2 on'",
      "/write | STATUS='0\\tprimary 1 off'",
      "/write | STATUS='0\\tnon-primary 0 off'",
      "/write | STATUS='1\\tprimary 4 on'",
      "/read | STATUS='1\\tprimary 4 on'",
      "/read | STATUS='0\\tprimary 1 off'",
    ]),
  ).toEqual(['200', '200', '503', '503', '503', '200', '503']);
});

bash('shows the other Galera nodes its state, until the server itself answers', async () => {
  expect(
    await answers({ kind: 'galera' }, [
      '/galera',
      '/galera | echo "down 12 - 0 -" > /run/nospof-galera',
      "/galera | echo join > /run/nospof-galera | STATUS='0\\tnon-primary 0 off'",
    ]),
  ).toEqual(['503', '200 down 12 - 0 -', '200 up']);
});
