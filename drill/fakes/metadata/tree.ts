import { type Account, hexDigest, interfaceId } from '../account';
import { privateName } from '../private-name';
import type { FakeInstance } from '../protocol';

/** A folder of the metadata service: names and what they hold. */
export interface Folder {
  readonly [name: string]: Folder | string | Buffer;
}

/** Seconds that the role's credentials live, as EC2 gives them. */
const CREDENTIALS_S = 6 * 3600;

/**
 * What the metadata service shows a machine below a version, with the categories of the EC2 User Guide ("Instance
 * metadata categories") that an instance with one interface in a VPC has.
 */
export function metadataTree(account: Account, instance: FakeInstance, now: Date): Folder {
  return {
    dynamic: { 'instance-identity': { document: identityDocument(account, instance) } },
    'meta-data': metaData(account, instance, now),
    'user-data': Buffer.from(instance.userData, 'base64'),
  };
}

function metaData(account: Account, instance: FakeInstance, now: Date): Folder {
  const { region } = account.world;
  const [local] = instance.privateIps;
  const host = privateName(local, region);
  const publicIp = account.publicAddress(instance);
  return {
    'ami-id': imageId(region),
    'ami-launch-index': '0',
    'ami-manifest-path': '(unknown)',
    'block-device-mapping': { ami: '/dev/xvda', root: '/dev/xvda' },
    hostname: host,
    ...(instance.role === undefined ? {} : { iam: iam(account, instance, instance.role, now) }),
    'instance-action': 'none',
    'instance-id': instance.instanceId,
    'instance-life-cycle': 'on-demand',
    'instance-type': instance.instanceType,
    'local-hostname': host,
    'local-ipv4': local,
    mac: instance.mac,
    network: { interfaces: { macs: { [instance.mac]: networkInterface(account, instance) } } },
    placement: { 'availability-zone': instance.zone, region },
    profile: 'default-hvm',
    ...(publicIp === undefined ? {} : { 'public-ipv4': publicIp }),
    'reservation-id': `r-${hexDigest(instance.instanceId).slice(0, 17)}`,
    services: { domain: 'amazonaws.com', partition: 'aws' },
    tags: { instance: instance.tags },
  };
}

function networkInterface(account: Account, instance: FakeInstance): Folder {
  const { vpc, region } = account.world;
  const associated = account.associationsOf(instance.instanceId);
  const own = account.publicAddress(instance);
  const drawn = own !== undefined && !associated.some(({ publicIp }) => publicIp === own);
  const associations = drawn ? [{ publicIp: own, privateIp: instance.privateIps[0] }, ...associated] : associated;
  return {
    'device-number': '0',
    'interface-id': interfaceId(instance),
    ...(associations.length === 0
      ? {}
      : {
          'ipv4-associations': Object.fromEntries(associations.map(({ publicIp, privateIp }) => [publicIp, privateIp])),
          'public-ipv4s': associations.map(({ publicIp }) => publicIp).join('\n'),
        }),
    'local-hostname': privateName(instance.privateIps[0], region),
    'local-ipv4s': instance.privateIps.join('\n'),
    mac: instance.mac,
    'owner-id': account.world.account,
    'subnet-id': instance.subnet.id,
    'subnet-ipv4-cidr-block': instance.subnet.cidr,
    'vpc-id': vpc.id,
    'vpc-ipv4-cidr-block': vpc.cidr,
    'vpc-ipv4-cidr-blocks': vpc.cidr,
  };
}

function iam(account: Account, { instanceId }: FakeInstance, role: string, now: Date): Folder {
  const { accessKeyId, secretAccessKey, token } = account.credentials(instanceId);
  const profile = `arn:aws:iam::${account.world.account}:instance-profile/${role}`;
  return {
    info: json({ Code: 'Success', LastUpdated: seconds(now), InstanceProfileArn: profile }),
    'security-credentials': {
      [role]: json({
        Code: 'Success',
        LastUpdated: seconds(now),
        Type: 'AWS-HMAC',
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        Token: token,
        Expiration: seconds(new Date(now.getTime() + CREDENTIALS_S * 1000)),
      }),
    },
  };
}

function identityDocument(account: Account, instance: FakeInstance): string {
  const { region } = account.world;
  return json({
    accountId: account.world.account,
    architecture: 'x86_64',
    availabilityZone: instance.zone,
    imageId: imageId(region),
    instanceId: instance.instanceId,
    instanceType: instance.instanceType,
    privateIp: instance.privateIps[0],
    region,
    version: '2017-09-30',
  });
}

function imageId(region: string): string {
  return `ami-${hexDigest(region).slice(0, 17)}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}`;
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
