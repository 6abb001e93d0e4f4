import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { endpointNames, makeCertificates } from '../../../drill/fakes';
import type { ApiCall, WorldRequest } from '../../../drill/fakes/protocol';
import { type FakeServers, startServers } from '../../../drill/fakes/server';
import { type Outcome, run } from '../../helpers/processes';
import type { Need } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';
import { WORLD } from './world';

/** Debian's AWS CLI, the one that machines have. */
export const debianAws: Need = { what: "Debian's AWS CLI", met: existsSync('/usr/bin/aws') };

/** The fakes on the loopback address, and what they were asked. */
export interface LoopbackAws {
  /** `http://127.0.0.1:PORT` */
  readonly metadata: string;
  readonly servers: FakeServers;
  readonly calls: ApiCall[];
  readonly requests: WorldRequest[];
  /** Runs Debian's AWS CLI as this machine does, names of endpoints and certificates included. */
  aws(...args: string[]): Promise<Outcome>;
  stop(): Promise<void>;
}

/** Wants `openssl`. */
export async function startLoopbackAws(): Promise<LoopbackAws> {
  const calls: ApiCall[] = [];
  const requests: WorldRequest[] = [];
  const { authority, ...tls } = await makeCertificates(endpointNames(WORLD));
  const trusted = join(temporaryFolder('fakes'), 'authority.pem');
  writeFileSync(trusted, authority);
  const anyPort = { address: '127.0.0.1', port: 0 };
  const servers = await startServers(
    { world: WORLD, metadata: anyPort, api: anyPort, tls, associationDelayMs: 0 },
    {
      record: (call) => calls.push(call),
      perform: async (request) => {
        requests.push(request);
      },
    },
  );
  const proxy = await everythingTo(servers.api.port);
  const metadata = `http://127.0.0.1:${servers.metadata.port}`;
  const env = {
    PATH: '/usr/bin:/bin',
    AWS_CA_BUNDLE: trusted,
    AWS_DEFAULT_REGION: WORLD.region,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `${metadata}/`,
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
  };
  return {
    metadata,
    servers,
    calls,
    requests,
    aws: (...args) => run('/usr/bin/aws', args, { env }),
    stop: async () => {
      proxy.close();
      await servers.close();
    },
  };
}

/** A proxy that leads every name to one port here: the CLI then checks names and certificates as on a machine. */
async function everythingTo(port: number): Promise<{ readonly port: number; close(): void }> {
  const proxy = createServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', () => {
      const upstream = connect(port, '127.0.0.1');
      upstream.on('error', () => client.destroy());
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  return { port: typeof address === 'object' && address ? address.port : 0, close: () => proxy.close() };
}
