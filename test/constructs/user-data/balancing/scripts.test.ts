import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACME_PORT, haproxyPart, type Tls } from '../../../../constructs/user-data/haproxy';
import { keepalivedPart } from '../../../../constructs/user-data/keepalived';
import type { MachinePart } from '../../../../constructs/user-data/machine';
import { run } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { endpoint, selfSigned } from './loopback';

const first = endpoint('balancer-1', ACME_PORT, '10.20.0.4');
const second = endpoint('balancer-2', ACME_PORT, '10.20.1.4');
const nodes = [first, second];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nospof-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

/** A rendered script whose paths lead into the test's folder, where `lib.sh` stands in for the node's library. */
function place(part: MachinePart, path: string, lib: string): string {
  const content = part.files?.find((one) => one.path === path)?.content ?? '';
  writeFileSync(at('lib.sh'), `set -euo pipefail\nNOSPOF_SITE=shop\nNOSPOF_REGION=eu-central-1\n${lib}`);
  const script = content
    .replace('/usr/local/lib/nospof/lib.sh', at('lib.sh'))
    .replaceAll('/run/nospof-vrrp', at('vrrp'))
    .replaceAll('/etc/haproxy/tls', at('tls'))
    .replaceAll('/etc/letsencrypt/live', at('live'));
  writeFileSync(at('script'), script);
  return at('script');
}

describe('a balancer is in order', () => {
  const health = keepalivedPart({ self: first, peers: [second], address: '10.20.0.14' }).files?.find(({ path }) =>
    path.endsWith('nospof-balancer-alive'),
  );
  /** How the check ends where haproxy's own port answers so. */
  async function checked(answer: (socket: Socket) => void): Promise<number | null> {
    const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => answer(socket)));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    writeFileSync(at('script'), health?.content.replace('/8404', `/${port}`) ?? '');
    const { status } = await run('bash', [at('script')]);
    await new Promise((closed) => server.close(closed));
    return status;
  }

  needs('bash')(
    'where haproxy says so, and not where it says something else, nothing in time, or is not there',
    async () => {
      const ends = async (text: string) => (await checked((socket) => socket.end(text))) === 0;
      expect(await ends('HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n')).toBe(true);
      for (const text of ['HTTP/1.0 503 Service Unavailable\r\n\r\n', 'HTTP/1.0 2000\r\n\r\n', '200\n', '']) {
        expect([text, await ends(text)]).toEqual([text, false]);
      }
      // It ends by itself, and with it the connection.
      expect(await checked(() => undefined)).not.toBe(0);
      writeFileSync(at('script'), health?.content.replace('/8404', '/1') ?? '');
      expect((await run('bash', [at('script')])).status).not.toBe(0);
    },
  );
});

describe('the certificate', () => {
  const certbot = (pem: string) => `
certbot() { echo "certbot $*" >> ${at('calls')}; cp ${pem} ${at('live')}/test/fullchain.pem; : > ${at('live')}/test/privkey.pem; }
systemctl() { echo "systemctl $*" >> ${at('calls')}; }
`;
  const STORED = (pem: string) =>
    `aws() { case $2 in get-parameter) cat ${pem};; *) echo "aws $2" >> ${at('calls')};; esac; }`;
  const NOT_FOUND = () => `aws() {
  case $2 in get-parameter) echo '(ParameterNotFound)' >&2; return 254;; *) echo "aws $2" >> ${at('calls')};; esac
}`;

  function keep(
    mode: Tls['mode'],
    nodeName: string,
    lib: string,
    aliases: string[] = [],
  ): { status: number | null; calls: string[] } {
    const tls: Tls = mode === 'acme' ? { mode, nodes } : { mode };
    const pages = { name: 'web', endpoints: [endpoint('web-1', 80, '10.20.0.5')] };
    const part = haproxyPart({ nodeName, memoryMiB: 1024, pages, domain: 'test', aliases, tls });
    const script = place(part, '/usr/local/sbin/nospof-tls', lib);
    for (const name of ['tls', 'live/test']) mkdirSync(at(name), { recursive: true });
    writeFileSync(at('calls'), '');
    writeFileSync(at('tls/site.pem'), 'stand-in');
    const { status } = spawnSync('bash', [script]);
    return { status, calls: read('calls').split('\n').filter(Boolean) };
  }

  const itRuns = needs('openssl', 'bash');

  itRuns('is taken from the site’s secret', () => {
    const pem = selfSigned(folder);
    const { status, calls } = keep('secret', 'balancer-1', certbot(pem) + STORED(pem));
    expect(status).toBe(0);
    expect(read('tls/site.pem')).toBe(readFileSync(pem, 'utf8'));
    expect(calls).toContain('systemctl reload haproxy');
  });

  itRuns('is refused when its key is another’s', () => {
    const pem = selfSigned(folder);
    const certificate = readFileSync(pem, 'utf8').split('-----BEGIN PRIVATE KEY-----')[0] ?? '';
    selfSigned(folder);
    writeFileSync(pem, certificate + readFileSync(at('key.pem'), 'utf8'));
    const { status, calls } = keep('secret', 'balancer-1', certbot(pem) + STORED(pem));
    expect(status).toBe(1);
    expect(read('tls/site.pem')).toBe('stand-in');
    expect(calls).toEqual([]);
  });

  itRuns('holds every name of the site, and is obtained anew where one is missing', () => {
    const one = selfSigned(folder);
    const { calls } = keep('acme', 'balancer-1', certbot(one) + STORED(one), ['www.test', 'other.test']);
    const asked = calls.find((call) => call.startsWith('certbot'));
    expect(asked).toMatch(/--cert-name test --renew-with-new-domains -dtest -dwww\.test -dother\.test$/);
  });

  itRuns('is obtained, stored and used by the first balancer when there is none', () => {
    const pem = selfSigned(folder);
    const { status, calls } = keep('acme', 'balancer-1', certbot(pem) + NOT_FOUND());
    expect(status).toBe(0);
    expect(calls.map((call) => call.split(' ', 2).join(' '))).toEqual([
      'systemctl -q',
      'certbot certonly',
      'aws put-parameter',
      'systemctl -q',
      'systemctl reload',
    ]);
    expect(read('tls/site.pem')).toBe(readFileSync(pem, 'utf8'));
  });

  itRuns('is left to the first balancer for an hour by the second', () => {
    const { status, calls } = keep('acme', 'balancer-2', certbot(selfSigned(folder)) + NOT_FOUND());
    expect([status, calls]).toEqual([0, ['systemctl -q is-active haproxy']]);
  });

  itRuns('is renewed when its end is near, not before', () => {
    const fresh = selfSigned(folder, 60);
    expect(keep('acme', 'balancer-1', certbot(fresh) + STORED(fresh)).calls.join()).not.toContain('certbot');
    const due = selfSigned(folder, 28);
    expect(keep('acme', 'balancer-1', certbot(due) + STORED(due)).calls.join()).toContain('certbot');
    expect(keep('acme', 'balancer-2', certbot(due) + STORED(due)).calls.join()).not.toContain('certbot');
  });

  itRuns('is not asked for anew while SSM cannot be reached', () => {
    const lib = `${certbot(selfSigned(folder))}\naws() { echo 'Could not connect' >&2; return 255; }`;
    expect(keep('acme', 'balancer-1', lib)).toEqual({ status: 1, calls: [] });
  });
});

describe('the address failover agent', () => {
  const itRuns = needs('bash', 'mkfifo');

  /** Metadata and EC2 in files: `holder` is the instance that has the address; taking it is noted in `calls`. */
  const lib = () => `
imds() {
  case $1 in
    meta-data/instance-id) echo i-self;;
    *ipv4-associations/203.0.113.9) if [ "$(cat ${at('holder')})" = i-self ]; then echo 10.20.0.14; else return 22; fi;;
    *) echo 02:00:00:00:00:01;;
  esac
}
fact() { if [ "$1" = address-ip ]; then echo 203.0.113.9; else echo eipalloc-1; fi; }
ip() { echo '2: ens5 inet 10.20.0.4/24'; }
systemctl() { [ -e ${at('alive')} ]; }
aws() { echo "$*" >> ${at('calls')}; echo i-self > ${at('holder')}; }
`;

  async function failoverAgent(
    use: (say: (state: string) => void, calls: (count: number) => Promise<string[]>) => Promise<void>,
  ) {
    const part = keepalivedPart({ self: first, peers: [second], address: '10.20.0.14' });
    const script = place(part, '/usr/local/sbin/nospof-address', lib());
    for (const name of ['calls', 'alive']) writeFileSync(at(name), '');
    writeFileSync(at('holder'), 'i-other\n');
    spawnSync('mkfifo', [at('vrrp')]);
    const child = spawn('bash', [script], { stdio: 'ignore' });
    const say = (state: string) => writeFileSync(at('vrrp'), `INSTANCE "site" ${state} 200\n`);
    const calls = async (count: number) => {
      for (let wait = 0; wait < 100 && read('calls').split('\n').length - 1 < count; wait++) await sleep(100);
      return read('calls').split('\n').filter(Boolean);
    };
    try {
      await use(say, calls);
    } finally {
      child.kill('SIGKILL');
    }
  }

  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  itRuns(
    'takes the address on promotion, and not before',
    () =>
      failoverAgent(async (say, calls) => {
        say('BACKUP');
        await sleep(2_500);
        expect(await calls(0)).toEqual([]);
        say('MASTER');
        expect(await calls(1)).toEqual([
          expect.stringMatching(
            /associate-address .*eipalloc-1 .*i-self --private-ip-address 10.20.0.14 --allow-reassoc/,
          ),
        ]);
        expect(read('vrrp-state')).toBe('MASTER\n');
      }),
    30_000,
  );

  itRuns(
    'takes the address back when it went astray without a word from keepalived',
    () =>
      failoverAgent(async (say, calls) => {
        writeFileSync(at('holder'), 'i-self\n');
        say('MASTER');
        await sleep(2_500);
        expect(await calls(0)).toEqual([]);
        writeFileSync(at('holder'), 'i-other\n');
        expect(await calls(1)).toHaveLength(1);
      }),
    30_000,
  );

  // A drill found the address with a balancer that was no master any more, and nobody took it when that one was lost.
  itRuns(
    'keeps the address when it stays master after it has heard a lesser one',
    () =>
      failoverAgent(async (say, calls) => {
        writeFileSync(at('holder'), 'i-self\n');
        say('MASTER');
        await sleep(500);
        say('MASTER_RX_LOWER_PRI');
        await sleep(2_500);
        expect(await calls(0)).toEqual([]);
        writeFileSync(at('holder'), 'i-other\n');
        expect(await calls(1)).toHaveLength(1);
      }),
    30_000,
  );

  itRuns(
    'does nothing in the name of a keepalived that is dead',
    () =>
      failoverAgent(async (say, calls) => {
        rmSync(at('alive'));
        say('MASTER');
        await sleep(2_500);
        expect(await calls(0)).toEqual([]);
        writeFileSync(at('alive'), '');
        expect(await calls(1)).toHaveLength(1);
      }),
    30_000,
  );
});
