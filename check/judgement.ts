import type { AcceptedPoint, AcceptedRisk, OwnRate, Survives } from '../model/topology';
import type { AcceptedUnseen } from './accepted';
import type { Breach, GoalVerdict, Judgement, Known, Outcome, SinglePoint } from './findings';

/**
 * Whether a site that survives the loss of one such thing may not have this single point. What ends recovery alone stands
 * against surviving a zone, whose loss takes nodes and their egress at once (docs/decisions/0016-egress-is-recovery.md).
 */
const FORBIDDEN: Readonly<Record<Survives, (point: SinglePoint) => boolean>> = {
  none: () => false,
  node: ({ class: kind, effect }) => kind !== 'zone' && effect === 'outage',
  zone: () => true,
};

/**
 * Whether all goals survive the loss of any one node, or zone, whatever is declared.
 * @param whole whether all that may stand on the visitors' way was read
 */
export function survivesAny(survives: 'node' | 'zone', goals: readonly GoalVerdict[], whole: boolean): Known {
  const points = goals.flatMap(({ singlePoints }) => singlePoints.filter(FORBIDDEN[survives]));
  if (goals.some(({ works }) => !works) || points.some(({ assumed }) => !assumed)) return 'no';
  return whole && points.length === 0 ? 'yes' : 'unknown';
}

/** What findings are held against. */
interface Declared {
  readonly survives: Survives;
  readonly accept: readonly AcceptedRisk[];
  /** What of it is no single point of failure. @default - nothing */
  readonly unseen?: AcceptedUnseen;
  /** Rates that the topology states of elements that are not there. @default - none */
  readonly staleRates?: readonly OwnRate[];
  /** Whether all that may stand on the visitors' way was read. @default true */
  readonly whole?: boolean;
  /** Addresses of what is not as it was rendered. @default - none */
  readonly notAsRendered?: readonly string[];
  /** Addresses of what Terraform or AWS refuses. @default - none */
  readonly refused?: readonly string[];
}

const NOTHING_UNSEEN: AcceptedUnseen = { applies: [], stale: [] };

/** Judge the findings. A goal that does not even work with everything up is a breach of any declaration. */
export function judge(
  goals: readonly GoalVerdict[],
  {
    survives,
    accept,
    unseen = NOTHING_UNSEEN,
    staleRates = [],
    notAsRendered = [],
    refused = [],
    whole = true,
  }: Declared,
): Judgement {
  const applies = ({ element, goal }: AcceptedPoint) =>
    goals.some((one) => one.goal === goal && one.singlePoints.some((point) => point.element === element));
  const risks = accept.flatMap((one) => ('goal' in one ? [one] : []));
  const points = risks.filter(applies);
  const staleAccepts = [...risks.filter((one) => !applies(one)), ...unseen.stale];
  const breaking = goals.flatMap(({ goal, singlePoints }) =>
    singlePoints
      .filter(FORBIDDEN[survives])
      .filter(({ element }) => !points.some((one) => one.goal === goal && one.element === element))
      .map(({ element }): Breach => ({ kind: 'single-point', goal, element })),
  );
  const breaches: readonly Breach[] = [
    ...goals.filter(({ works }) => !works).map(({ goal }): Breach => ({ kind: 'broken-goal', goal })),
    ...breaking,
    ...staleAccepts.map(({ because: _, ...what }): Breach => ({ kind: 'stale-accept', ...what })),
    ...staleRates.map(({ of: element }): Breach => ({ kind: 'stale-rate', element })),
    ...refused.map((element): Breach => ({ kind: 'refused', element })),
    ...notAsRendered.map((element): Breach => ({ kind: 'not-as-rendered', element })),
  ];
  const outcome = outcomeOf(breaches, survives, goals, whole);
  return { outcome, holds: outcome === 'holds', breaches, accepted: [...points, ...unseen.applies], staleAccepts };
}

/** What nobody asked for does not fail; but that all of the visitors' way was read is asked of each. */
function outcomeOf(
  breaches: readonly Breach[],
  survives: Survives,
  goals: readonly GoalVerdict[],
  whole: boolean,
): Outcome {
  const isAssumed = (breach: Breach) =>
    breach.kind === 'single-point' &&
    goals.some(
      ({ goal, singlePoints }) =>
        goal === breach.goal && singlePoints.some(({ element, assumed }) => element === breach.element && assumed),
    );
  if (breaches.some((breach) => !isAssumed(breach))) return 'fails';
  if (breaches.length > 0) return 'unknown';
  if (survives === 'none') return !whole && survivesAny('node', goals, whole) === 'unknown' ? 'unknown' : 'holds';
  return whole ? 'holds' : 'unknown';
}
