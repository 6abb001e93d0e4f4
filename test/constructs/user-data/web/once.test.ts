import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ONCE_FILE } from '../../../../constructs/user-data/web/once';
import { type Outcome, run } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { temporaryFolder } from '../../../helpers/temporary';

/*
 * Nodes of a tier agree by one object of S3 (Amazon S3 User Guide, "Conditional writes"). Here it is a server that writes under
 * the same conditions; its clock can be set, since ages are told by it alone.
 */

const itRuns = needs('bash', 'curl');
const folder = temporaryFolder('once');

interface Stored {
  readonly body: string;
  readonly etag: string;
  readonly modified: number;
}

let server: Server;
let objects: Map<string, Stored>;
let now: number;
/** Statuses that answer instead, the request performed or not. */
let faults: { readonly status: number; readonly performed: boolean }[];
let work: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const fault = request.method === 'PUT' ? faults.shift() : undefined;
      const answer =
        fault && !fault.performed
          ? fault.status
          : answerTo(request.method, request.url ?? '', Buffer.concat(parts).toString(), request.headers);
      const stored = objects.get(request.url ?? '');
      response.writeHead(fault?.status ?? answer, {
        Date: new Date(now).toUTCString(),
        ...(stored ? { ETag: stored.etag, 'Last-Modified': new Date(stored.modified).toUTCString() } : {}),
      });
      response.end(request.method === 'GET' && answer === 200 ? stored?.body : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((closed) => server.close(closed)));

function answerTo(
  method: string | undefined,
  url: string,
  body: string,
  headers: NodeJS.Dict<string | string[]>,
): number {
  const stored = objects.get(url);
  if (method === 'GET') return stored ? 200 : 403;
  const { 'if-match': wanted, 'if-none-match': none } = headers;
  if ((wanted !== undefined && wanted !== stored?.etag) || (none !== undefined && stored)) return 412;
  objects.set(url, { body, etag: `"${createHash('md5').update(body).digest('hex')}"`, modified: now });
  return 200;
}

beforeEach(() => {
  objects = new Map();
  faults = [];
  now = Date.parse('2026-11-30T10:00:00Z');
  work = mkdtempSync(join(folder, 'work-'));
  mkdirSync(join(work, 'bin'));
  writeFileSync(join(work, 'ran'), '');
});

const stored = () => objects.get('/once/web/release')?.body.split(' ').slice(0, 3).join(' ');
const ran = () => readFileSync(join(work, 'ran'), 'utf8');

/** What a node runs: `command` with its name in `$NODE`, for an id; times are those of seconds. */
function node(name: string, command: string, id = 'one', how: 'wait' | 'skip' = 'wait'): Promise<Outcome> {
  const { port } = server.address() as AddressInfo;
  const library = `set -euo pipefail
NOSPOF_TIER=web NOSPOF_NODE=${name} NOSPOF_REGION=x
fact() { echo site; }
signed() { curl -sS --fail-with-body "\${@:2}"; }`;
  writeFileSync(join(work, `${name}.sh`), library);
  const script = ONCE_FILE.content
    .replace('/usr/local/lib/nospof/lib.sh', join(work, `${name}.sh`))
    .replace('https://$(fact bucket).s3.$NOSPOF_REGION.amazonaws.com', `http://127.0.0.1:${port}`)
    .replace('renewed < 20', 'renewed < 1')
    .replaceAll('sleep 2', 'sleep 0.2');
  const told = `echo "${name} begins" >> ran; ${command}; echo "${name} ends" >> ran`;
  return run('bash', ['-c', script, 'nospof-once', how, 'release', id, 'bash', '-c', `cd ${work}; set -e; ${told}`]);
}

describe('what one node of a tier does for all', () => {
  itRuns(
    'runs on one of three that come together, and all go on when it has succeeded',
    async () => {
      const all = await Promise.all(['web-1', 'web-2', 'web-3'].map((name) => node(name, 'sleep 1')));
      expect(all.map(({ status }) => status)).toEqual([0, 0, 0]);
      expect(ran()).toMatch(/^(web-\d) begins\n\1 ends\n$/);
      expect(stored()).toMatch(/^succeeded one web-\d$/);
      expect((await node('web-4', 'true')).status).toBe(0);
      expect(ran().split('\n')).toHaveLength(3);
    },
    60_000,
  );

  itRuns(
    'runs again for another release',
    async () => {
      await node('web-1', 'true');
      expect((await node('web-2', 'true', 'two')).status).toBe(0);
      expect(stored()).toBe('succeeded two web-2');
    },
    60_000,
  );

  itRuns(
    'fails for all where it fails, and is tried again after five minutes',
    async () => {
      expect((await node('web-1', 'false')).status).toBe(1);
      const other = await node('web-2', 'true');
      expect([other.status, other.stderr]).toEqual([1, expect.stringContaining('failed on web-1')]);
      expect(ran()).toBe('web-1 begins\n');
      now += 301_000;
      expect((await node('web-2', 'true')).status).toBe(0);
      expect(stored()).toBe('succeeded one web-2');
    },
    60_000,
  );

  itRuns(
    'is taken over from a node that died, and not from one that lives',
    async () => {
      const put = (seconds: number) =>
        objects.set('/once/web/release', {
          body: 'running one web-9 gone 1\n',
          etag: '"e"',
          modified: now - seconds * 1000,
        });
      put(100);
      const waiting = node('web-1', 'true');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(ran()).toBe('');
      now += 30_000;
      expect((await waiting).status).toBe(0);
      expect(stored()).toBe('succeeded one web-1');
    },
    60_000,
  );

  itRuns(
    'keeps saying that it runs, and ends where another was made to go on',
    async () => {
      const running = node('web-1', 'sleep 30');
      while (!(objects.get('/once/web/release')?.body ?? '').match(/ [2-9]\n$/))
        await new Promise((resolve) => setTimeout(resolve, 100));
      objects.set('/once/web/release', { body: 'running one web-2 other 1\n', etag: '"e"', modified: now });
      const { status, stderr } = await running;
      expect([status, stderr]).toEqual([1, expect.stringContaining('cannot say any more that it runs here')]);
      expect(ran()).toBe('web-1 begins\n');
      expect(stored()).toBe('running one web-2');
    },
    60_000,
  );

  itRuns(
    'runs once where an answer of S3 is lost',
    async () => {
      faults = [{ status: 500, performed: true }];
      expect((await node('web-1', 'true')).status).toBe(0);
      expect(ran()).toBe('web-1 begins\nweb-1 ends\n');
      expect(stored()).toBe('succeeded one web-1');
    },
    60_000,
  );
});

describe('a periodic command of one node', () => {
  itRuns(
    'runs on the first that comes in its minute, and on none that comes late',
    async () => {
      const at = (name: string, minute: string) => node(name, 'true', `2026-11-30T10:${minute}`, 'skip');
      expect((await at('web-1', '05')).status).toBe(0);
      expect((await at('web-2', '05')).status).toBe(0);
      expect((await at('web-2', '04')).status).toBe(0);
      expect(ran()).toBe('web-1 begins\nweb-1 ends\n');
      expect((await at('web-2', '10')).status).toBe(0);
      expect(ran().split('\n')).toHaveLength(5);
    },
    60_000,
  );

  itRuns(
    'does not run beside itself, and runs again after it has failed',
    async () => {
      const [first, second] = await Promise.all([
        node('web-1', 'sleep 2; false', '2026-11-30T10:05', 'skip'),
        new Promise((resolve) => setTimeout(resolve, 700)).then(() =>
          node('web-2', 'true', '2026-11-30T10:06', 'skip'),
        ),
      ]);
      expect([first.status, second.status]).toEqual([1, 0]);
      expect(ran()).toBe('web-1 begins\n');
      expect((await node('web-2', 'true', '2026-11-30T10:07', 'skip')).status).toBe(0);
      expect(stored()).toBe('succeeded 2026-11-30T10:07 web-2');
    },
    60_000,
  );
});
