import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { needs, root } from '../../../helpers/programs';
import { RUNTIMES, startWebServer, WEB_SERVER_NEEDS, type WebServer } from './running';

/** Answers with the length of the body that came. */
const SOURCES = {
  wsgi: `def application(environ, start_response):
    length = len(environ['wsgi.input'].read())
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [('%d of %s' % (length, environ['REMOTE_ADDR'])).encode()]
`,
  php: `<?php
header('Content-Type: text/plain');
echo strlen(file_get_contents('php://input')), ' of ', $_SERVER['REMOTE_ADDR'];
`,
};

const CONNECTIONS = 150;

/** nginx keeps bodies where its own user may write alone. */
const WANTED = { wsgi: [...WEB_SERVER_NEEDS.wsgi, root], php: WEB_SERVER_NEEDS.php } as const;

/** A single server: nobody of ours stands before it. One address sends slowly, another one visits. */
describe.each(RUNTIMES)('the web server for %s before slow visitors of one address', (runtime) => {
  const itRuns = needs(...WANTED[runtime]);
  const sockets: Socket[] = [];
  let server: WebServer;

  beforeAll(async () => {
    if (!WANTED[runtime].every((need) => need.met)) return;
    const node = { site: 'shop', tier: 'web', node: 'web-1', memoryMiB: 1024, vcpus: 2, healthPath: '/health' };
    const props = { ...node, runtime, trustedProxies: [], services: {}, maxUploadMiB: 3 };
    server = await startWebServer(props, () => SOURCES[runtime]);
  }, 60_000);
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(() => server?.stop(), 30_000);

  /** A connection from this address that has sent this text and is left open, and what it was answered so far. */
  async function sent(text: string, from: string) {
    const socket = connect({ port: server.port, host: '127.0.0.1', localAddress: from });
    sockets.push(socket);
    let answer = '';
    let ended = false;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      ended = true;
    });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    await once(socket, 'connect');
    socket.write(text);
    return { socket, answer: () => answer, ended: () => ended };
  }
  const post = (length: number, body: string) =>
    `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${body}`;

  /** Another visitor, who gets pages and sends forms. */
  async function visit(): Promise<void> {
    for (const request of ['GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', post(3, 'abc')]) {
      const { answer, ended } = await sent(request, '127.0.0.9');
      await eventually(ended);
      expect(answer()).toMatch(/^HTTP\/1.1 200 OK\r\n.*[03] of 127\.0\.0\.9/s);
    }
  }

  itRuns(
    'serves others while bodies trickle in, of which it takes a few at a time',
    async () => {
      const slow = await Promise.all(
        Array.from({ length: CONNECTIONS }, () => sent(post(1_000_000, 'a'.repeat(100)), '127.0.0.1')),
      );
      const refused = () => slow.filter(({ answer }) => answer().startsWith('HTTP/1.1 429')).length;
      await eventually(() => refused() === CONNECTIONS - 20);
      // All that are left send 90 kB/s together.
      const left = slow.filter(({ answer }) => answer() === '');
      for (let i = 0; i < 5; i += 1) {
        for (const { socket } of left) socket.write('a'.repeat(900));
        await visit();
        await pause(200);
      }
      expect(left.map(({ answer }) => answer())).toEqual(left.map(() => ''));
      // A place is free again when one has ended, and what comes whole is taken.
      left[0]?.socket.destroy();
      await eventually(async () => {
        const next = await sent(post(200_000, 'a'.repeat(200_000)), '127.0.0.1');
        await eventually(next.ended);
        return next.answer().includes('200000 of 127.0.0.1');
      });
    },
    60_000,
  );

  itRuns(
    'serves others while headers trickle in, and readers do not read',
    async () => {
      await Promise.all(
        Array.from({ length: CONNECTIONS }, async () => {
          const { socket } = await sent('GET / HTTP/1.1\r\nHost: x\r\nX-a: ', '127.0.0.1');
          socket.pause();
        }),
      );
      await visit();
    },
    60_000,
  );
});

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
