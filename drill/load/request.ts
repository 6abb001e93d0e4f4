import { request as http } from 'node:http';
import { request as https } from 'node:https';
import type { Attempt } from '../judging/outcome';
import { type LoadTarget, now } from './protocol';

/** What a visitor sends. */
export interface Ask {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface VisitAnswer {
  readonly status: number;
  readonly body: string;
}

/** Far more than any of the site's answers. */
const MAX_BYTES = 1024 * 1024;

/**
 * Sends one request on a connection of its own, as somebody does who comes for the first time: so every request finds out
 * whether the address leads anywhere. Never rejects.
 * @param deadline when the visitor gives up
 */
export function send(
  { address, port, host, https: secure = false }: LoadTarget,
  ask: Ask,
  deadline: number,
): Promise<{ readonly attempt: Attempt; readonly answer?: VisitAnswer }> {
  const sent = now();
  return new Promise((resolve) => {
    const options = {
      host: address,
      port: port ?? (secure ? 443 : 80),
      method: ask.method,
      path: ask.path,
      headers: {
        Host: host,
        Connection: 'close',
        ...ask.headers,
        ...(ask.body === undefined ? {} : { 'Content-Length': Buffer.byteLength(ask.body) }),
      },
      agent: false,
    };
    const request = secure ? https({ ...options, rejectUnauthorized: false }) : http(options);
    const finish = (end: { readonly error: string } | { readonly answer: VisitAnswer }) => {
      clearTimeout(impatience);
      const attempt = { sent, ended: now() };
      if ('answer' in end) resolve({ attempt: { ...attempt, status: end.answer.status }, answer: end.answer });
      else resolve({ attempt: { ...attempt, error: end.error } });
    };
    // Destroyed requests emit `error`, too: what was found first counts, since a promise is settled once.
    const giveUp = (error: string) => {
      finish({ error });
      request.destroy();
    };
    const impatience = setTimeout(() => giveUp('timeout'), Math.max(0, Math.ceil(deadline - sent)));
    request.on('error', (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > MAX_BYTES) giveUp('endless answer');
      });
      response.on('error', (error: NodeJS.ErrnoException) => finish({ error: error.code ?? error.message }));
      response.on('end', () =>
        finish({ answer: { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') } }),
      );
    });
    request.end(ask.body);
  });
}
