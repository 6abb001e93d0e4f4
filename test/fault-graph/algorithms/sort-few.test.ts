import fc from 'fast-check';
import { sortFew } from '../../../fault-graph/algorithms/sort-few';

it('sorts short and long lists alike, and keeps the order of equal items', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.array(fc.nat(20), { maxLength: 16 }), fc.array(fc.nat(20), { minLength: 17, maxLength: 40 })),
      (keys) => {
        const list = keys.map((_, index) => index);
        const byKey = (a: number, b: number) => keys[a]! - keys[b]!;
        const expected = [...list].sort((a, b) => byKey(a, b) || a - b);
        sortFew(list, byKey);
        expect(list).toEqual(expected);
      },
    ),
  );
});
