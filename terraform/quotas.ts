import { INSTANCE_TYPES } from '../model/instance-types';
import type { Resource, ResourceIndex } from './resource-index';
import { namedZone } from './zones';

/** A quota of AWS that a site can meet, as Service Quotas names it. */
export interface Quota {
  readonly service: 'ec2' | 'vpc' | 'ebs';
  readonly code: string;
  readonly name: string;
  /** What a new account has (Service Quotas, "AWS default quota value", November 2025). New accounts may have less at first. */
  readonly standard: number;
}

/** How much of a quota a stack needs, in its region or in its fullest zone. */
export interface QuotaNeed {
  readonly quota: Quota;
  readonly needed: number;
}

const QUOTAS = {
  vcpus: { service: 'ec2', code: 'L-1216C47A', name: 'vCPUs of on-demand standard instances', standard: 5 },
  addresses: { service: 'ec2', code: 'L-0263D0A3', name: 'Elastic IPs', standard: 5 },
  networks: { service: 'vpc', code: 'L-F678F1CE', name: 'networks (VPC)', standard: 5 },
  gateways: { service: 'vpc', code: 'L-FE5A380F', name: 'NAT gateways in a zone', standard: 5 },
  rules: { service: 'vpc', code: 'L-0EA8095F', name: 'rules of a security group, one way', standard: 60 },
  storage: { service: 'ebs', code: 'L-7A658B76', name: 'TiB of gp3 volumes', standard: 50 },
} as const satisfies Readonly<Record<string, Quota>>;

/** Codes of all quotas that are looked at. */
export const QUOTA_CODES: readonly string[] = Object.values(QUOTAS).map(({ code }) => code);

/** Types whose first letter AWS counts as standard. */
const STANDARD = /^[acdhimrtz]\d/;

/** What a stack needs of each quota. Everything else that the account runs in the region counts beside it. */
export function quotaNeeds(stack: ResourceIndex): readonly QuotaNeed[] {
  const instances = stack.ofType('aws_instance').map(({ body }) => stack.text(body.instance_type) ?? '');
  const vcpus = instances.filter((type) => STANDARD.test(type)).map((type) => INSTANCE_TYPES.get(type)?.vcpus ?? 0);
  const rules = ['ingress', 'egress'].map((way) => {
    const groups = stack
      .ofType(`aws_vpc_security_group_${way}_rule`)
      .map(({ body }) => stack.addressOf(body.security_group_id));
    return fullest(groups);
  });
  const needed: Readonly<Record<keyof typeof QUOTAS, number>> = {
    vcpus: sum(vcpus),
    addresses: stack.ofType('aws_eip').length,
    networks: stack.ofType('aws_vpc').length,
    gateways: fullest(stack.ofType('aws_nat_gateway').map((one) => zoneOf(one, stack))),
    rules: Math.max(...rules),
    storage: Math.ceil((sum(stack.ofType('aws_ebs_volume').map(({ body }) => Number(body.size))) / 1024) * 10) / 10,
  };
  return Object.entries(QUOTAS).map(([key, quota]) => ({ quota, needed: needed[key as keyof typeof QUOTAS] }));
}

function zoneOf({ body }: Resource, stack: ResourceIndex): string | undefined {
  const subnet = stack.target(body.subnet_id);
  return subnet && namedZone(subnet, stack).id;
}

/** How often the most frequent one stands in a list. */
function fullest(list: readonly (string | undefined)[]): number {
  const counts = new Map<string | undefined, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
