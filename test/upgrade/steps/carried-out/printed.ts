import { diffStacks } from '../../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../../upgrade/steps';
import type { Step } from '../../../../upgrade/steps/step';
import { shippedSide } from '../../../helpers/upgrades';

/** The steps that nospof prints for the way from one shipped topology to another. */
export function stepsBetween(before: string, after: string): readonly Step[] {
  const upgrade = diffStacks(shippedSide(before), shippedSide(after));
  return upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' }).steps;
}

/** The only step with such a title. */
export function titled(steps: readonly Step[], title: RegExp): Step {
  const [found, ...more] = steps.filter((one) => title.test(one.title));
  if (!found || more.length > 0) throw new Error(`${title}: ${steps.map((one) => one.title).join('; ')}`);
  return found;
}

/** What a step has typed on a node, or on one's own machine, as one text. */
export function typed({ commands }: Step, node?: string): string {
  const blocks = commands.filter(({ on }) => (node === undefined ? on.length === 0 : on.includes(node)));
  if (blocks.length === 0) throw new Error(`nothing is typed on ${node ?? 'one’s own machine'}`);
  return blocks.flatMap(({ lines }) => lines).join('\n');
}
