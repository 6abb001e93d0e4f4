import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../upgrade/steps';
import { isBlocked, isCopied, keeping, parsed, unsettled } from '../../helpers/data-places';
import { SHIPPED, shippedText } from '../../helpers/synthesized';
import { shippedSide, sideOf } from '../../helpers/upgrades';

describe.each(SHIPPED)('from %s', (from) => {
  test.each(SHIPPED.filter((to) => to !== from))('to %s each place keeps its data, is copied, or blocks', (to) => {
    const before = parsed(shippedText(from));
    const text = keeping(shippedText(to), before);
    const upgrade = diffStacks(shippedSide(from), text === shippedText(to) ? shippedSide(to) : sideOf(text));
    const { steps } = upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' });
    for (const place of unsettled(before, parsed(text))) {
      expect([place, isBlocked(place, upgrade)]).toEqual([place, true]);
      const isRefused = upgrade.blockers.some(
        ({ kind, reason }) => /abandoned|destroyed|too-few/.test(kind) && reason.includes(`${place.tier} (`),
      );
      expect([place, isRefused || isCopied(place, steps)]).toEqual([place, true]);
    }
  });
});
