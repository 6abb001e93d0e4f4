import { DRILLED } from '../../drill/kinds';
import { recordOf } from '../../model/kinds';
import type { TierKind } from '../../model/tiers';
import { coveringTopologies } from '../helpers/covering';
import { planOf } from './plans';

/** What streams of a drill leave on volumes, and what a read-back calls it. */
const READ_BACK = { rows: 'row', files: 'file' } as const;

test('whatever a kind stores on volumes is read back from each of its nodes, and nothing from the others', () => {
  for (const { address, kind, files, dataVolume } of coveringTopologies().flatMap(
    ({ text, name }) => planOf(text, name).nodes,
  )) {
    const { stores } = recordOf(kind);
    const onVolume = stores !== 'nothing' && stores.on === 'volume' && dataVolume ? stores.what : [];
    const expected = onVolume.flatMap((what) => (what === 'rows' || what === 'files' ? [READ_BACK[what]] : []));
    const found = DRILLED[kind].readBacks({ element: address, files }).map((one) => one.kind);
    expect([address, ...found.sort()]).toEqual([address, ...expected.sort()]);
  }
});

test('a kind whose nodes hold copies says when they are alike', () => {
  const same = DRILLED.web.isInSync;
  for (const [kind, { isInSync }] of Object.entries(DRILLED)) {
    const { stores } = recordOf(kind as TierKind);
    const hasCopies = stores !== 'nothing' && stores.copies !== 'each-its-own';
    expect([kind, isInSync === same]).toEqual([kind, !hasCopies]);
  }
});
