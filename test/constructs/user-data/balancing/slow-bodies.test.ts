import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../../helpers/programs';
import { ask, startHaproxy, type WebNode, webNode } from './loopback';

/** Visitors whose requests come slowly, before a real haproxy. */
describe('a balancer before slow visitors', () => {
  const itRuns = needs('haproxy', 'openssl');
  const sockets: Socket[] = [];
  let folder = '';
  let node: WebNode;
  let site: Awaited<ReturnType<typeof startHaproxy>>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nospof-slow-'));
    node = await webNode('web-1', (request, response) => {
      request.resume();
      request.once('end', () => response.end('ok'));
    });
    const web = { name: 'web', endpoints: [node.endpoint] };
    const tls = { mode: 'self-signed' } as const;
    site = await startHaproxy(folder, { nodeName: 'balancer-1', memoryMiB: 512, pages: web, tls });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await site.stop();
    await node.crash();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A connection that has sent this text and is left open; what it was answered so far. */
  async function sent(text: string): Promise<{ readonly socket: Socket; answer(): string }> {
    const socket = connect(site.site, '127.0.0.1');
    sockets.push(socket);
    let answer = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    await once(socket, 'connect');
    await new Promise<void>((resolve) => socket.write(text, () => resolve()));
    return { socket, answer: () => answer };
  }
  const post = (length: number, body: string) =>
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`;

  itRuns('keeps a small body until it is whole', async () => {
    const slow = await Promise.all(Array.from({ length: 150 }, () => sent(post(100, 'a'.repeat(99)))));
    expect((await ask(site.site, '/')).status).toBe(200);
    expect(node.requests).toEqual(['GET /']);
    slow[0]?.socket.write('a');
    await eventually(() => slow[0]?.answer().startsWith('HTTP/1.1 200') === true);
    expect(node.requests).toEqual(['GET /', 'POST /']);
  });

  itRuns('passes on a few large bodies of one source at a time', async () => {
    const large = await Promise.all(Array.from({ length: 60 }, () => sent(post(1_000_000, 'a'.repeat(40_000)))));
    await eventually(() => large.filter(({ answer }) => answer().startsWith('HTTP/1.1 429')).length === 40);
    await eventually(() => node.requests.length === 20);
    // Whoever sends no body, or a small one, is as welcome as before.
    expect((await ask(site.site, '/')).status).toBe(200);
    const small = await sent(post(3, 'abc'));
    await eventually(() => small.answer().startsWith('HTTP/1.1 200'));
    // A place is free again when one has ended.
    const held = large.find(({ answer }) => answer() === '');
    held?.socket.destroy();
    await eventually(async () => {
      const next = await sent(post(20_000, 'a'.repeat(20_000)));
      await eventually(() => next.answer() !== '');
      return next.answer().startsWith('HTTP/1.1 200');
    });
  });

  itRuns('gives one source a part of its connections alone', async () => {
    let open = 0;
    for (let i = 0; i < 520; i += 1) {
      const socket = connect(site.site, '127.0.0.1');
      sockets.push(socket);
      open += 1;
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open -= 1;
      });
    }
    await eventually(() => open === 500);
  });
});

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
