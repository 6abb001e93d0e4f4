import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type HaproxyProps, haproxyConfig } from '../../../../constructs/user-data/haproxy';
import type { Endpoint } from '../../../../constructs/user-data/machine';
import { storageAndLimits, type VarnishProps, vcl } from '../../../../constructs/user-data/varnish';
import { freePort, type Server, startServer } from '../../../helpers/processes';
import { findProgram } from '../../../helpers/programs';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One request on a connection of its own. */
export function ask(port: number, path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (incoming) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** A web node that a test writes. */
export interface WebNode {
  readonly endpoint: Endpoint;
  /** `GET /page` and the like, without health checks. */
  readonly requests: string[];
  /** Ends as a killed process does: connections cut, new ones refused. */
  crash(): Promise<void>;
}

/** Starts a web node on loopback whose health check always passes. */
export async function webNode(
  name: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebNode> {
  const port = await freePort();
  const requests: string[] = [];
  const server = createServer((incoming, response) => {
    if (incoming.url === '/health') return response.end('ok');
    requests.push(`${incoming.method} ${incoming.url}`);
    return answer(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const crash = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { endpoint: endpoint(name, port), requests, crash };
}

export function endpoint(name: string, port: number, host = '127.0.0.1'): Endpoint {
  return { name, host, port, zone: 'eu-central-1a' };
}

/** The rendered haproxy.cfg, on other ports and without what wants root: chroot, user, log, its own certificate. */
export function loopbackConfig(
  folder: string,
  props: HaproxyProps,
  ports: { site: number; tls: number; local: number },
) {
  const text = haproxyConfig(props)
    .replace(/^ {2}(chroot|user|group|log|stats socket) .*\n/gm, '')
    .replace('bind :80', `bind 127.0.0.1:${ports.site}`)
    .replace('bind :443', `bind 127.0.0.1:${ports.tls}`)
    .replace('127.0.0.1:8404', `127.0.0.1:${ports.local}`)
    .replace('/etc/haproxy/tls/site.pem', selfSigned(folder));
  const path = join(folder, 'haproxy.cfg');
  writeFileSync(path, text);
  return path;
}

/** A certificate with its key, as the stand-in on a node, in force for so many days. */
export function selfSigned(folder: string, days = 2): string {
  const [key, pem] = [join(folder, 'key.pem'), join(folder, 'site.pem')];
  const certificate = execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days)],
      ...['-subj', '/CN=test', '-keyout', key],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  writeFileSync(pem, Buffer.concat([certificate, readFileSync(key)]));
  return pem;
}

export async function startHaproxy(
  folder: string,
  props: HaproxyProps,
): Promise<Server & { site: number; tls: number; local: number }> {
  const ports = { site: await freePort(), tls: await freePort(), local: await freePort() };
  const config = loopbackConfig(folder, props, ports);
  const alive = async () => (await ask(ports.local, '/nospof/alive')).status === 200;
  return { ...(await startServer(findProgram('haproxy') ?? 'haproxy', ['-db', '-f', config], alive)), ...ports };
}

/** @param edit for limits that a test cannot wait for */
export async function startVarnish(
  folder: string,
  props: VarnishProps,
  edit: (text: string) => string = (text) => text,
): Promise<Server & { endpoint: Endpoint; crash(): void }> {
  const port = await freePort();
  const path = join(folder, `cache-${port}.vcl`);
  writeFileSync(path, edit(vcl(props)));
  const args = ['-j', 'none', '-F', '-n', join(folder, `varnish-${port}`), '-a', `127.0.0.1:${port}`, '-f', path];
  const alive = async () => (await ask(port, '/health')).status === 200;
  const server = await startServer(
    findProgram('varnishd') ?? 'varnishd',
    [...args, ...storageAndLimits(props.memoryMiB).split(' '), '-t', '120'],
    alive,
  );
  const pid = server.child.pid;
  // Both its processes at once, as systemd does when the first one is gone.
  const crash = () => {
    const worker = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    for (const victim of [String(pid), ...worker.split(' ').filter(Boolean)]) process.kill(Number(victim), 'SIGKILL');
  };
  return { ...server, crash, endpoint: endpoint(`pagecache-${port}`, port) };
}
