import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsRequest } from './aws-exchange';
import { awsGaps, imageList } from './aws-gaps';
import { type AwsRepairs, awsRepairs } from './aws-repairs';
import { MaintenanceOptions } from './maintenance-options';
import { freePort, startServer } from './processes';
import { findProgram, type Need, program } from './programs';

/** What the fake AWS needs. */
export const awsNeeds: readonly Need[] = [program('moto_server')];

/** A request that the fake AWS answered with an error. */
export interface Refusal {
  /** `ec2 RunInstances` or `s3 GET /bucket?policy`. */
  readonly request: string;
  readonly status: number;
  /** The beginning of the answer. */
  readonly answer: string;
}

/** A fake AWS on the loopback address. */
export interface FakeAws {
  /** For `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** What was refused since the last reset. Terraform's own look-ups of what is not there yet are among them. */
  readonly refusals: readonly Refusal[];
  /** An empty account. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts moto behind a small reverse proxy, which answers what moto cannot (`aws-gaps.ts`) and records what is
 * refused. moto checks how resources hang together, not AWS's own rules.
 */
export async function startFakeAws(): Promise<FakeAws> {
  const scratch = mkdtempSync(join(tmpdir(), 'nospof-aws-'));
  const images = join(scratch, 'images.json');
  writeFileSync(images, imageList());
  const port = await freePort();
  const moto = await startServer(
    findProgram('moto_server') ?? 'moto_server',
    ['-H', '127.0.0.1', '-p', String(port)],
    async () => (await fetch(`http://127.0.0.1:${port}/moto-api/data.json`)).ok,
    { env: { MOTO_AMIS_PATH: images, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' } },
  );
  const maintenance = new MaintenanceOptions();
  const gaps = awsGaps(maintenance);
  const repairs = awsRepairs(maintenance);
  const refusals: Refusal[] = [];
  const proxy = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, { port, gaps, repairs, refusals }).catch((error) => outgoing.destroy(error));
  });
  const endpoint = await new Promise<string>((resolve) => {
    proxy.listen(0, '127.0.0.1', () => {
      const address = proxy.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
  return {
    endpoint,
    refusals,
    reset: async () => {
      gaps.reset();
      refusals.length = 0;
      await fetch(`http://127.0.0.1:${port}/moto-api/reset`, { method: 'POST' });
    },
    stop: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await moto.stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

interface Proxy {
  /** moto's port. */
  readonly port: number;
  readonly gaps: ReturnType<typeof awsGaps>;
  readonly repairs: AwsRepairs;
  readonly refusals: Refusal[];
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, proxy: Proxy): Promise<void> {
  const received = await collect(incoming);
  const request = describe(incoming, received);
  const own = proxy.gaps.answer(request);
  if (own) {
    outgoing.writeHead(own.status, { 'content-type': own.contentType }).end(own.body);
    return;
  }
  const body = proxy.repairs.request(request) ?? received;
  const reply = await pass(incoming, proxy.repairs.path(request), body, proxy.port);
  const content = await collect(reply);
  const status = reply.statusCode ?? 502;
  if (status >= 400) proxy.refusals.push({ request: title(request), status, answer: content.toString().slice(0, 500) });
  const repaired = proxy.repairs.answer(request, content.toString()) ?? content;
  const headers = { ...reply.headers };
  if (repaired !== content) headers['content-length'] = String(Buffer.byteLength(repaired));
  outgoing.writeHead(status, headers).end(repaired);
}

function pass(incoming: IncomingMessage, path: string, body: Buffer, port: number): Promise<IncomingMessage> {
  const { method } = incoming;
  const headers = { ...incoming.headers, 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    forward({ host: '127.0.0.1', port, method, path, headers }, resolve).once('error', reject).end(body);
  });
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function describe(incoming: IncomingMessage, body: Buffer): AwsRequest {
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(incoming.headers.authorization ?? '');
  const target = incoming.headers['x-amz-target'];
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    region: scope?.[1] ?? '',
    service: scope?.[2] ?? '',
    target: typeof target === 'string' ? target : '',
    body: body.toString(),
  };
}

function title(request: AwsRequest): string {
  const action = request.target || new URLSearchParams(request.body).get('Action');
  return `${request.service} ${action || `${request.method} ${request.path}`}`;
}
