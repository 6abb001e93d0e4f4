import { type Account, interfaceId } from '../account';
import type { FakeInstance, InstanceState } from '../protocol';
import { type XmlNode, xmlList } from '../xml';

/** Codes of the states (EC2 API Reference, "InstanceState"). */
const CODES: Readonly<Record<InstanceState, number>> = { pending: 0, running: 16, stopping: 64, stopped: 80 };

/** A state as EC2 writes it. */
export function stateElement(state: InstanceState): readonly XmlNode[] {
  return [
    ['code', CODES[state]],
    ['name', state],
  ];
}

/** An instance as `DescribeInstances` shows it, without what no machine of a site asks for. */
export function describeInstance(instance: FakeInstance, account: Account): readonly XmlNode[] {
  const [primary] = instance.privateIps;
  const tags = Object.entries(instance.tags).map(([key, value]): readonly XmlNode[] => [
    ['key', key],
    ['value', value],
  ]);
  const addresses = instance.privateIps.map((address): readonly XmlNode[] => [
    ['privateIpAddress', address],
    ['primary', address === primary],
  ]);
  const device: readonly XmlNode[] = [
    ['networkInterfaceId', interfaceId(instance)],
    ['macAddress', instance.mac],
    ['privateIpAddress', primary],
    ['privateIpAddressesSet', xmlList('item', addresses)],
  ];
  const publicIp = account.publicAddress(instance);
  return [
    ['instanceId', instance.instanceId],
    ['instanceState', stateElement(account.state(instance.instanceId))],
    ['instanceType', instance.instanceType],
    ['placement', [['availabilityZone', instance.zone]]],
    ['subnetId', instance.subnet.id],
    ['vpcId', account.world.vpc.id],
    ['privateIpAddress', primary],
    ...(publicIp === undefined ? [] : [['ipAddress', publicIp] as const]),
    ['networkInterfaceSet', xmlList('item', [device])],
    ['tagSet', xmlList('item', tags)],
  ];
}
