import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { LIB_SH } from '../../../constructs/user-data/base/lib-sh';
import { endpointNames, makeCertificates } from '../../../drill/fakes';
import { Account } from '../../../drill/fakes/account';
import type { HttpAnswer, HttpRequest } from '../../../drill/fakes/answer';
import { answerCall } from '../../../drill/fakes/api/endpoint';
import { MetadataService } from '../../../drill/fakes/metadata/service';
import type { World } from '../../../drill/fakes/protocol';
import { listener } from '../../../drill/fakes/server';
import { WORLD } from '../../drill/fakes/world';
import { type Outcome, run, runOrThrow } from '../../helpers/processes';
import { type Need, needs } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';

/**
 * The library's own requests to AWS, by the curl of the machines, at endpoints that stand on the loopback address behind a
 * proxy: names, certificates and the metadata service's address are those of AWS.
 */
const botocore: Need = { what: "Debian's botocore", met: existsSync('/usr/lib/python3/dist-packages/botocore') };
const itRuns = needs('curl', 'jq', 'openssl');
const itAgrees = needs('curl', 'jq', 'openssl', botocore);

const KEY = 'nodes/balancer-1.yaml';
const INSTANCE = 'i-1';

/** The first balancer is told of its bucket, and may see what is in it. */
const HERE: World = {
  ...WORLD,
  instances: WORLD.instances.map((one) => ({
    ...one,
    tags: { ...one.tags, 'nospof:bucket': 'site' },
    statements: [...one.statements, { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::site' }],
  })),
};

const folder = temporaryFolder('signed');
const servers: NetServer[] = [];
let env: Record<string, string>;
let account: Account;
let metadata: MetadataService;
/** Requests to endpoints, as they came. */
let received: HttpRequest[];
/** Paths that the metadata service was asked for. */
let looked: string[];
/** Arguments of all processes of this machine while each request was under way. */
let processes: string[];
/** Answers that come before those of the fakes. */
let answers: HttpAnswer[];
/** Where a test's files are. */
let work: string;

beforeAll(async () => {
  const { authority, certificate: cert, key } = await makeCertificates(endpointNames(HERE));
  writeFileSync(join(folder, 'authority.pem'), authority);
  const endpoints = createTlsServer(
    { cert, key },
    listener(async (request) => {
      received.push(request);
      processes.push(argumentsOfAll());
      const hooks = { perform: async () => undefined, record: () => undefined, associationDelayMs: 0 };
      return answers.shift() ?? answerCall(request, account, hooks);
    }),
  );
  const port = await listen(endpoints);
  const proxy = createServer(
    listener(async (request) => {
      processes.push(argumentsOfAll());
      const { host, pathname } = new URL(request.path);
      looked.push(pathname);
      return host === '169.254.169.254'
        ? metadata.answer({ ...request, path: pathname })
        : { status: 502, body: `${host}?` };
    }),
  );
  proxy.on('connect', (_request, client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const end of [client, upstream]) {
      end.on('error', () => undefined);
      end.on('close', () => [client, upstream].map((one) => one.destroy()));
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    client.pipe(upstream).pipe(client);
  });
  const url = `http://127.0.0.1:${await listen(proxy)}`;
  env = {
    PATH: '/usr/bin:/bin',
    CURL_CA_BUNDLE: join(folder, 'authority.pem'),
    http_proxy: url,
    https_proxy: url,
    no_proxy: '',
  };
  const library = LIB_SH.replace('/etc/nospof/node.env', join(folder, 'node.env')).replace('/run/nospof-', '"$PWD".');
  writeFileSync(join(folder, 'lib.sh'), library);
  writeFileSync(join(folder, 'node.env'), `NOSPOF_SITE=shop\nNOSPOF_REGION=${HERE.region}\n`);
});
beforeEach(() => {
  account = new Account(HERE);
  metadata = new MetadataService(account);
  received = [];
  processes = [];
  looked = [];
  answers = [];
  work = mkdtempSync(join(folder, 'work-'));
});
afterAll(() => Promise.all(servers.map((server) => new Promise((closed) => server.close(closed)))));

/** Runs shell with the library, as a machine's scripts do. */
function shell(script: string): Promise<Outcome> {
  return run('bash', ['-c', `. ../lib.sh\n${script}`], { env, cwd: work });
}
const fetch = (key = KEY) => shell(`site_object ${key} wanted.yaml`);
const change = (text: string) => account.putObject('site', KEY, Buffer.from(text), {});
const kept = (name = 'wanted.yaml') => readFileSync(join(work, name), 'utf8');

describe('a request is signed as botocore signs it', () => {
  itAgrees('for an object', async () => {
    expect(await fetch()).toEqual({ status: 0, stdout: '', stderr: '' });
    const [request] = received;
    expect(request?.headers['x-amz-security-token']).toBe(account.credentials(INSTANCE).token);
    expect(signedHeaders(request)).toEqual(['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']);
    expect(request?.headers.authorization).toBe(await computed(request, 's3'));
  });

  itAgrees('for an object that is there already', async () => {
    await fetch();
    await fetch();
    const [, again] = received;
    expect(signedHeaders(again)).toContain('if-none-match');
    expect(again?.headers.authorization).toBe(await computed(again, 's3'));
  });

  itAgrees('for an object that is written under a condition', async () => {
    const write = (condition: string) =>
      shell(`printf hi > body
sum=$(sha256sum < body)
signed s3 --no-show-error -X PUT --data-binary @body -o said -w '%{http_code}' -H '${condition}' -H 'Content-Type: text/plain' \\
  -H "X-Amz-Content-Sha256: \${sum%% *}" https://site.s3.$NOSPOF_REGION.amazonaws.com/media/x`);
    expect((await write('If-None-Match: *')).stdout).toBe('200');
    expect((await write('If-None-Match: *')).stdout).toBe('412');
    expect((await write('If-Match: "other"')).stdout).toBe('412');
    for (const request of received) expect(request.headers.authorization).toBe(await computed(request, 's3'));
  });

  itAgrees('for a secret', async () => {
    account.putParameter('/nospof/shop/tls', 'one', 'SecureString');
    expect(await shell('secret tls')).toEqual({ status: 0, stdout: 'one\n', stderr: '' });
    const [request] = received;
    expect(signedHeaders(request)).toEqual([
      'content-type',
      'host',
      'x-amz-date',
      'x-amz-security-token',
      'x-amz-target',
    ]);
    expect(request?.headers.authorization).toBe(await computed(request, 'ssm'));
  });

  itAgrees('for a secret that is made', async () => {
    const made = await shell('secret_create tls');
    expect(made).toMatchObject({ status: 0, stdout: expect.stringMatching(/^[\w-]{32}\n$/) });
    expect(received.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'AmazonSSM.GetParameter',
      'AmazonSSM.PutParameter',
      'AmazonSSM.GetParameter',
    ]);
    for (const request of received) expect(request.headers.authorization).toBe(await computed(request, 'ssm'));
    expect(processes.join('\n')).not.toContain(made.stdout.trim());
    expect(await shell('secret_create tls')).toEqual(made);
  });

  itAgrees('and the referee tells another secret key, region or token', async () => {
    await fetch();
    const [request] = received;
    const { secretAccessKey } = account.credentials(INSTANCE);
    for (const other of [{ secret: `${secretAccessKey}.` }, { region: 'eu-west-1' }, { token: 'stolen' }]) {
      expect(await computed(request, 's3', other)).not.toBe(request?.headers.authorization);
    }
  });
});

describe('an object of the bucket', () => {
  itRuns('is sent only if it has changed', async () => {
    await fetch();
    expect(kept()).toBe('#cloud-config\n');
    // Marked, to see that it stays.
    writeFileSync(join(work, 'wanted.yaml'), 'mine\n');
    expect(await fetch()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(kept()).toBe('mine\n');
    change('#cloud-config\nhostname: x\n');
    await fetch();
    expect(kept()).toBe('#cloud-config\nhostname: x\n');
    expect(received.map(({ headers }) => headers['if-none-match'] !== undefined)).toEqual([false, true, true]);
  });

  itRuns('is sent again if its file is gone', async () => {
    await fetch();
    await shell('rm wanted.yaml');
    await fetch();
    expect(kept()).toBe('#cloud-config\n');
  });

  itRuns('that may not be read is an error that names it, and what was there stays', async () => {
    await fetch();
    const { status, stdout, stderr } = await fetch('nodes/web-1.yaml');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error: 403');
    expect(stderr).toMatch(
      /^not fetched: https:\/\/site\.s3\.eu-central-1\.amazonaws\.com\/nodes\/web-1\.yaml: AccessDenied, .*s3:GetObject/m,
    );
    expect(await fetch()).toMatchObject({ status: 0 });
    expect(filesOf(work)).toEqual({ 'wanted.yaml': '#cloud-config\n', etag: true });
  });

  itRuns('that is not there is an error that says so, and what was there stays', async () => {
    await fetch();
    const { status, stderr } = await fetch('nodes/balancer-9.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('error: 404');
    expect(stderr).toContain('nodes/balancer-9.yaml: NoSuchKey, The specified key does not exist.\n');
    expect(filesOf(work)).toEqual({ 'wanted.yaml': '#cloud-config\n', etag: true });
  });

  itRuns('of a bucket elsewhere is an error, not the page that says where', async () => {
    answers = [{ status: 301, body: '<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>' }];
    const { status, stderr } = await fetch();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^not fetched: .*: PermanentRedirect, Elsewhere\.\n$/);
    expect(filesOf(work)).toEqual({});
  });

  itRuns('that breaks off leaves the old one, and is asked for again', async () => {
    await fetch();
    change('#cloud-config\nhostname: x\n');
    const headers = { ETag: '"new"', 'Content-Length': '100', Connection: 'close' };
    answers = [{ status: 200, headers, body: '#cloud-config\nhost' }];
    expect(await fetch()).toMatchObject({ status: 1, stderr: expect.stringContaining('curl: (18)') });
    expect(filesOf(work)).toEqual({ 'wanted.yaml': '#cloud-config\n', etag: true });
    await fetch();
    expect(kept()).toBe('#cloud-config\nhostname: x\n');
    expect(received.at(-1)?.headers['if-none-match']).not.toBe('"new"');
  });

  itRuns('is asked for again after an error of the server', async () => {
    answers = [{ status: 503, body: 'later' }];
    expect(await fetch()).toMatchObject({ status: 0 });
    expect(kept()).toBe('#cloud-config\n');
    expect(received.length).toBe(2);
  });

  itRuns('is not asked for without a role', async () => {
    account = new Account({ ...HERE, instances: HERE.instances.map(({ role: _, ...one }) => one) });
    metadata = new MetadataService(account);
    expect(await fetch()).toMatchObject({ status: 1, stderr: expect.stringContaining('error: 404') });
    expect(received).toEqual([]);
  });
});

describe('a secret', () => {
  itRuns('that does not exist yet is waited for, and no answer without it is taken for it', async () => {
    account.putParameter('/nospof/shop/tls', 'one', 'SecureString');
    answers = [
      { status: 400, body: '{"__type":"ParameterNotFound","message":""}' },
      { status: 200, body: '{}' },
    ];
    expect(await shell('secret tls')).toEqual({ status: 0, stdout: 'one\n', stderr: '' });
    expect(received.length).toBe(3);
  });

  itRuns('after another is read with the credentials that are known', async () => {
    account.putParameter('/nospof/shop/tls', 'one', 'SecureString');
    const twice = 'secret_file tls first "$(id -un)"; secret_file tls second "$(id -un)"';
    expect(await shell(twice)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect([kept('first'), kept('second')]).toEqual(['one', 'one']);
    expect(received.length).toBe(2);
    expect(askedMetadata()).toEqual({ tokens: 1, credentials: 1 });
  });

  itRuns('of another process is read with them, too', async () => {
    account.putParameter('/nospof/shop/tls', 'one', 'SecureString');
    for (const _ of [1, 2]) expect(await shell('secret tls')).toEqual({ status: 0, stdout: 'one\n', stderr: '' });
    expect(askedMetadata()).toEqual({ tokens: 1, credentials: 1 });
  });
});

describe('what is kept of the metadata service', () => {
  const NAMES = ['imds-token', 'credentials'];
  const path = (name: string) => `${work}.${name}`;
  /** As if it were kept since then; the clock may have been set back. */
  const backdate = (name: string, seconds: number) => {
    const [, ...lines] = readFileSync(path(name), 'utf8').split('\n');
    writeFileSync(path(name), [Math.floor(Date.now() / 1000) - seconds, ...lines].join('\n'));
  };

  itRuns('is for nobody else to read', async () => {
    await fetch();
    expect(NAMES.map((name) => statSync(path(name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  for (const [how, seconds, times] of [
    ['for a while', 200, 1],
    ['not until it ends', 270, 2],
    ['not from the future', -60, 2],
  ] as const) {
    itRuns(`is used ${how}`, async () => {
      await fetch();
      for (const name of NAMES) backdate(name, seconds);
      expect(await fetch()).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(askedMetadata()).toEqual({ tokens: times, credentials: times });
    });
  }

  itRuns('is not a failure, nor what a crash left half', async () => {
    writeFileSync(path('credentials'), '');
    const role = account;
    account = new Account({ ...HERE, instances: HERE.instances.map(({ role: _, ...one }) => one) });
    metadata = new MetadataService(account);
    expect(await fetch()).toMatchObject({ status: 1 });
    account = role;
    metadata = new MetadataService(account);
    writeFileSync(path('imds-token'), '');
    expect(await fetch()).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

itRuns("the role's credentials are in no process's arguments", async () => {
  account.putParameter('/nospof/shop/tls', 'a secret', 'SecureString');
  await shell(`site_object ${KEY} wanted.yaml; secret tls`);
  const { secretAccessKey, token } = account.credentials(INSTANCE);
  expect(processes.filter((one) => one.includes('\0--aws-sigv4\0')).length).toBe(2);
  expect(processes.filter((one) => one.includes(secretAccessKey) || one.includes(token))).toEqual([]);
});

function askedMetadata(): { tokens: number; credentials: number } {
  const count = (pattern: RegExp) => looked.filter((path) => pattern.test(path)).length;
  return { tokens: count(/api\/token$/), credentials: count(/security-credentials\/./) };
}

function signedHeaders(request: HttpRequest | undefined): string[] {
  return /SignedHeaders=([^,]+),/.exec(request?.headers.authorization ?? '')?.[1]?.split(';') ?? [];
}

/** Headers that botocore adds by itself. */
const OWN = ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];

/** What botocore has in the Authorization header of the same request. */
async function computed(request: HttpRequest | undefined, service: string, other: object = {}): Promise<string> {
  const { accessKeyId: id, secretAccessKey: secret, token } = account.credentials(INSTANCE);
  const given = signedHeaders(request).filter((name) => !OWN.includes(name));
  const input = {
    method: request?.method,
    url: `https://${request?.host}${request?.path}`,
    headers: Object.fromEntries(given.map((name) => [name, request?.headers[name]])),
    body: request?.body.toString(),
    date: request?.headers['x-amz-date'],
    ...{ service, region: HERE.region, id, secret, token, ...other },
  };
  const answer = await runOrThrow('/usr/bin/python3', [join(__dirname, 'sigv4_referee.py')], {
    input: JSON.stringify(input),
  });
  return answer.trim();
}

function argumentsOfAll(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => readIfThere(`/proc/${pid}/cmdline`)).join('\n');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** What is in a folder, but for tags that are on their way. */
function filesOf(path: string): Record<string, unknown> {
  const names = readdirSync(path).filter((name) => !name.endsWith('.etag.new'));
  return Object.fromEntries(
    names.map((name) => (name.endsWith('.etag') ? ['etag', true] : [name, readFileSync(join(path, name), 'utf8')])),
  );
}

async function listen(server: Server | NetServer): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  servers.push(server);
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
