import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT } from '../assigned';
import type { DrillHost, DrillPlan, ElasticIp, ObjectBody } from '../plan';
import type { StandInAddress, StandInInstance, StandInObject, World } from './protocol';

/**
 * The AWS account that the machines of a plan see.
 * @param folder of the synthesized stack, where files that are uploaded lie
 */
export async function worldOf(plan: DrillPlan, folder: string): Promise<World> {
  const buckets: Record<string, Record<string, StandInObject>> = {};
  for (const [bucket, objects] of plan.objects) {
    const read = [...objects].map(async ([key, body]) => [
      key,
      { body: (await bytes(body, folder)).toString('base64') },
    ]);
    buckets[bucket] = Object.fromEntries(await Promise.all(read));
  }
  const [any] = plan.hosts;
  return {
    region: plan.region,
    account: ACCOUNT,
    vpc: { id: any?.subnet.vpcId ?? '', cidr: plan.cidr },
    instances: plan.hosts.map((host) => instanceOf(host, plan.site)),
    addresses: plan.addresses.map((address) => addressOf(address, plan.hosts)),
    buckets,
    parameters: {},
  };
}

function instanceOf(host: DrillHost, site: string): StandInInstance {
  const [primary, ...others] = host.privateIps;
  if (primary === undefined) throw new Error(`${host.name} has no private address`);
  return {
    name: host.name,
    instanceId: host.instanceId,
    instanceType: host.instanceType,
    mac: host.mac,
    privateIps: [primary, ...others],
    zone: host.zone,
    subnet: { id: host.subnet.id, cidr: host.subnet.cidr },
    tags: host.tags,
    userData: host.userData.toString('base64'),
    role: `${site}-${host.tier}`,
    statements: host.policy,
  };
}

function addressOf(
  { allocationId, publicIp, host, privateIp }: ElasticIp,
  hosts: readonly DrillHost[],
): StandInAddress {
  const instance = hosts.find(({ name }) => name === host);
  if (!instance || privateIp === undefined) return { allocationId, publicIp };
  return { allocationId, publicIp, association: { instanceId: instance.instanceId, privateIp } };
}

async function bytes(body: ObjectBody, folder: string): Promise<Buffer> {
  return 'text' in body ? Buffer.from(body.text) : await readFile(join(folder, body.file));
}
