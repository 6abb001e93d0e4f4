import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT } from '../assigned';
import type { DrillNode, DrillPlan, ElasticIp, ObjectBody } from '../plan';
import type { FakeAddress, FakeInstance, FakeObject, World } from './protocol';

/**
 * The AWS account that the machines of a plan see.
 * @param folder of the synthesized stack, where files that are uploaded lie
 */
export async function worldOf(plan: DrillPlan, folder: string): Promise<World> {
  const buckets: Record<string, Record<string, FakeObject>> = {};
  for (const [bucket, objects] of plan.objects) {
    const read = [...objects].map(async ([key, body]) => [
      key,
      { body: (await bytes(body, folder)).toString('base64') },
    ]);
    buckets[bucket] = Object.fromEntries(await Promise.all(read));
  }
  const [any] = plan.nodes;
  return {
    region: plan.region,
    account: ACCOUNT,
    vpc: { id: any?.subnet.vpcId ?? '', cidr: plan.cidr },
    instances: plan.nodes.map((node) => instanceOf(node, plan.site)),
    addresses: plan.addresses.map((address) => addressOf(address, plan.nodes)),
    buckets,
    parameters: {},
  };
}

function instanceOf(node: DrillNode, site: string): FakeInstance {
  const [primary, ...others] = node.privateIps;
  if (primary === undefined) throw new Error(`${node.name} has no private address`);
  return {
    name: node.name,
    instanceId: node.instanceId,
    instanceType: node.instanceType,
    mac: node.mac,
    privateIps: [primary, ...others],
    drawsAddress: node.drawsAddress,
    zone: node.zone,
    subnet: { id: node.subnet.id, cidr: node.subnet.cidr },
    tags: node.tags,
    interfaceTags: node.interfaceTags,
    userData: node.userData.toString('base64'),
    role: `${site}-${node.tier}`,
    statements: node.policy,
  };
}

function addressOf({ allocationId, publicIp, node, privateIp }: ElasticIp, nodes: readonly DrillNode[]): FakeAddress {
  const instance = nodes.find(({ name }) => name === node);
  if (!instance || privateIp === undefined) return { allocationId, publicIp };
  return { allocationId, publicIp, association: { instanceId: instance.instanceId, privateIp } };
}

async function bytes(body: ObjectBody, folder: string): Promise<Buffer> {
  return 'text' in body ? Buffer.from(body.text) : await readFile(join(folder, body.file));
}
