import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Account } from './account';
import type { HttpAnswer, HttpRequest } from './answer';
import { answerCall, type EndpointHooks } from './api/endpoint';
import { MetadataService } from './metadata/service';
import { ASSOCIATION_DELAY_MS, type FakeSettings, type ListenAddress } from './protocol';
import { Resolver } from './resolver/resolver';

/** Servers that listen. */
export interface FakeServers {
  readonly account: Account;
  readonly metadata: ListenAddress;
  readonly api: ListenAddress;
  close(): Promise<void>;
}

/** Starts the metadata service, the API endpoints and the resolver. */
export async function startServers(
  settings: FakeSettings,
  hooks: Pick<EndpointHooks, 'perform' | 'record'>,
): Promise<FakeServers> {
  const account = new Account(settings.world);
  const service = new MetadataService(account);
  const all = { ...hooks, associationDelayMs: settings.associationDelayMs ?? ASSOCIATION_DELAY_MS };
  const { certificate: cert, key } = settings.tls;
  const metadata = createServer(listener(async (request) => service.answer(request)));
  const api = createTlsServer(
    { cert, key },
    listener((request) => answerCall(request, account, all)),
  );
  const missing = (name: string, source: string) => {
    const node = account.instanceAt(source)?.name ?? source;
    hooks.record({ node, action: `resolution of ${name}`, resource: '*', outcome: 'unknown' });
  };
  const names = new Resolver(settings.world, settings.api.address, missing);
  const resolver = settings.resolver && (await answerNames(names, settings.resolver));
  return {
    account,
    metadata: await listen(metadata, settings.metadata),
    api: await listen(api, settings.api),
    close: async () => {
      resolver?.close();
      await Promise.all([metadata, api].map(close));
    },
  };
}

/** What a server of Node's does with each request: reads it whole, and sends the answer; without one it stays silent. */
export function listener(answer: (request: HttpRequest) => Promise<HttpAnswer | undefined>) {
  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    read(incoming)
      .then(answer)
      .then((given) => given && outgoing.writeHead(given.status, given.headers).end(given.body))
      .catch((error: Error) => {
        if (!outgoing.headersSent) outgoing.writeHead(500);
        outgoing.end(`${error.message}\n`);
      });
  };
}

async function read(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { headers, method = 'GET', url = '/', socket } = incoming;
  const [path = '/', query] = url.split('?', 2);
  return {
    method,
    host: (headers.host ?? '').replace(/:\d+$/, '').toLowerCase(),
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks),
    source: socket.remoteAddress ?? '',
  };
}

async function answerNames(resolver: Resolver, { address, port }: ListenAddress): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const answer = resolver.answer(message, from.address);
    if (answer) socket.send(answer, from.port, from.address);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  // An answer that cannot be sent, to a node that is gone, is lost as on any network.
  socket.on('error', () => undefined);
  return socket;
}

function listen(server: Server, { address, port }: ListenAddress): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      const bound = server.address();
      resolve({ address, port: typeof bound === 'object' && bound ? bound.port : port });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
