import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { haproxyPart } from '../../../constructs/user-data/haproxy';
import { healthPart } from '../../../constructs/user-data/health';
import { Account } from '../../../drill/fakes/account';
import { answerCall } from '../../../drill/fakes/api/endpoint';
import { WORLD } from '../../drill/fakes/world';
import { run } from '../../helpers/processes';
import { needs } from '../../helpers/programs';
import { endpoint, selfSigned, startHaproxy, webNode } from './balancing/loopback';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nospof-health-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const SCRIPT = healthPart().files?.find(({ path }) => path.endsWith('/nospof-health'))?.content ?? '';

/** What a node with these checks, and a disk that is so full, tells CloudWatch. */
async function told(checks: Readonly<Record<string, string>>, full = '40', complete = true) {
  mkdirSync(at('health.d'), { recursive: true });
  for (const [name, script] of Object.entries(checks)) writeFileSync(at(`health.d/${name}`), `${script}\n`);
  writeFileSync(
    at('lib.sh'),
    `set -euo pipefail
NOSPOF_SITE=shop NOSPOF_REGION=eu-central-1
imds() { echo i-1; }
df() { printf 'Use%% IUse%%\\n 12%%    3%%\\n  5%%   ${full}%%\\n  -      -\\n'; }
signed() { printf '%s\\n' "$@" > ${at('signed')}; }
`,
  );
  if (complete) writeFileSync(at('complete'), '');
  const script = SCRIPT.replaceAll('/usr/local/lib/nospof/health.d', at('health.d'))
    .replace('/usr/local/lib/nospof/lib.sh', at('lib.sh'))
    .replace('/var/lib/nospof/complete', at('complete'))
    .replace('timeout -k 1 15', 'timeout -k 1 1');
  writeFileSync(at('reporter'), script);
  const { status, stderr } = await run('bash', [at('reporter')]);
  if (status !== 0) throw new Error(stderr);
  const options = readFileSync(at('signed'), 'utf8').split('\n');
  const form = new URLSearchParams(options.filter((_, index) => options[index - 1] === '-d').join('&'));
  const metrics: Record<string, number> = {};
  for (let n = 1; form.has(`MetricData.member.${n}.MetricName`); n += 1) {
    const member = `MetricData.member.${n}`;
    expect(form.get(`${member}.Dimensions.member.1.Name`)).toBe('InstanceId');
    expect(form.get(`${member}.Dimensions.member.1.Value`)).toBe('i-1');
    metrics[form.get(`${member}.MetricName`) ?? ''] = Number(form.get(`${member}.Value`));
  }
  return { form, metrics, url: options.at(-2) };
}

const itRuns = needs('bash', 'timeout');

itRuns('tells how full the fullest file system is, of space or of inodes', async () => {
  const { form, metrics, url } = await told({}, '91');
  expect(metrics).toEqual({ disk: 91, health: 0 });
  expect(form.get('Namespace')).toBe('nospof/shop');
  expect(url).toBe('https://monitoring.eu-central-1.amazonaws.com/');
});

itRuns('does not do its work where a check fails or hangs, a disk is full, or setup did not end', async () => {
  expect((await told({ service: 'true', brick: 'false' })).metrics).toEqual({ disk: 40, brick: 1, health: 1 });
  expect((await told({ service: 'sleep 60', brick: 'true' })).metrics).toEqual({ disk: 40, brick: 0, health: 1 });
  expect((await told({ service: 'true' }, '100')).metrics).toMatchObject({ disk: 100, health: 1 });
  rmSync(at('complete'), { force: true });
  expect((await told({ service: 'true' }, '40', false)).metrics).toMatchObject({ health: 1 });
});

itRuns('does its work while its certificate ends soon, or all servers behind it are away', async () => {
  expect((await told({ certificate: 'false', servers: 'false' })).metrics).toEqual({
    disk: 40,
    certificate: 1,
    servers: 1,
    health: 0,
  });
});

needs('shellcheck')('passes shellcheck', () => {
  expect(spawnSync('shellcheck', ['-e', 'SC1091', '-'], { encoding: 'utf8', input: SCRIPT }).stdout).toBe('');
});

describe('a balancer', () => {
  const check = (name: string) => {
    const part = haproxyPart({
      nodeName: 'balancer-1',
      memoryMiB: 512,
      pages: { name: 'web', endpoints: [endpoint('web-1', 80)] },
      tls: { mode: 'self-signed' },
    });
    return part.files?.find(({ path }) => path.endsWith(`/health.d/${name}`))?.content ?? '';
  };

  needs(
    'haproxy',
    'openssl',
    'curl',
    'awk',
  )(
    'misses a backend without a healthy server, and no server of one that has others',
    async () => {
      const nodes = await Promise.all(
        ['web-1', 'web-2', 'api-1'].map((name) => webNode(name, (_, answer) => answer.end())),
      );
      const [web1, web2, api] = nodes.map((node) => node.endpoint);
      if (!web1 || !web2 || !api) throw new Error('three nodes');
      const haproxy = await startHaproxy(folder, {
        nodeName: 'balancer-1',
        memoryMiB: 512,
        pages: { name: 'web', endpoints: [web1, web2] },
        routes: [{ path: '/api', backend: { name: 'api', endpoints: [api] } }],
        tls: { mode: 'self-signed' },
      });
      try {
        const script = check('servers').replace(':8404/', `:${haproxy.local}/`);
        const fine = async () => (await run('bash', ['-c', script])).status === 0;
        expect(await fine()).toBe(true);
        await nodes[1]?.crash();
        const rows = async () => (await fetch(`http://127.0.0.1:${haproxy.local}/;csv`)).text();
        while (!/^web,web-2,.*DOWN/m.test(await rows())) await new Promise((resolve) => setTimeout(resolve, 100));
        expect(await fine()).toBe(true);
        await nodes[2]?.crash();
        while (!/^api,BACKEND,.*DOWN/m.test(await rows())) await new Promise((resolve) => setTimeout(resolve, 100));
        expect(await fine()).toBe(false);
      } finally {
        await haproxy.stop();
        await nodes[0]?.crash();
      }
      expect((await run('bash', ['-c', check('servers').replace(':8404/', `:${haproxy.local}/`)])).status).not.toBe(0);
    },
    60_000,
  );

  needs('openssl')('sees the end of its certificate two weeks before', () => {
    for (const [days, status] of [
      [2, 1],
      [30, 0],
    ] as const) {
      const script = check('certificate').replace('/etc/haproxy/tls/site.pem', selfSigned(folder, days));
      expect(spawnSync('bash', ['-c', script]).status).toBe(status);
    }
  });
});

test('a node may tell of itself in its own site alone', async () => {
  const statement = {
    Effect: 'Allow',
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': 'nospof/shop' } },
  };
  const account = new Account({
    ...WORLD,
    instances: WORLD.instances.map((one) => ({ ...one, statements: [statement] })),
  });
  const { accessKeyId, token } = account.credentials('i-1');
  const ask = async (namespace: string) => {
    const hooks = { perform: async () => undefined, record: () => undefined, associationDelayMs: 0 };
    const answer = await answerCall(
      {
        method: 'POST',
        host: `monitoring.${WORLD.region}.amazonaws.com`,
        path: '/',
        query: new URLSearchParams(),
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/x`,
          'x-amz-security-token': token,
        },
        body: Buffer.from(new URLSearchParams({ Action: 'PutMetricData', Namespace: namespace }).toString()),
        source: '127.0.0.1',
      },
      account,
      hooks,
    );
    return answer?.status;
  };
  expect([await ask('nospof/shop'), await ask('nospof/other'), await ask('AWS/EC2')]).toEqual([200, 403, 403]);
});
