import { request } from 'node:http';
import { PROXY_HEADERS } from '../../../../constructs/user-data/proxy-headers';
import { needs, root } from '../../../helpers/programs';
import { RUNTIMES, startWebServer, WEB_SERVER_NEEDS, type WebServer } from './running';

/** Answers with headers of as many bytes as the query asks for, and says what came: the length, and names of headers. */
const SOURCES = {
  wsgi: `def application(environ, start_response):
    length = len(environ['wsgi.input'].read())
    names = sorted(name for name in environ if name.startswith('HTTP_') and name != 'HTTP_HOST')
    cookies = [('Set-Cookie', 'c%d=%s' % (i, 'x' * 400)) for i in range(int(environ['QUERY_STRING'].split('&')[0] or 0))]
    start_response('200 OK', [('Content-Type', 'text/plain'), *cookies])
    return [('%d %s' % (length, ' '.join(names))).encode()]
`,
  php: `<?php
for ($i = 0; $i < (int) $_SERVER['QUERY_STRING']; $i++) header("Set-Cookie: c$i=" . str_repeat('x', 400), false);
$names = array_filter(array_keys($_SERVER), fn ($name) => str_starts_with($name, 'HTTP_') && $name !== 'HTTP_HOST');
sort($names);
header('Content-Type: text/plain');
echo strlen(file_get_contents('php://input')), ' ', implode(' ', $names);
`,
};

/** nginx keeps bodies where its own user may write alone. */
const WANTED = { wsgi: [...WEB_SERVER_NEEDS.wsgi, root], php: WEB_SERVER_NEEDS.php } as const;

/** A single server: nobody of ours stands before it. */
describe.each(RUNTIMES)('the web server for %s', (runtime) => {
  const check = needs(...WANTED[runtime]);
  let server: WebServer;

  beforeAll(async () => {
    if (!WANTED[runtime].every((need) => need.met)) return;
    const props = {
      runtime,
      site: 'shop',
      tier: 'web',
      node: 'web-1',
      memoryMiB: 1024,
      vcpus: 2,
      healthPath: '/health',
    };
    const machine = { ...props, trustedProxies: [], services: {}, maxUploadMiB: 3 };
    server = await startWebServer(machine, () => SOURCES[runtime]);
  }, 60_000);
  afterAll(() => server?.stop(), 30_000);

  function ask(
    path: string,
    headers: Record<string, string> = {},
    body = '',
  ): Promise<{ status: number; text: string }> {
    const method = body === '' ? 'GET' : 'POST';
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        headers,
        agent: false,
        maxHeaderSize: 65_536,
      };
      const outgoing = request(options, (incoming) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }

  check('passes on headers of an answer, and of a request, as large as a balancer takes them', async () => {
    for (const cookies of [5, 12, 36]) expect((await ask(`/?${cookies}`)).status).toBe(200);
    expect((await ask('/', { Cookie: `c=${'x'.repeat(14_000)}` })).status).toBe(200);
    expect((await ask(`/?0&${'x'.repeat(14_000)}`)).status).toBe(200);
  });

  check('takes a body as large as its topology says', async () => {
    const most = 3 * 1024 ** 2;
    expect(await ask('/', {}, 'x'.repeat(most))).toMatchObject({
      status: 200,
      text: expect.stringMatching(/^3145728 /),
    });
    expect((await ask('/', { 'Content-Length': String(most + 1) }, 'x'.repeat(most + 1))).status).toBe(413);
  });

  check('takes nobody’s word on where a request comes from', async () => {
    const said = Object.fromEntries([...PROXY_HEADERS, 'X-Own'].map((name) => [name, 'evil.example']));
    expect((await ask('/', said)).text).toMatch(/^0 (HTTP_CONNECTION )?HTTP_X_OWN$/);
  });
});
