import { ipv4 } from '../../terraform/ipv4';

/** Where EC2's metadata service answers. */
export const METADATA = '169.254.169.254';

/** Where a VPC's resolver answers. */
export const RESOLVER = '169.254.169.253';

/** Where the fakes of AWS's endpoints answer: a block for documentation (RFC 5737). */
export const ENDPOINTS = '192.0.2.1';

/** The visitors' side; a block for documentation, too. */
export const VISITOR = { address: '203.0.113.2', gateway: '203.0.113.1', prefix: 24 } as const;

/** The address of a subnet's router: the first after the network's own, as in every VPC. */
export function gatewayOf(cidr: string): string {
  const [base = ''] = cidr.split('/');
  const first = (ipv4(base) ?? 0) + 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}

/** Length of a block's prefix: `19` of `10.20.0.0/19`. */
export function prefixOf(cidr: string): string {
  return cidr.split('/')[1] ?? '32';
}
