import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoadTarget } from '../../../drill/load/protocol';

/** Answers in the site's stead; undefined where the site itself is to answer. */
export type Failure = (request: IncomingMessage, response: ServerResponse) => 'taken' | undefined;

/** What the sample site answers, in this process, and fails on command. */
export class FakeSite {
  readonly rows = new Map<number, string>();
  readonly files = new Map<string, string>();
  readonly sessions = new Map<string, number>();
  readonly received: string[] = [];
  failure: Failure | undefined;
  readonly #server = createServer((request, response) => this.#take(request, response));

  async listen(): Promise<LoadTarget> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    const { port } = this.#server.address() as AddressInfo;
    return { address: '127.0.0.1', port, host: 'shop.example.com' };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    this.received.push(`${request.method} ${request.url}`);
    if (this.failure?.(request, response) === 'taken') return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, body] = this.#answer(request, Buffer.concat(chunks).toString());
      response.writeHead(status).end(body);
    });
  }

  #answer({ method, url = '', headers }: IncomingMessage, body: string): [number, string] {
    const path = url.split('?')[0] ?? '';
    const [, id] = /^\/rows\/(\d+)$/.exec(path) ?? [];
    const [, name] = /^\/uploads\/(.+)$/.exec(path) ?? [];
    const [, session = ''] = /session=(\w+)/.exec(headers.cookie ?? '') ?? [];
    const found = (value: string | undefined): [number, string] => (value === undefined ? [404, ''] : [200, value]);
    if (headers.host !== 'shop.example.com') return [421, ''];
    if (id !== undefined) {
      const text = this.rows.get(Number(id));
      return found(text === undefined ? undefined : JSON.stringify({ id: Number(id), text }));
    }
    if (name !== undefined) return found(this.files.get(name));
    switch (`${method} ${path}`) {
      case 'GET /':
        return [200, '<html><p>This block came from <b>web-1</b>.</p></html>'];
      case 'GET /rows':
        return [200, '[]'];
      case 'POST /rows': {
        const number = this.rows.size + 1;
        this.rows.set(number, new URLSearchParams(body).get('text') ?? '');
        return [201, JSON.stringify({ id: number })];
      }
      case 'POST /uploads': {
        const stored = `${createHash('sha256').update(body).digest('hex').slice(0, 32)}.txt`;
        this.files.set(stored, body);
        return [201, JSON.stringify({ name: stored })];
      }
      case 'GET /session':
        return [200, JSON.stringify({ visits: this.sessions.get(session) ?? 0 })];
      case 'POST /session': {
        const visits = (this.sessions.get(session) ?? 0) + 1;
        this.sessions.set(session, visits);
        return [200, JSON.stringify({ visits })];
      }
      default:
        return [404, ''];
    }
  }
}

/** Waits until something is so. A test that never gets there fails by jest's own limit; this one lets the program end then. */
export async function until(met: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!met()) {
    if (Date.now() > end) throw new Error('it never came to be so');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
