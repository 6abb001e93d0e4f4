import { Testing } from 'cdktf';
import * as api from '../../index';
import { SiteStack } from '../../stacks/site-stack';
import { coveringTopologies } from '../helpers/covering';

test('every kind is in a topology, and has a construct that a program of its own can use', () => {
  const exported = new Set<unknown>(Object.values(api));
  const app = Testing.app();
  const hidden = coveringTopologies().flatMap(({ name, topology }) => {
    const stack = new SiteStack(app, name, topology);
    return topology.tiers
      .map((tier) => stack.node.findChild(tier.name).constructor)
      .filter((construct) => !exported.has(construct))
      .map((construct) => construct.name);
  });
  expect([...new Set(hidden)]).toEqual([]);
});
