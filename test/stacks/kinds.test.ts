import { Testing } from 'cdktf';
import * as api from '../../index';
import { TIER_KINDS } from '../../model';
import { SiteStack } from '../../stacks/site-stack';
import { SHIPPED, shippedText } from '../helpers/synthesized';
import { topologyOf } from '../model/topologies';

describe('every kind', () => {
  const shipped = SHIPPED.map((name) => ({ name, topology: topologyOf(shippedText(name)) }));

  test('is in a shipped topology, which whatever is tested on those is tested on', () => {
    const used = new Set(shipped.flatMap(({ topology }) => topology.tiers.map(({ kind }) => kind)));
    expect(TIER_KINDS.filter((kind) => !used.has(kind))).toEqual([]);
  });

  test('has a construct that a program of its own can use', () => {
    const exported = new Set<unknown>(Object.values(api));
    const app = Testing.app();
    const hidden = shipped.flatMap(({ name, topology }) => {
      const stack = new SiteStack(app, name, topology);
      return topology.tiers
        .map((tier) => stack.node.findChild(tier.name).constructor)
        .filter((construct) => !exported.has(construct))
        .map((construct) => construct.name);
    });
    expect([...new Set(hidden)]).toEqual([]);
  });
});
