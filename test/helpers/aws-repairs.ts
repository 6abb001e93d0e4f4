import type { AwsRequest } from './aws-gaps';

/**
 * Requests that moto 5.2 misreads, said in a way that it understands. What cannot be repaired this way is listed by the
 * tests that plan after an apply.
 */
export function repaired(request: AwsRequest): Buffer | undefined {
  if (request.service !== 'ec2') return undefined;
  const form = new URLSearchParams(request.body);
  const repair = REPAIRS[form.get('Action') ?? ''];
  if (!repair) return undefined;
  repair(form);
  return Buffer.from(form.toString());
}

const REPAIRS: Readonly<Record<string, (form: URLSearchParams) => void>> = {
  RunInstances: liftNetworkInterface,
  AuthorizeSecurityGroupIngress: fillPorts,
  AuthorizeSecurityGroupEgress: fillPorts,
};

/**
 * The provider describes an instance's only interface by itself; moto then forgets the instance's security groups, and
 * takes any word on a public address as yes.
 */
function liftNetworkInterface(form: URLSearchParams): void {
  if (form.has('NetworkInterface.2.DeviceIndex') || form.has('NetworkInterface.1.NetworkInterfaceId')) return;
  for (const [key, value] of [...form]) {
    const field = /^NetworkInterface\.1\.(.*)$/.exec(key)?.[1];
    if (field === undefined) continue;
    form.delete(key);
    if (/^(SubnetId|PrivateIpAddress|SecurityGroupId\.\d+)$/.test(field)) form.set(field, value);
    if (field === 'AssociatePublicIpAddress' && value === 'true') form.set(field, value);
  }
}

/** Protocols without ports (VRRP is 112) come without them and read back as -1; moto fails without a number. */
function fillPorts(form: URLSearchParams): void {
  const protocol = form.get('IpPermissions.1.IpProtocol');
  if (!protocol || /^(tcp|udp|icmp|icmpv6|-1|6|17|1|58)$/.test(protocol) || form.has('IpPermissions.1.FromPort'))
    return;
  form.set('IpPermissions.1.FromPort', '-1');
  form.set('IpPermissions.1.ToPort', '-1');
}
