import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { awsNeeds, type FakeAws, startFakeAws } from '../../../helpers/aws';
import { DEBIAN_IMAGES } from '../../../helpers/aws-gaps';
import { run } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { temporaryFolder } from '../../../helpers/temporary';
import { NODES, node, text } from './nodes';

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
    ImageId: DEBIAN_IMAGES.amd64,
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
