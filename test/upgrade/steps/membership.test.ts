import { recordOf } from '../../../model/kinds';
import { Machine } from '../../../terraform/machine/machine';
import { membershipSign } from '../../../upgrade/steps/membership';
import { planOf } from '../../drill/plans';
import { coveringTopologies } from '../../helpers/covering';

test('of each kind whose nodes hold copies, the steps say how one sees that a node is a member again', () => {
  for (const { name, text, topology } of coveringTopologies()) {
    for (const { kind, tier, files } of planOf(text, name).nodes) {
      const { stores } = recordOf(kind);
      const several = topology.tiers.some((one) => one.name === tier && 'nodes' in one && one.nodes > 1);
      const hasCopies = stores !== 'nothing' && stores.copies !== 'each-its-own' && several;
      expect([name, kind, membershipSign(new Machine(files), tier, 3) !== undefined]).toEqual([name, kind, hasCopies]);
    }
  }
}, 60_000);
