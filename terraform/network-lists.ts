import type { ResourceIndex } from './resource-index';

/** Types that keep traffic out of subnets, whatever security groups say. */
const LISTS = ['aws_network_acl', 'aws_default_network_acl', 'aws_networkfirewall_firewall'];

/** Addresses of the firewalls of whole subnets, which are not read. AWS's own network ACL lets everything through. */
export function networkLists(stack: ResourceIndex): readonly string[] {
  return LISTS.flatMap((type) => stack.ofType(type)).map(({ address }) => address);
}
