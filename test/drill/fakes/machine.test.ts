import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointNames, makeCertificates, worldOf } from '../../../drill/fakes';
import { planDrill } from '../../../drill/plan';
import { parseTopology } from '../../../model';
import { synthesize } from '../../../stacks/synthesize';
import type { RenderedFile } from '../../helpers/machine';
import type { Outcome } from '../../helpers/processes';
import { type Need, needs } from '../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../helpers/scratch-root';
import { PROJECT, shippedText } from '../../helpers/synthesized';
import { debianAws } from './loopback';

/** The machines' own scripts, as they are rendered, in a network where the fakes have AWS's names and addresses. */
jest.setTimeout(300_000);

const oneDisk: Need = {
  what: 'the project and Node.js on the disk of the root',
  met: [PROJECT, process.execPath].every((path) => statSync(path).dev === statSync('/').dev),
};
const itRuns = needs('curl', 'ip', 'openssl', debianAws, scratchRoot, oneDisk);

/** Starts the fakes as a drill does, and writes down what is asked of it. */
const HARNESS = `
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const { Fakes } = require(${JSON.stringify(join(PROJECT, 'dist/drill/fakes/client.js'))});
const { world, tls } = JSON.parse(readFileSync('/drill/world.json', 'utf8'));
const at = (port) => ({ address: port === 53 ? '169.254.169.253' : '169.254.169.254', port });
const note = (file, what) => appendFileSync('/drill/' + file, JSON.stringify(what) + '\\n');
const starting = Fakes.start({ world, tls, metadata: at(80), api: at(443), resolver: at(53), associationDelayMs: 0 }, {
  perform: async (request) => {
    note('requests', request);
    if (request.kind === 'stop-instance') (await starting).setState(request.instanceId, 'stopped');
  },
  called: (call) => note('calls', call),
  broken: (why) => note('calls', why),
});
starting.then(() => writeFileSync('/drill/ready', ''));
`;

const PATH = 'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n';
const WAIT =
  'wait_for() { for _ in $(seq 600); do if "$@"; then return; fi; sleep 0.1; done; cat /drill/log >&2; exit 1; }\n';

/** What a machine of stage 8 printed, and what it asked of AWS. */
async function machine(name: string, commands: readonly string[]) {
  const text = shippedText('08-varnish');
  const parsed = parseTopology(text, '08-varnish.yaml');
  if ('diagnostics' in parsed) throw new Error('it does not parse');
  const folder = mkdtempSync(join(tmpdir(), 'nospof-machine-'));
  try {
    const [stack] = synthesize([{ id: 'site', topology: parsed.topology }], folder);
    if (!stack) throw new Error('no stack');
    const terraform = JSON.parse(readFileSync(join(folder, stack.folder, 'cdk.tf.json'), 'utf8'));
    const plan = planDrill(terraform, stack.serviceGraph, parsed.topology, { nfs: true });
    const node = plan.nodes.find((one) => one.name === name);
    if (!node) throw new Error(`no ${name}`);
    const world = await worldOf(plan, join(folder, stack.folder));
    const { authority, ...tls } = await makeCertificates(endpointNames(world));
    const drill: Record<string, string> = {
      'harness.js': HARNESS,
      'world.json': JSON.stringify({ world, tls }),
      'authority.pem': authority,
    };
    const network = `for address in 169.254.169.253 169.254.169.254; do
  ip address add $address/32 dev lo
  ip route replace local $address dev lo table local src ${node.privateIps[0]}
done
rm /etc/resolv.conf
echo nameserver 169.254.169.253 > /etc/resolv.conf
cat /drill/authority.pem >> /etc/ssl/certs/ca-certificates.crt
${process.execPath} /drill/harness.js > /drill/log 2>&1 &
wait_for test -e /drill/ready`;
    const [ready, ...outcomes] = await runInScratchRoot({
      files: [
        ...[...node.files].map(([path, content]) => ({ path, content, mode: '0755' })),
        ...Object.entries(drill).map(([file, content]) => ({ path: `/drill/${file}`, content, mode: '0644' })),
        SYSTEMCTL,
        RELEASE,
      ],
      privateIp: node.privateIps[0],
      commands: [network, ...commands, 'cat /drill/requests', 'cat /drill/calls'].map((one) => PATH + WAIT + one),
    });
    expect(ready).toEqual({ status: 0, stdout: '', stderr: '' });
    const calls = parsedLines(outcomes.pop());
    const requests = parsedLines(outcomes.pop());
    return { node, plan, outcomes, calls, requests };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Nothing runs under systemd here; keepalived is said to be alive. */
const SYSTEMCTL: RenderedFile = { path: '/usr/local/bin/systemctl', content: '#!/bin/sh\n', mode: '0755' };

/** The release that the configuration is for, whatever this machine runs. */
const RELEASE: RenderedFile = { path: '/etc/os-release', content: 'ID=debian\nVERSION_ID="13"\n', mode: '0644' };

function parsedLines(outcome: Outcome | undefined): Record<string, unknown>[] {
  return (outcome?.stdout ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

itRuns('a database reads its facts, makes its secrets, follows its configuration and fences another', async () => {
  const LIB = '. /usr/local/lib/nospof/lib.sh\n';
  const { node, plan, outcomes, calls, requests } = await machine('db-1', [
    `${LIB}fact tier; imds meta-data/placement/availability-zone; getent hosts 10.20.37.27`,
    `${LIB}secret_create db/site > /run/one; secret db/site > /run/two; cmp /run/one /run/two; wc -c < /run/one`,
    // Nothing is to do: the bucket has what the machine was born with.
    'mkdir -p /var/lib/nospof; touch /var/lib/nospof/complete; nospof-follow; cat /var/lib/nospof/applied.yaml',
    'nospof-follow; cmp /var/lib/nospof/wanted.yaml /var/lib/nospof/applied.yaml',
    "printf 'action=reboot\\nport=10.20.37.27\\n' | fence_nospof; wait_for grep -qs start-instance /drill/requests",
  ]);
  const [facts, secret, followed, again, fenced] = outcomes;
  const name = 'ip-10-20-37-27.eu-central-1.compute.internal';
  expect(facts).toEqual({ status: 0, stdout: `db${node.zone}10.20.37.27     ${name}\n`, stderr: '' });
  expect(secret).toEqual({ status: 0, stdout: '33\n', stderr: '' });
  expect(followed?.stderr).toBe('');
  expect(followed?.stdout).toMatch(/^#cloud-config\nhostname: db-1\n/);
  expect(again).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(fenced).toMatchObject({ status: 0, stderr: '' });
  const instanceId = plan.nodes.find(({ privateIps }) => privateIps[0] === '10.20.37.27')?.instanceId;
  expect(requests).toEqual([
    { kind: 'stop-instance', instanceId, force: true, by: 'db-1' },
    { kind: 'start-instance', instanceId, by: 'db-1' },
  ]);
  // Nobody had made the secret; it was looked for first.
  expect(calls.filter(({ outcome }) => outcome !== 'answered')).toEqual([
    expect.objectContaining({ action: 'ssm:GetParameter', code: 'ParameterNotFound' }),
  ]);
});

itRuns('a balancer takes the Elastic IP when it becomes master, and sees it there', async () => {
  const { node, outcomes, requests, calls } = await machine('balancer-1', [
    `mkfifo /run/nospof-vrrp
nospof-address > /drill/log 2>&1 &
echo 'INSTANCE "site" MASTER 200' > /run/nospof-vrrp
wait_for grep -qs answered /drill/calls
. /usr/local/lib/nospof/lib.sh
imds "meta-data/network/interfaces/macs/$(imds meta-data/mac)/ipv4-associations/$(fact address-ip)"`,
  ]);
  const [, second] = node.privateIps;
  expect(outcomes).toEqual([{ status: 0, stdout: second, stderr: '' }]);
  expect(requests).toMatchObject([{ kind: 'associate-address', privateIp: second, by: 'balancer-1' }]);
  expect(calls).toMatchObject([{ action: 'ec2:AssociateAddress', outcome: 'answered' }]);
});

itRuns('a web server fetches its application', async () => {
  const { outcomes, calls } = await machine('web-1', [
    `bash -c '. /usr/local/lib/nospof/lib.sh; . /usr/local/lib/nospof/setup.d/50-application'; ls /srv/app/current/`,
  ]);
  expect(outcomes).toMatchObject([{ status: 0, stdout: expect.stringContaining('wsgi.py') }]);
  expect(calls).toMatchObject([{ node: 'web-1', action: 's3:GetObject', outcome: 'answered' }]);
});
