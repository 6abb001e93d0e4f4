import { gunzipSync } from 'node:zlib';
import { planDrill } from '../../drill/plan';
import { parseTopology } from '../../model';
import { machines } from '../helpers/machine';
import { SHIPPED, shippedText, synthesized } from '../helpers/synthesized';

function planOf(name: string) {
  const text = shippedText(name);
  const parsed = parseTopology(text, `${name}.yaml`);
  if ('diagnostics' in parsed) throw new Error('it does not parse');
  const { stack, serviceGraph } = synthesized(text, name);
  return { plan: planDrill(stack, serviceGraph, parsed.topology, { nfs: true }), stack };
}

describe('a plan', () => {
  test.each(SHIPPED)('%s: every node gets the user data that Terraform sends, byte for byte', (name) => {
    const { plan, stack } = planOf(name);
    const sent = new Map(machines(stack).map(({ address, userData }) => [address, userData]));
    expect(plan.nodes.map(({ address }) => address).sort()).toEqual([...sent.keys()].sort());
    for (const node of plan.nodes) expect(gunzipSync(node.userData).toString()).toBe(sent.get(node.address));
  });

  test.each(SHIPPED)('%s: no expression of Terraform is left', (name) => {
    const { plan } = planOf(name);
    const told = plan.nodes.map(({ tags, policy }) => JSON.stringify({ tags, policy })).join();
    expect(told).not.toContain('${');
  });

  const { plan } = planOf('08-varnish');
  const node = (name: string) => plan.nodes.find((one) => one.name === name);

  test('a node knows its facts as AWS would give them', () => {
    const { tags, privateIps, zone, kind, subnet } = node('balancer-1') ?? {};
    expect({ tags, privateIps, zone, kind, subnet }).toMatchInlineSnapshot(`
{
  "kind": "haproxy",
  "privateIps": [
    "10.20.193.108",
    "10.20.197.108",
  ],
  "subnet": {
    "cidr": "10.20.192.0/21",
    "id": "subnet-40cd5a10196fb0e9d",
    "public": true,
    "vpcId": "vpc-8594f03b819b95429",
  },
  "tags": {
    "Name": "shop-balancer-1",
    "nospof:address-id": "eipalloc-57672d156d8b598fb",
    "nospof:address-ip": "198.51.100.10",
    "nospof:bucket": "shop-site-3f8d412fa0d64e00146106b7f8",
    "nospof:site": "shop",
    "nospof:tier": "balancer",
  },
  "zone": "eu-central-1a",
}
`);
  });

  test('what a node asks for is there: its tags name the address and the buckets of the plan', () => {
    const [address] = plan.addresses;
    expect(node('balancer-2')?.tags['nospof:address-id']).toBe(address?.allocationId);
    expect(node('balancer-2')?.tags['nospof:address-ip']).toBe(address?.publicIp);
    const bucket = plan.objects.get(node('web-1')?.tags['nospof:bucket'] ?? '');
    expect([...(bucket?.keys() ?? [])].filter((key) => key.startsWith('nodes/')).sort()).toEqual(
      plan.nodes.map(({ name }) => `nodes/${name}.yaml`),
    );
    const configuration = bucket?.get('nodes/web-1.yaml');
    const sent = gunzipSync(node('web-1')?.userData ?? Buffer.alloc(0)).toString();
    expect(configuration).toEqual({ text: sent });
    expect(plan.objects.has(node('web-1')?.tags['nospof:media-bucket'] ?? '')).toBe(true);
  });

  test('addresses and identifiers are nobody else’s', () => {
    for (const id of ['instanceId', 'mac'] as const) {
      expect(new Set(plan.nodes.map((one) => one[id])).size).toBe(plan.nodes.length);
    }
    const ips = plan.nodes.flatMap(({ privateIps }) => privateIps);
    expect(new Set(ips).size).toBe(ips.length);
  });

  test('NAT gateways’ addresses are no visitor’s; an attached one is the node’s', () => {
    expect(plan.addresses.map(({ visited, node }) => [visited, node])).toEqual([
      [true, undefined],
      [false, 'balancer-1'],
      [false, 'balancer-2'],
    ]);
    const [single] = planOf('01-single-server').plan.addresses;
    expect(single).toMatchObject({ visited: true, node: 'web-1', privateIp: expect.stringMatching(/^10\./) });
  });

  test('what AWS runs is said to be left out', () => {
    expect(plan.leftOut.map(({ what }) => what)).toEqual(['media: media from CloudFront']);
  });
});
