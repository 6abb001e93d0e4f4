import type { Survives } from '../model/topology';
import type { ElementClass } from './claims/elements';
import type { Acceptance, Breach, GoalVerdict, Judgement } from './findings';

/** Of which classes a site that survives the loss of one such thing may have no single point. */
const FORBIDDEN: Readonly<Record<Survives, readonly ElementClass[]>> = {
  none: [],
  node: ['node', 'volume', 'nat'],
  zone: ['node', 'volume', 'nat', 'zone'],
};

/** Judge the findings. A goal that does not even work with everything up is a breach of any declaration. */
export function judge(
  goals: readonly GoalVerdict[],
  { survives, accept }: { readonly survives: Survives; readonly accept: readonly Acceptance[] },
): Judgement {
  const applies = ({ element, goal }: Acceptance) =>
    goals.some((one) => one.goal === goal && one.singlePoints.some((point) => point.element === element));
  const accepted = accept.filter(applies);
  const staleAccepts = accept.filter((one) => !applies(one));
  const points = goals.flatMap(({ goal, singlePoints }) =>
    singlePoints
      .filter((point) => FORBIDDEN[survives].includes(point.class))
      .filter(({ element }) => !accepted.some((one) => one.goal === goal && one.element === element))
      .map(({ element }): Breach => ({ kind: 'single-point', goal, element })),
  );
  const breaches: readonly Breach[] = [
    ...goals.filter(({ works }) => !works).map(({ goal }): Breach => ({ kind: 'broken-goal', goal })),
    ...points,
    ...staleAccepts.map(({ goal, element }): Breach => ({ kind: 'stale-accept', goal, element })),
  ];
  return { holds: breaches.length === 0, breaches, accepted, staleAccepts };
}
