import { gzipSync } from 'node:zlib';
import type { FakeInstance, World } from '../../../drill/fakes/protocol';

const ARN = 'arn:aws:ec2:eu-central-1:123456789012';
const ofTheTier = { Condition: { StringEquals: { 'ec2:ResourceTag/nospof:tier': 'balancer' } } };
const allow = (Action: string | string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });

/** Two balancers and a database on loopback addresses; the first balancer is this machine and may do what one may. */
export const WORLD: World = {
  region: 'eu-central-1',
  account: '123456789012',
  vpc: { id: 'vpc-1', cidr: '10.20.0.0/16' },
  instances: [
    machine('balancer-1', 1, [
      allow('s3:GetObject', 'arn:aws:s3:::site/nodes/balancer-*'),
      allow('s3:PutObject', 'arn:aws:s3:::site/media/*'),
      allow(['ssm:GetParameter', 'ssm:PutParameter'], 'arn:aws:ssm:eu-central-1:*:parameter/nospof/shop/tls'),
      {
        ...allow(['ssm:PutParameter'], 'arn:aws:ssm:eu-central-1:*:parameter/nospof/shop/web/secret'),
        Condition: { StringNotEquals: { 'ssm:Overwrite': 'true' } },
      },
      allow('ec2:DescribeInstances', '*'),
      { ...allow(['ec2:StopInstances', 'ec2:StartInstances'], `${ARN}:instance/*`), ...ofTheTier },
      allow('ec2:AssociateAddress', `${ARN}:elastic-ip/eipalloc-1`),
      { ...allow('ec2:AssociateAddress', `${ARN}:instance/*`), ...ofTheTier },
      {
        ...allow('ec2:AssociateAddress', `${ARN}:network-interface/*`),
        Condition: { ArnEquals: { 'ec2:Vpc': `${ARN}:vpc/vpc-1` } },
      },
    ]),
    machine('balancer-2', 2, []),
    machine('db-1', 3, []),
  ],
  addresses: [
    {
      allocationId: 'eipalloc-1',
      publicIp: '198.51.100.10',
      association: { instanceId: 'i-2', privateIp: '127.0.1.2' },
    },
    { allocationId: 'eipalloc-2', publicIp: '198.51.100.11' },
  ],
  buckets: {
    site: {
      'nodes/balancer-1.yaml': { body: base64('#cloud-config\n'), contentType: 'text/cloud-config' },
      'nodes/web-1.yaml': { body: base64('') },
    },
  },
  parameters: {},
};

function machine(name: string, number: number, statements: FakeInstance['statements']): FakeInstance {
  const tier = name.replace(/-\d+$/, '');
  return {
    name,
    instanceId: `i-${number}`,
    instanceType: 't3.micro',
    mac: `02:00:00:00:00:0${number}`,
    privateIps: [`127.0.0.${number}`, `127.0.1.${number}`],
    zone: 'eu-central-1a',
    subnet: { id: 'subnet-1', cidr: '10.20.0.0/20' },
    tags: { Name: `shop-${name}`, 'nospof:site': 'shop', 'nospof:tier': tier },
    userData: gzipSync(`#cloud-config\nhostname: ${name}\n`).toString('base64'),
    role: `shop-${tier}`,
    statements,
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
