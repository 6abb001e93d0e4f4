import type { Breach, ElementFacts, GoalVerdict, SinglePoint, StackVerdict } from '../../check/findings';
import { RATES, type Rate } from '../../check/rates';

/** `web_1` of `aws_instance.web_1`. */
export function short(element: string): string {
  return element.slice(element.indexOf('.') + 1);
}

/** A share in percent, with as many digits as tell it from 100 %. */
export function percent(share: number): string {
  const digits = share >= 1 ? 0 : Math.min(9, Math.max(1, Math.ceil(-Math.log10(1 - share) - 1e-9) - 1));
  return `${(100 * share).toFixed(digits)} %`;
}

/** Hours, or minutes below two of them. */
export function duration(hours: number): string {
  return hours < 2 ? `${Math.round(hours * 60)} min` : `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** What kind of thing an element is, to a reader. */
export const CLASS_NAMES: Readonly<Record<ElementFacts['class'], string>> = {
  node: 'node',
  volume: 'volume',
  nat: 'NAT gateway',
  zone: 'zone',
  managed: 'managed service',
  region: 'region',
};

/** `db_1 → web needs db.write → write`, with what it means where it is not an outage. */
export function pathText({ path, effect }: Pick<SinglePoint, 'path' | 'effect'>): string {
  const way = path.join(' → ');
  return effect === 'outage' ? way : `${way} (goes on, but no lost node can be rebuilt)`;
}

/** The first sentence on a stack. */
export function headline(verdict: StackVerdict): string {
  const { survives, holds, breaches, origin } = verdict;
  if (!holds && survives === 'none' && origin === 'inferred')
    return `does not work: ${count(breaches.length, 'breach', 'breaches')}`;
  if (!holds) return `does not hold 'survives: ${survives}': ${count(breaches.length, 'breach', 'breaches')}`;
  if (survives !== 'none') return `survives the loss of any one ${survives}`;
  return origin === 'claims' ? 'declares to survive nothing' : `${survived(verdict)}; nothing was asked of it`;
}

function survived({ survivesZone, survivesNode }: StackVerdict): string {
  if (survivesZone) return 'survives the loss of any one zone';
  return survivesNode
    ? 'survives the loss of any one node, and not of each zone'
    : 'does not survive the loss of each node';
}

/** What a verdict without claims rests on; undefined where there are claims. */
export function originText({ origin }: StackVerdict): string | undefined {
  if (origin === 'claims') return undefined;
  return 'Inferred from resources, references and security groups alone: which of its needs are hard, and what machines run, no Terraform tells. What is not known is listed, and taken for the worse.';
}

/** `node: up 99.9 % (from the topology)`, for each rate that a topology states itself. */
export function ownRates({ ownRates: rates }: StackVerdict): readonly string[] {
  return rates.map(({ of, unavailability }) => `${of}: up ${percent(1 - unavailability)} (from the topology)`);
}

/** Rates of the table that something in these stacks goes by: a topology's rate for a class takes the place of the table's. */
export function tableRates(verdicts: readonly StackVerdict[]): readonly (readonly [string, Rate])[] {
  return Object.entries(RATES).filter(([kind]) =>
    verdicts.some(({ elements, ownRates: rates }) => {
      return elements.some((one) => one.class === kind) && !rates.some(({ of }) => of === kind);
    }),
  );
}

export function breachText(breach: Breach, { survives, goals, origin }: StackVerdict): string {
  switch (breach.kind) {
    case 'broken-goal':
      return `${breach.goal} does not work even with everything up: see ${origin === 'claims' ? 'the claims without evidence' : 'what could not be known'}`;
    case 'single-point':
      return `${breach.element} ${effectText(breach, goals)}, and the site is to survive the loss of a ${survives}`;
    case 'stale-accept':
      return `the accepted risk ${breach.element} for ${breach.goal} is none; delete it from the topology`;
    case 'stale-rate':
      return `there is no element ${breach.element} whose rate could be stated; correct it in the topology's rates, or delete it`;
  }
}

function effectText({ goal, element }: { goal: string; element: string }, goals: StackVerdict['goals']): string {
  const points = goals.find((one) => one.goal === goal)?.singlePoints;
  const recovery = points?.find((point) => point.element === element)?.effect === 'recovery';
  return recovery ? `leaves ${goal} without recovery` : `takes ${goal} down`;
}

/** One line on a goal: how many single points of failure, and how available. */
export function goalLine({ works, singlePoints, availability }: GoalVerdict): string {
  if (!works) return 'does not work';
  const points =
    singlePoints.length === 0
      ? 'no single point of failure'
      : count(singlePoints.length, 'single point of failure', 'single points of failure');
  if (!availability) return points;
  return `${points}; available ${percent(availability.availability)}, down ${duration(availability.downHoursAYear)} a year`;
}

/** Why an accepted risk is accepted, where this one is. */
export function acceptedBecause(verdict: StackVerdict, goal: string, element: string): string | undefined {
  return verdict.accepted.find((one) => one.goal === goal && one.element === element)?.because;
}
