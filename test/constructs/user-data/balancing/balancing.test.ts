import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HaproxyProps } from '../../../../constructs/user-data/haproxy';
import { keepalivedPart } from '../../../../constructs/user-data/keepalived';
import { PROXY_HEADERS } from '../../../../constructs/user-data/proxy-headers';
import { run } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { ask, endpoint, startHaproxy, startVarnish, type WebNode, webNode } from './loopback';

const itRuns = needs('haproxy', 'varnishd', 'openssl', 'gcc');
const cleanUps: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'nospof-balancing-'));
  cleanUps.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What keepalived's check says of the balancer whose own port this is: 0 where it is in order. */
async function keepalivedSays(port: number): Promise<number> {
  const [self, peer] = ['10.20.0.4', '10.20.1.4'].map((host) => endpoint(host, 443, host));
  if (!self || !peer) throw new Error('two balancers');
  const { files } = keepalivedPart({ self, peers: [peer], address: '10.20.0.14' });
  const script = files?.find(({ path }) => path.endsWith('nospof-balancer-alive'))?.content ?? '';
  return (await run('bash', ['-c', script.replace('/8404', `/${port}`)])).status;
}

/** As the sample site: a public page with a private block, and a page that varies by session without saying so. */
function application(name: string, count: { value: number }) {
  return (request: IncomingMessage, response: ServerResponse) => {
    count.value += 1;
    response.setHeader('X-Node', name);
    response.setHeader('X-Seen', `${request.headers['x-forwarded-proto']} ${request.headers['x-forwarded-for']}`);
    if (request.url === '/') {
      const esi = request.headers['surrogate-capability'] !== undefined;
      response.setHeader('Cache-Control', esi ? 'public, max-age=60, s-maxage=3600' : 'private, no-store');
      if (esi) response.setHeader('Surrogate-Control', 'content="ESI/1.0"');
      response.end(`<p>${count.value} [${esi ? '<esi:include src="/esi/visitor"/>' : 'inline'}]`);
    } else if (request.url === '/esi/visitor') {
      response.setHeader('Cache-Control', 'private, no-store');
      response.end(`visitor ${request.headers.cookie ?? 'unknown'}`);
    } else if (request.url === '/style.css') {
      response.setHeader('Set-Cookie', 'session=oops');
      response.end(`static ${request.headers.cookie ?? 'bare'}`);
    } else {
      response.end(`${request.method} ${request.url} ${count.value} for ${request.headers.cookie ?? 'anyone'}`);
    }
  };
}

async function webTier(size: number): Promise<WebNode[]> {
  const count = { value: 0 };
  const nodes = await Promise.all(
    Array.from({ length: size }, (_, i) => webNode(`web-${i + 1}`, application(`web-${i + 1}`, count))),
  );
  cleanUps.push(async () => {
    await Promise.all(nodes.map((node) => node.crash()));
  });
  return nodes;
}

async function site(nodes: readonly WebNode[], caches: number, more: Partial<HaproxyProps> = {}) {
  const path = folder();
  const endpoints = nodes.map((node) => node.endpoint);
  const varnish = await Promise.all(
    Array.from({ length: caches }, () =>
      startVarnish(path, { memoryMiB: 64, backends: endpoints, sessionCookies: ['session'] }),
    ),
  );
  const web = { name: 'web', endpoints };
  const haproxy = await startHaproxy(path, {
    nodeName: 'balancer-1',
    memoryMiB: 512,
    pages: caches > 0 ? { name: 'pagecache', endpoints: varnish.map((one) => one.endpoint) } : web,
    direct: caches > 0 ? web : undefined,
    uncachedPaths: ['/admin', '/session'],
    tls: { mode: 'self-signed' },
    ...more,
  });
  cleanUps.push(async () => {
    await haproxy.stop();
    await Promise.all(varnish.map((one) => one.stop()));
  });
  return { port: haproxy.site, tls: haproxy.tls, local: haproxy.local, varnish };
}

describe('balancer and page cache on loopback', () => {
  itRuns('assembles the page for each visitor from one cached page', async () => {
    const nodes = await webTier(1);
    const { port } = await site(nodes, 1);
    const first = await ask(port, '/');
    const second = await ask(port, '/', 'GET', { Cookie: '_ga=GA1.2; session=abc', 'Surrogate-Capability': 'x="y"' });
    expect(first.body).toBe('<p>1 [visitor unknown]');
    expect(second.body).toBe('<p>1 [visitor session=abc]');
    expect(second.headers).toMatchObject({ 'x-cache': 'hit', 'cache-control': 'private, no-cache' });
    expect(second.headers.vary).toBeUndefined();
    expect(nodes[0]?.requests).toEqual(['GET /', 'GET /esi/visitor', 'GET /esi/visitor']);
  });

  itRuns('keeps a page for anyone away from a session, and a page for a session away from all', async () => {
    const { port } = await site(await webTier(1), 1);
    const bodies: string[] = [];
    for (const cookie of ['_ga=1', 'lang=de', 'session=a', 'session=b', 'session=a']) {
      bodies.push((await ask(port, '/about', 'GET', { Cookie: cookie })).body);
    }
    expect(bodies).toEqual([
      'GET /about 1 for anyone',
      'GET /about 1 for anyone',
      'GET /about 2 for session=a',
      'GET /about 3 for session=b',
      'GET /about 4 for session=a',
    ]);
  });

  itRuns('takes all cookies off static files', async () => {
    const { port } = await site(await webTier(1), 1);
    const first = await ask(port, '/style.css?v=1', 'GET', { Cookie: 'session=a' });
    expect(first.headers['set-cookie']).toBeUndefined();
    expect(first.body).toBe('GET /style.css?v=1 1 for anyone');
    expect((await ask(port, '/style.css?v=1', 'GET', { Cookie: 'session=b' })).headers['x-cache']).toBe('hit');
  });

  itRuns('sends writes and uncacheable paths round the cache', async () => {
    const { port } = await site(await webTier(1), 1);
    expect((await ask(port, '/about', 'POST')).headers['x-cache']).toBeUndefined();
    expect((await ask(port, '/', 'POST', { 'Surrogate-Capability': 'x="ESI/1.0"' })).body).toContain('[inline]');
    expect((await ask(port, '/session')).headers['x-cache']).toBeUndefined();
    expect((await ask(port, '/admin/users')).headers['x-cache']).toBeUndefined();
    expect((await ask(port, '/administration')).headers['x-cache']).toBe('miss');
    expect((await ask(port, '/about', 'PURGE')).headers['x-cache']).toBeUndefined();
  });

  itRuns('forgets a page that a web node purges', async () => {
    const nodes = await webTier(1);
    const { port, varnish } = await site(nodes, 1);
    const host = { Host: 'shop.example.com' };
    const ages = async () => (await ask(port, '/about', 'GET', host)).headers['x-cache'];
    expect([await ages(), await ages()]).toEqual(['miss', 'hit']);
    expect((await ask(varnish[0]?.endpoint.port ?? 0, '/about', 'PURGE', host)).status).toBe(200);
    expect(await ages()).toBe('miss');
  });

  itRuns(
    'loses no request when a web node crashes',
    async () => {
      const nodes = await webTier(2);
      const { port } = await site(nodes, 1);
      const paths = ['/session', '/rows', '/', '/about?'];
      const load = Array.from({ length: 200 }, async (_, i) => {
        await new Promise((resolve) => setTimeout(resolve, i * 10));
        if (i === 60) await nodes[0]?.crash();
        const path = `${paths[i % paths.length]}${i % 4 === 3 ? i : ''}`;
        return (await ask(port, path, i % 4 === 1 ? 'POST' : 'GET')).status;
      });
      expect(new Set(await Promise.all(load))).toEqual(new Set([200]));
    },
    60_000,
  );

  itRuns('repeats what a dying web node had taken only if it reads', async () => {
    const dying = await webNode('dying-1', (request) => request.socket.destroy());
    const [good] = await webTier(1);
    if (!good) throw new Error('one node');
    cleanUps.push(() => dying.crash());
    const { port } = await site([dying, good], 0);
    const reads = await Promise.all([ask(port, '/rows'), ask(port, '/rows')]);
    expect(reads.map((answer) => answer.status)).toEqual([200, 200]);
    const writes = await Promise.all([ask(port, '/rows', 'POST'), ask(port, '/rows', 'POST')]);
    expect(writes.map((answer) => answer.status).sort()).toEqual([200, 502]);
    expect(good.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });

  itRuns(
    'serves pages from the web tier when every cache has died',
    async () => {
      const { port, varnish } = await site(await webTier(2), 2);
      for (const cache of varnish) cache.crash();
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask(port, '/')));
      expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
      expect(answers.map((answer) => answer.body)).toEqual(Array(8).fill(expect.stringContaining('[inline]')));
    },
    60_000,
  );

  itRuns(
    'says that it is of no use when it sees no server',
    async () => {
      const nodes = await webTier(1);
      const { port, local } = await site(nodes, 0);
      expect((await ask(port, '/nospof/alive')).status).toBe(200);
      expect(await keepalivedSays(local)).toBe(0);
      await nodes[0]?.crash();
      while ((await ask(local, '/nospof/alive')).status === 200)
        await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await ask(port, '/nospof/alive')).status).toBe(503);
      expect(await keepalivedSays(local)).not.toBe(0);
    },
    60_000,
  );

  itRuns('routes by path, to the longest one', async () => {
    const nodes = await webTier(3);
    const [web, api, old] = nodes.map((node, i) => ({ name: `tier-${i + 1}`, endpoints: [node.endpoint] }));
    if (!web || !api || !old) throw new Error('three nodes');
    const routes = [
      { path: '/api/', backend: api },
      { path: '/api/v1', backend: old },
    ];
    const { port } = await site(nodes, 0, { pages: web, routes });
    const seen = await Promise.all(['/api', '/api/v2', '/api/v1?x', '/apiary'].map((path) => ask(port, path)));
    expect(seen.map((answer) => answer.headers['x-node'])).toEqual(['web-2', 'web-2', 'web-3', 'web-1']);
  });

  itRuns('leads other names of the site to its own, and nobody else', async () => {
    const aliases = ['www.shop.example.com', 'shop.example.org'];
    const { port } = await site(await webTier(1), 0, { domain: 'shop.example.com', aliases });
    for (const Host of ['www.shop.example.com', 'WWW.shop.example.com:80', 'shop.example.org']) {
      const { status, headers } = await ask(port, '/a?b=1', 'GET', { Host });
      expect([status, headers.location]).toEqual([301, 'https://shop.example.com/a?b=1']);
    }
    expect((await ask(port, '/a', 'GET', { Host: 'www.elsewhere.org' })).headers.location).toBe(
      'https://www.elsewhere.org/a',
    );
    expect((await ask(port, '/health', 'GET', { Host: 'shop.example.com' })).status).toBe(200);
  });

  itRuns('redirects to https where there is a domain, but for health', async () => {
    const { port } = await site(await webTier(1), 0, { domain: 'shop.example.com' });
    const moved = await ask(port, '/about', 'GET', { Host: 'shop.example.com' });
    expect([moved.status, moved.headers.location]).toEqual([301, 'https://shop.example.com/about']);
    expect((await ask(port, '/health')).body).toBe('ok');
  });

  itRuns('passes on no header by which proxies tell what they know, but its own', async () => {
    const names: string[] = [];
    const node = await webNode('web-1', (request, response) => {
      names.push(...Object.keys(request.headers));
      response.end();
    });
    cleanUps.push(() => node.crash());
    const { port } = await site([node], 0);
    const others = ['X_Forwarded_Host', 'X-Forwarded-Of-The-Future', 'x-original-uri', 'X-SSL-Client-Verify', 'Accept'];
    await ask(
      port,
      '/',
      'GET',
      Object.fromEntries([...PROXY_HEADERS, ...others].map((name) => [name, 'evil.example'])),
    );
    expect(names.sort()).toEqual(['accept', 'connection', 'host', 'x-forwarded-for', 'x-forwarded-proto']);
  });

  itRuns('says who asks and how, whatever the visitor says, over HTTP/2 too', async () => {
    const { port, tls } = await site(await webTier(1), 0);
    const spoofed = { 'X-Forwarded-For': '10.0.0.1', 'X-Forwarded-Proto': 'https' };
    expect((await ask(port, '/about', 'GET', spoofed)).headers['x-seen']).toBe('http 127.0.0.1');
    const session = connect(`https://127.0.0.1:${tls}`, { rejectUnauthorized: false });
    cleanUps.push(() => session.destroy());
    const [headers] = await once(session.request({ ':path': '/about' }), 'response');
    expect(headers).toMatchObject({ ':status': 200, 'x-seen': 'https 127.0.0.1' });
  });
});
