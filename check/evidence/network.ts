import type { NodeGap, NodeRule } from './node-gap';

/** A machine's firewalls and its network are there, and belong together; without AWS's DNS, no name can be looked up. */
export const network: NodeRule = ({ address, groups, subnet }, { stack }) => {
  const vpc = stack.target(subnet?.body.vpc_id);
  if (vpc?.type !== 'aws_vpc') return [gap('the network of its subnet', subnet?.address ?? address)];
  const names = vpc.body.enable_dns_support === false ? [gap('enable_dns_support', vpc.address)] : [];
  const firewalls = groups.flatMap((group): NodeGap[] => {
    const found = stack.get(group);
    if (found?.type !== 'aws_security_group') return [gap(`the security group ${group}`, address)];
    const other = stack.addressOf(found.body.vpc_id) !== vpc.address;
    return other ? [gap(`a security group in ${vpc.address}`, group)] : [];
  });
  return [...names, ...firewalls];
};

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'no-network', lookedFor, where };
}
