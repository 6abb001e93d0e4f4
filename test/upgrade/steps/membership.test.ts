import { recordOf, TIER_KINDS, type TierKind } from '../../../model/kinds';
import { Machine } from '../../../terraform/machine/machine';
import { membershipSign } from '../../../upgrade/steps/membership';
import { planOf } from '../../drill/plans';
import { SHIPPED, shippedText } from '../../helpers/synthesized';
import { topologyOf } from '../../model/topologies';

test('of each kind whose nodes hold copies, the steps say how one sees that a node is a member again', () => {
  const missing = new Set<TierKind>(TIER_KINDS);
  for (const name of SHIPPED) {
    const text = shippedText(name);
    const { tiers } = topologyOf(text);
    if (!tiers.some(({ kind }) => missing.has(kind))) continue;
    for (const { kind, tier, files } of planOf(text, name).nodes) {
      missing.delete(kind);
      const { stores } = recordOf(kind);
      const several = tiers.some((one) => one.name === tier && 'nodes' in one && one.nodes > 1);
      const hasCopies = stores !== 'nothing' && stores.copies !== 'each-its-own' && several;
      expect([name, kind, membershipSign(new Machine(files), tier, 3) !== undefined]).toEqual([name, kind, hasCopies]);
    }
  }
}, 60_000);
