/** Domain of EC2's private names in a region. */
function privateDomain(region: string): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
}

/** EC2's name for a private address (EC2 User Guide, "IP name"). */
export function privateName(address: string, region: string): string {
  return `ip-${address.replaceAll('.', '-')}.${privateDomain(region)}`;
}

/** The private address that such a name stands for. */
export function privateAddress(name: string, region: string): string | undefined {
  const [, host = '', domain] = /^ip-([\d-]+)\.(.+)$/.exec(name) ?? [];
  return domain === privateDomain(region) ? host.replaceAll('-', '.') : undefined;
}
