import type { Json } from '../check/mutants/mutant';
import { synthesized } from '../helpers/synthesized';

/** Tiers that stand in zones of their own, in this order in the file. */
const site = (order: readonly ('web' | 'db')[]) => {
  const tiers = {
    web: '  web: { kind: web, zones: [eu-central-1b], needs: [db] }\n',
    db: '  db: { kind: mysql, zones: [eu-central-1c] }\n',
  };
  return `name: shop
region: eu-central-1
zones: [eu-central-1a, eu-central-1b, eu-central-1c]
network: { egress: single }
tiers:
  balancer: { kind: haproxy, nodes: 1, to: web }
${order.map((name) => tiers[name]).join('')}`;
};

test('the one NAT gateway stays, with its address, when tiers change places in the file', () => {
  const gateways = [site(['web', 'db']), site(['db', 'web'])].map((text) => {
    const stack: Json = synthesized(text).stack;
    return [stack.resource.aws_nat_gateway, Object.keys(stack.resource.aws_eip ?? {}).sort()];
  });
  expect(gateways[0]).toEqual(gateways[1]);
  expect(Object.keys(gateways[0]?.[0] ?? {})).toEqual(['network_nat_a']);
});
