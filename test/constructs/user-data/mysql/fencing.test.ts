import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { RELEASES } from '../../../../model/releases';
import { awsNeeds, type FakeAws, startFakeAws } from '../../../helpers/aws';
import { debianImage } from '../../../helpers/aws-gaps';
import { run } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { temporaryFolder } from '../../../helpers/temporary';
import { NODES, node, rendered, stub, text } from './nodes';

const REGION = 'eu-central-1';
const MAC = '02:00:00:00:00:01';
const VICTIM = node(1).host;

let aws: FakeAws;
const folder = temporaryFolder('fencing');

/** One call of EC2's Query API; what its answer has in the first of these elements. */
async function ec2(element: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Version: '2016-11-15', ...parameters }),
  });
  return new RegExp(`<${element}>([^<]*)`).exec(await response.text())?.[1] ?? '';
}

/** A VPC with the first database node of a site `shop` in it. */
async function site(): Promise<{ readonly vpc: string; readonly instance: string }> {
  const vpc = await ec2('vpcId', { Action: 'CreateVpc', CidrBlock: '10.20.0.0/16' });
  const subnet = await ec2('subnetId', { Action: 'CreateSubnet', VpcId: vpc, CidrBlock: '10.20.0.0/20' });
  const instance = await ec2('instanceId', {
    Action: 'RunInstances',
    ImageId: debianImage(RELEASES['debian-12'], 'amd64'),
    MinCount: '1',
    MaxCount: '1',
    SubnetId: subnet,
    PrivateIpAddress: VICTIM,
    'TagSpecification.1.ResourceType': 'instance',
    'TagSpecification.1.Tag.1.Key': 'nospof:site',
    'TagSpecification.1.Tag.1.Value': 'shop',
  });
  return { vpc, instance };
}

/** Runs the fencing agent as a node in this VPC would; which instances it stopped, in order. */
async function fence(vpc: string): Promise<string[]> {
  const lib = join(folder, 'lib.sh');
  writeFileSync(
    lib,
    `set -euo pipefail
NOSPOF_SITE=shop
imds() {
  case $1 in
    meta-data/mac) echo ${MAC} ;;
    meta-data/network/interfaces/macs/${MAC}/vpc-id) echo ${vpc} ;;
    *) return 22 ;;
  esac
}
logger() { cat >&2; }
aws() { [ "$2" != stop-instances ] || echo "\${*: -1}" >> ${join(folder, 'stopped')}; command aws "$@"; }
`,
  );
  writeFileSync(join(folder, 'stopped'), '');
  const script = text(
    mysqlReplicationPart({ self: node(2), nodes: NODES, number: 2, failover: 'automatic', memoryMiB: 4096 }),
    '/usr/sbin/fence_nospof',
  ).replace('/usr/local/lib/nospof/lib.sh', lib);
  const agent = join(folder, 'agent');
  // Its work goes on in the background, which the test waits for.
  writeFileSync(agent, `${script}\nwait\n`);
  const env = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: REGION,
  };
  await run('bash', [agent], { env, input: `action=reboot\nport=${VICTIM}\n` });
  const { stdout } = await run('cat', [join(folder, 'stopped')]);
  return stdout.split('\n').filter(Boolean);
}

describe('fencing, where two sites have one name and the same addresses', () => {
  beforeAll(async () => {
    if (awsNeeds.every((need) => need.met)) aws = await startFakeAws();
  }, 60_000);
  afterAll(() => aws?.stop());

  needs(...awsNeeds, 'aws')(
    'stops the node in its own VPC, and none where that is not known',
    async () => {
      const production = await site();
      const copy = await site();
      expect(await fence(copy.vpc)).toEqual([copy.instance]);
      expect(await fence(production.vpc)).toEqual([production.instance]);
      expect(await fence('')).toEqual([]);
    },
    120_000,
  );
});

/** EC2, and the cluster's configuration as files; a request fails as often as /refused says. */
const CLUSTER = [
  ...rendered(
    mysqlReplicationPart({ self: node(2), nodes: NODES, number: 2, failover: 'automatic', memoryMiB: 4096 }),
  ).filter(({ path }) => path === '/usr/sbin/fence_nospof'),
  {
    path: '/usr/local/lib/nospof/lib.sh',
    mode: '0644',
    content: 'set -euo pipefail\nNOSPOF_SITE=shop\nimds() { echo x; }\n',
  },
  stub('logger', 'cat >/dev/null'),
  stub('sleep', ':'),
  stub('timeout', 'shift; exec "$@"'),
  stub(
    'crm_attribute',
    'f=/cib/$6; case $7 in -v) echo $8 > $f ;; -D) rm -f $f ;; -Gq) cat $f 2>/dev/null || echo 0 ;; esac',
  ),
  stub(
    'aws',
    `if [ $2 = describe-instances ]; then printf 'i-1\\t%s\\n' "$(cat /state)"; exit; fi
n=$(cat /refused); if [ "$n" -gt 0 ]; then echo $((n - 1)) > /refused; echo "refused $2" >> /asked; exit 254; fi
echo "$2" >> /asked; case $2 in stop-instances) echo stopped > /state ;; start-instances) echo running > /state ;; esac`,
  ),
];

async function fenced(...commands: readonly string[]): Promise<string[]> {
  const outcomes = await runInScratchRoot({
    files: CLUSTER,
    commands: commands.map(
      (command) => `set +e; rm -rf /cib /asked; mkdir /cib; touch /asked; echo 0 > /refused; echo running > /state
export PATH=/stub:$PATH
${command}
cat /asked; ls /cib`,
    ),
  });
  return outcomes.map(({ stdout }) => stdout);
}

const ASK = `printf 'action=off\nport=${VICTIM}\n' | fence_nospof
until [ -z "$(ls /cib)" ] && [ "$(tail -n 1 /asked)" = wait ]; do /bin/sleep 0.1; done`;

needs('bash', scratchRoot)('a stop or a start that EC2 refuses is asked for again', async () => {
  const [asked = ''] = await fenced(`echo 3 > /refused\n${ASK}`);
  expect(asked.split('\n').filter((line) => line.startsWith('refused'))).toHaveLength(3);
  expect(asked.trim().split('\n').slice(-4)).toEqual(['stop-instances', 'wait', 'start-instances', 'wait']);
});

needs('bash', scratchRoot)(
  'a machine that was fenced and stays stopped is started by others, and no other is',
  async () => {
    const mark = `nospof-fenced-${VICTIM}`;
    const long = `echo $((EPOCHSECONDS - 400)) > /cib/${mark}`;
    expect(
      await fenced(
        `${long}; echo stopped > /state; fence_nospof look-after; fence_nospof look-after`,
        // Whoever fenced it is at it still.
        `echo $EPOCHSECONDS > /cib/${mark}; echo stopped > /state; fence_nospof look-after`,
        // Stopped by a person.
        'echo stopped > /state; fence_nospof look-after',
        `${long}; echo stopping > /state; fence_nospof look-after`,
      ),
    ).toEqual([
      `${VICTIM} was fenced and does not run; it is started\nstart-instances\n`,
      `${mark}\n`,
      '',
      `${mark}\n`,
    ]);
  },
);
