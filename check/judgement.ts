import type { OwnRate, Survives } from '../model/topology';
import type { Acceptance, Breach, GoalVerdict, Judgement, SinglePoint } from './findings';

/**
 * Whether a site that survives the loss of one such thing may not have this single point. What ends recovery alone stands
 * against surviving a zone, whose loss takes nodes and their way out at once (docs/decisions/0016-egress-is-recovery.md).
 */
const FORBIDDEN: Readonly<Record<Survives, (point: SinglePoint) => boolean>> = {
  none: () => false,
  node: ({ class: kind, effect }) => kind !== 'zone' && effect === 'outage',
  zone: () => true,
};

/** Whether all goals survive the loss of any one node, or zone, whatever is declared. */
export function survivesAny(survives: 'node' | 'zone', goals: readonly GoalVerdict[]): boolean {
  return goals.every(({ works, singlePoints }) => works && !singlePoints.some(FORBIDDEN[survives]));
}

/** What findings are held against. */
interface Declared {
  readonly survives: Survives;
  readonly accept: readonly Acceptance[];
  /** Rates that the topology states of elements that are not there. @default - none */
  readonly staleRates?: readonly OwnRate[];
}

/** Judge the findings. A goal that does not even work with everything up is a breach of any declaration. */
export function judge(goals: readonly GoalVerdict[], { survives, accept, staleRates = [] }: Declared): Judgement {
  const applies = ({ element, goal }: Acceptance) =>
    goals.some((one) => one.goal === goal && one.singlePoints.some((point) => point.element === element));
  const accepted = accept.filter(applies);
  const staleAccepts = accept.filter((one) => !applies(one));
  const points = goals.flatMap(({ goal, singlePoints }) =>
    singlePoints
      .filter(FORBIDDEN[survives])
      .filter(({ element }) => !accepted.some((one) => one.goal === goal && one.element === element))
      .map(({ element }): Breach => ({ kind: 'single-point', goal, element })),
  );
  const breaches: readonly Breach[] = [
    ...goals.filter(({ works }) => !works).map(({ goal }): Breach => ({ kind: 'broken-goal', goal })),
    ...points,
    ...staleAccepts.map(({ goal, element }): Breach => ({ kind: 'stale-accept', goal, element })),
    ...staleRates.map(({ of: element }): Breach => ({ kind: 'stale-rate', element })),
  ];
  return { holds: breaches.length === 0, breaches, accepted, staleAccepts };
}
