import type { AwsRequest } from './aws-exchange';
import type { MaintenanceOptions } from './maintenance-options';

/**
 * Requests that moto 5.2 misreads, said in a way that it understands, and answers that it gets wrong, set right. What
 * cannot be repaired this way is in `MOTO_NEVER_CLEAN`.
 */
export interface AwsRepairs {
  /** The request's path, as moto takes it. */
  path(request: AwsRequest): string;
  /** The request's new body, if it needs one. */
  request(request: AwsRequest): Buffer | undefined;
  /** The answer's new body, if it needs one. */
  answer(request: AwsRequest, body: string): string | undefined;
}

export function awsRepairs(maintenance: MaintenanceOptions): AwsRepairs {
  const natAddresses = new Map<string, string>();
  const requests: Readonly<Record<string, (form: URLSearchParams) => void>> = {
    RunInstances: liftNetworkInterface,
    AuthorizeSecurityGroupIngress: fillPorts,
    AuthorizeSecurityGroupEgress: fillPorts,
    ModifySecurityGroupRules: fillPorts,
    CreateNatGateway: (form) => {
      const address = form.get('PrivateIpAddress');
      if (address) natAddresses.set(form.get('AllocationId') ?? '', address);
    },
  };
  const answers: Readonly<Record<string, (body: string, request: AwsRequest) => string>> = {
    RunInstances: (body, request) => maintenance.started(request, body),
    // An empty element reads as "has a public address".
    DescribeInstances: (body) => maintenance.described(body.replaceAll('<association/>', '')),
    // moto gives a NAT gateway any address instead of the wanted one.
    DescribeNatGateways: (body) =>
      body.replace(/<allocationId>([^<]*)<(.*?)<privateIp>[^<]*</gs, (all, id: string, between: string) => {
        const wanted = natAddresses.get(id);
        return wanted ? `<allocationId>${id}<${between}<privateIp>${wanted}<` : all;
      }),
  };
  const action = ({ service, body }: AwsRequest) =>
    service === 'ec2' ? (new URLSearchParams(body).get('Action') ?? '') : '';
  return {
    path: ({ service, path }) =>
      service === 'cloudfront' ? path.replace(/(cloudfront(?::|%3A))(?::|%3A)/i, '$1') : path,
    request: (request) => {
      const repair = requests[action(request)];
      if (!repair) return undefined;
      const form = new URLSearchParams(request.body);
      repair(form);
      return Buffer.from(form.toString());
    },
    answer: (request, body) =>
      // moto leaves out the empty region of a distribution's ARN, and knows its tags by that.
      request.service === 'cloudfront'
        ? body.replace(/(arn:aws:cloudfront:)(?=\d)/g, '$1:')
        : answers[action(request)]?.(body, request),
  };
}

/** The provider describes an instance's only interface by itself; moto then forgets the instance's security groups. */
function liftNetworkInterface(form: URLSearchParams): void {
  for (const [key, value] of [...form]) {
    const group = /^NetworkInterface\.1\.(SecurityGroupId\.\d+)$/.exec(key)?.[1];
    if (group === undefined) continue;
    form.delete(key);
    form.set(group, value);
  }
}

/** Protocols without ports (VRRP is 112) come without them and read back as -1; moto wants a number. */
function fillPorts(form: URLSearchParams): void {
  for (const [key, protocol] of [...form]) {
    const rule = /^((?:IpPermissions|SecurityGroupRule)\.(?:.*\.)?)IpProtocol$/.exec(key)?.[1];
    if (rule === undefined || /^(tcp|udp|icmp|icmpv6|-1|6|17|1|58)$/.test(protocol)) continue;
    if (form.has(`${rule}FromPort`)) continue;
    form.set(`${rule}FromPort`, '-1');
    form.set(`${rule}ToPort`, '-1');
  }
}
