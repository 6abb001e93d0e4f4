import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANSWER_WITHIN_S, TRY_AGAIN_WITHIN_S } from '../../../../constructs/user-data/hops';
import { vcl } from '../../../../constructs/user-data/varnish';
import { runOrThrow } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { ask, startVarnish, type WebNode, webNode } from './loopback';

const itRuns = needs('varnishd', 'varnishstat', 'gcc');
const MIB = 1024 ** 2;

/** A real Varnish alone, before an application that a test writes. */
describe('a page cache', () => {
  let folder = '';
  const running: { stop(): Promise<void> }[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nospof-cache-'));
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  type Answer = (request: IncomingMessage, response: ServerResponse) => void;
  async function cache(
    answer: Answer,
    more: { uncachedPaths?: readonly string[] } = {},
    edit = (text: string) => text,
  ) {
    const node: WebNode = await webNode('web-1', answer);
    running.push({ stop: () => node.crash() });
    const sessionCookies = ['session', 'wordpress_logged_in_*'];
    const props = { memoryMiB: 64, backends: [node.endpoint], sessionCookies, ...more };
    const varnish = await startVarnish(folder, props, edit);
    running.unshift(varnish);
    return { node, port: varnish.endpoint.port };
  }
  const xCache = async (port: number, path: string, headers: Record<string, string> = {}) =>
    (await ask(port, path, 'GET', headers)).headers['x-cache'];

  itRuns('keeps nothing that varies by everything', async () => {
    let count = 0;
    const { port } = await cache((incoming, response) => {
      count += 1;
      response.setHeader('Vary', incoming.url === '/list' ? 'Accept, *' : '*');
      response.end(`secret of visitor ${count}`);
    });
    for (const path of ['/', '/list']) {
      const [first, second] = [await ask(port, path), await ask(port, path)];
      expect(second.body).not.toBe(first.body);
      expect(second.headers['x-cache']).toBe('miss');
      expect(second.headers.vary).toContain('*');
    }
  });

  itRuns('knows sessions by the cookies that it is told, and by the beginnings of names', async () => {
    const { port } = await cache((incoming, response) => response.end(incoming.headers.cookie ?? 'anyone'));
    const body = async (Cookie: string) => (await ask(port, '/', 'GET', { Cookie })).body;
    expect(await body('wordpress_logged_in_1a2b=anna')).toBe('wordpress_logged_in_1a2b=anna');
    expect(await body('a=b; session=anna')).toBe('a=b; session=anna');
    expect(await body('PHPSESSID=anna')).toBe('anyone');
    expect(await body('a=session=anna')).toBe('anyone');
  });

  itRuns('passes on the paths that it is told, and none that only begin alike', async () => {
    const told = { uncachedPaths: ['/warenkorb', '/kasse/'] };
    const { port } = await cache((_, response) => response.end('page'), told);
    for (const path of ['/warenkorb', '/warenkorb/1', '/warenkorb?x', '/kasse']) {
      expect([await xCache(port, path), await xCache(port, path)]).toEqual(['miss', 'miss']);
    }
    for (const path of ['/warenkorb-alt', '/cart']) {
      expect([await xCache(port, path), await xCache(port, path)]).toEqual(['miss', 'hit']);
    }
  });

  itRuns('asks once for a page on which a web node works until it fails', async () => {
    const soon = (text: string) =>
      text
        .replaceAll(`${ANSWER_WITHIN_S.pageCache}s`, '1500ms')
        .replace(`bereq.time < ${TRY_AGAIN_WITHIN_S}s`, 'bereq.time < 1s');
    const { node, port } = await cache(() => undefined, {}, soon);
    expect((await ask(port, '/slow')).status).toBe(503);
    expect(node.requests).toEqual(['GET /slow']);
  });

  itRuns('asks again when a web node turns out to be dead at once', async () => {
    let count = 0;
    const { node, port } = await cache((incoming, response) => {
      count += 1;
      if (count < 3) incoming.socket.destroy();
      else response.end('page');
    });
    expect((await ask(port, '/')).body).toBe('page');
    expect(node.requests).toHaveLength(3);
  });

  itRuns('reads no more ahead of slow visitors than it has room for', async () => {
    let written = 0;
    const { port } = await cache((_, response) => {
      response.writeHead(200, { 'Cache-Control': 'private', 'Content-Length': 200 * MIB });
      const chunk = Buffer.alloc(MIB);
      const more = () => {
        while (written < 600 * MIB && !response.destroyed) {
          written += MIB;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    const slow = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<IncomingMessage>((resolve, reject) => {
            const options = { host: '127.0.0.1', port, path: '/big', headers: { Cookie: 'session=a' }, agent: false };
            const outgoing = request(options, (incoming) => resolve(incoming.pause()));
            outgoing.once('error', reject);
            outgoing.end();
          }),
      ),
    );
    running.unshift({ stop: async () => void slow.map((one) => one.destroy()) });
    const used = async () => {
      const name = join(folder, `varnish-${port}`);
      const text = await runOrThrow('varnishstat', ['-1', '-n', name, '-f', 'SMA.Transient.g_bytes']);
      return Number(/g_bytes\s+(\d+)/.exec(text)?.[1]);
    };
    // Until nobody writes any more.
    for (let before = -1; before !== written; ) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(await used()).toBeLessThan(16 * MIB);
    // Others are served all the same.
    expect((await ask(port, '/health')).status).toBe(200);
  });

  itRuns('keeps no file that would push out all others', async () => {
    const { port } = await cache((incoming, response) =>
      response.end(Buffer.alloc(incoming.url === '/big' ? 7 * MIB : 9)),
    );
    // By a pipe, in which nothing is said of a cache.
    expect([await xCache(port, '/big'), await xCache(port, '/big')]).toEqual([undefined, undefined]);
    expect([await xCache(port, '/small'), await xCache(port, '/small')]).toEqual(['miss', 'hit']);
  });

  itRuns('takes headers as large as a balancer does', async () => {
    const { port } = await cache((_, response) => response.setHeader('X-Large', 'h'.repeat(14_000)).end('page'));
    expect((await ask(port, '/', 'GET', { Cookie: `session=${'c'.repeat(14_000)}` })).status).toBe(200);
  });
});

test('each hop waits longer than the one behind it', () => {
  const { application, webServer, pageCache, balancer } = ANSWER_WITHIN_S;
  expect([application, webServer, pageCache, balancer]).toEqual(
    [application, webServer, pageCache, balancer].sort((a, b) => a - b),
  );
  // A cache may find dead nodes first, and then wait for one that works.
  expect(balancer).toBeGreaterThanOrEqual(pageCache + TRY_AGAIN_WITHIN_S);
  expect(vcl({ memoryMiB: 64, backends: [], sessionCookies: [] })).toContain('return (retry)');
});
