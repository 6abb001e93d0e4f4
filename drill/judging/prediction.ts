import type { StackVerdict } from '../../check/findings';
import type { Predicted } from './findings';

/** What the verdict says of a goal when an element is lost. */
export function predict({ goals }: StackVerdict, element: string, goal: string): Predicted {
  const verdict = goals.find((one) => one.goal === goal);
  if (!verdict?.works) return 'broken';
  const isThis = (one: { readonly element: string }) => one.element === element;
  const point = verdict.singlePoints.find(isThis);
  if (point) return point.effect;
  if (verdict.reliesOn.some(isThis)) return 'outage';
  return verdict.softLosses.some(isThis) ? 'soft' : 'none';
}

/** Whether a goal goes on, by what the verdict says. */
export function goesOn(predicted: Predicted): boolean {
  return predicted !== 'outage' && predicted !== 'broken';
}
