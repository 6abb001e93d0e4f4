import type { Acceptance, Breach, ElementFacts, GoalVerdict, SinglePoint, StackVerdict } from '../../check/findings';
import type { NoteCode } from '../../check/note';
import { RATES, type Rate } from '../../check/rates';
import { type ServiceRate, serviceOf, serviceRate } from '../../check/service-rates';

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
export function pathText({ path, effect, assumed }: Pick<SinglePoint, 'path' | 'effect' | 'assumed'>): string {
  const way = path.join(' → ');
  const shown = effect === 'outage' ? way : `${way} (goes on, but no lost node can be rebuilt)`;
  return assumed ? `${shown} (assumed)` : shown;
}

/** Elements as sentences name them: shortly where no other is called so. */
export function shownNames(verdict: Pick<StackVerdict, 'elements'>): (element: string) => string {
  const counts = new Map<string, number>();
  for (const { element } of verdict.elements) counts.set(short(element), (counts.get(short(element)) ?? 0) + 1);
  const classes = new Map(verdict.elements.map(({ element, class: kind }) => [element, kind]));
  return (element) => {
    const kind = classes.get(element);
    const isPlace = kind === 'zone' || kind === 'region';
    const isAddress = /^(?:module\.|[a-z][a-z0-9]*_[a-z0-9_]*\.)/.test(element);
    return isPlace || !isAddress || (counts.get(short(element)) ?? 0) > 1 ? element : short(element);
  };
}

/** The first sentence on a stack. */
export function headline(verdict: StackVerdict): string {
  const { survives, outcome, breaches, origin } = verdict;
  const number = count(breaches.length, 'breach', 'breaches');
  if (outcome === 'fails')
    return survives === 'none' && origin === 'inferred'
      ? `does not work: ${number}`
      : `does not hold 'survives: ${survives}': ${number}`;
  if (outcome === 'unknown' || (survives === 'none' && origin === 'inferred' && verdict.known.node === 'unknown')) {
    const what = survives === 'none' ? 'what it survives' : `whether it survives the loss of any one ${survives}`;
    return `not known ${what}: ${whyUnknown(verdict)}`;
  }
  if (survives !== 'none') return `survives the loss of any one ${survives}${onCondition(verdict)}`;
  return origin === 'claims'
    ? `declares to survive nothing${onCondition(verdict)}`
    : `${survived(verdict)} (no target set; use --survives)`;
}

/** What was not judged, but accepted, is no proof. */
function onCondition(verdict: StackVerdict): string {
  const number = unseenAcceptances(verdict).length;
  return number === 0 ? '' : `, if what is accepted unproved does no harm: ${count(number, 'finding')}`;
}

function survived({ known }: StackVerdict): string {
  if (known.zone === 'yes') return 'survives the loss of any one zone';
  if (known.node === 'no') return 'some single node takes it down';
  const node = 'survives the loss of any one node';
  return known.zone === 'no'
    ? `${node}; some single zone takes it down`
    : `${node}; not known whether that of any one zone`;
}

/** What it would take to say more. */
function whyUnknown({ unknown, goals }: StackVerdict): string {
  const of = (...codes: readonly NoteCode[]) =>
    unknown.filter(({ code }) => codes.includes(code)).reduce((sum, { subjects }) => sum + subjects.length, 0);
  const [modules, types, data] = [of('unread-module'), of('unread-type', 'unread-provider'), of('unread-data')];
  const unseen = unknown.filter(({ code }) => code === 'forwards-nowhere' || code === 'forwards-elsewhere');
  const fronts = unseen.flatMap(({ subjects }) => subjects).sort();
  const unread = [
    ...(modules > 0 ? [count(modules, 'module')] : []),
    ...(types > 0 ? [count(types, 'type of resources', 'types of resources')] : []),
    ...(data > 0 ? [count(data, 'data source')] : []),
  ];
  const assumed = new Set(
    goals.flatMap(({ singlePoints }) =>
      singlePoints.flatMap(({ element, assumed: isAssumed, class: kind }) =>
        isAssumed && kind !== 'zone' ? [element] : [],
      ),
    ),
  );
  const zones = goals.some(({ singlePoints }) => singlePoints.some((one) => one.assumed && one.class === 'zone'));
  const rest =
    assumed.size > 0 && fronts.length === 0
      ? [`it hangs on ${[...assumed].sort().slice(0, 2).join(' and ')}, of which too little is known`]
      : [];
  return [
    ...(unread.length > 0 ? [`${unread.join(', ')} not read`] : []),
    ...(fronts.length > 0 ? [`what answers behind ${fronts.join(' and ')} is not in the Terraform`] : []),
    ...rest,
    ...(rest.length === 0 && unread.length === 0 && fronts.length === 0 && zones
      ? ['which zones it stands in is not known']
      : []),
  ].join('; ');
}

/** What a verdict without claims rests on; undefined where there are claims. */
export function originText({ origin }: StackVerdict): string | undefined {
  if (origin === 'claims') return undefined;
  return 'Inferred from resources, references and security groups: Terraform does not say which dependencies are hard or what the machines run. Unknowns are listed below and count against the site.';
}

/** `node: up 99.9 % (from the topology)`, for each rate that a topology states itself. */
export function ownRates({ ownRates: rates }: StackVerdict): readonly string[] {
  return rates.map(({ of, unavailability }) => `${of}: up ${percent(1 - unavailability)} (from the topology)`);
}

/** Rates of the table that something in these stacks goes by: a topology's rate for a class takes the place of the table's. */
export function tableRates(verdicts: readonly StackVerdict[]): readonly (readonly [string, Rate])[] {
  const used = Object.entries(RATES).filter(([kind]) =>
    verdicts.some(({ elements, ownRates: rates }) => {
      return elements.some((one) => one.class === kind) && !rates.some(({ of }) => of === kind);
    }),
  );
  return used.flatMap(([kind, rate]) => (kind === 'managed' ? managedRates(verdicts) : [[kind, rate] as const]));
}

/** What AWS runs, service by service; those of which nothing is known but what is assumed together. */
function managedRates(verdicts: readonly StackVerdict[]): readonly (readonly [string, Rate])[] {
  const services = servicesIn(verdicts);
  const known = services.filter(([, { assumed }]) => !assumed);
  const assumed = services.filter(([, one]) => one.assumed);
  const [first] = assumed;
  const rest = first ? [[assumed.map(([type]) => type).join(', '), first[1]] as const] : [];
  return [...known, ...rest];
}

/** The types of what AWS runs, each with its figure, sorted; without those that a topology rates itself. */
export function servicesIn(verdicts: readonly StackVerdict[]): readonly (readonly [string, ServiceRate])[] {
  const found = verdicts.flatMap(({ elements, ownRates: rates }) => {
    const own = new Set(rates.map(({ of }) => of));
    const managed = own.has('managed') ? [] : elements.filter((one) => one.class === 'managed');
    return managed.filter(({ element }) => !own.has(element)).map(({ element }) => serviceOf(element));
  });
  return [...new Set(found)].sort().map((type) => [type, serviceRate(`${type}.x`)]);
}

export function breachText(breach: Breach, { survives, goals, origin }: StackVerdict): string {
  switch (breach.kind) {
    case 'broken-goal':
      return `${breach.goal} does not work even with everything up: see ${origin === 'claims' ? 'the claims without evidence' : 'what could not be known'}`;
    case 'single-point':
      return `${breach.element} ${effectText(breach, goals)}, and the site is to survive the loss of a ${survives}`;
    case 'stale-accept':
      return staleText(breach);
    case 'refused':
      return `${breach.element} is refused by Terraform or by AWS, so that nothing of the stack comes to stand: see the claims without evidence`;
    case 'not-as-rendered':
      return `${breach.element} is not what nospof rendered, so that nothing that is claimed of it counts`;
    case 'refused-file':
    case 'silent-callee':
      return breach.text;
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
  return verdict.accepted.find((one) => 'goal' in one && one.goal === goal && one.element === element)?.because;
}

/** What is accepted besides single points of failure. */
export function unseenAcceptances(verdict: StackVerdict): readonly Exclude<Acceptance, { goal: unknown }>[] {
  return verdict.accepted.flatMap((one) => ('goal' in one ? [] : [one]));
}

/** What is accepted besides single points of failure, a line each, with the reason. */
export function acceptedTexts(verdict: StackVerdict): readonly string[] {
  return unseenAcceptances(verdict).map((one) => `${acceptedText(one)}; accepted: ${one.because}`);
}

/** What is accepted, without the reason. */
export function acceptedText(one: Exclude<Acceptance, { goal: unknown }>): string {
  if ('unread' in one) return `${one.element} is no part of what nospof rendered, and no rule reads it`;
  if (one.differs === 'removed') return `${one.element} was rendered, and is gone`;
  const line = one.line === undefined ? '' : `, from line ${one.line} on`;
  return `${one.differs} of ${one.element} is not as it was rendered${line}`;
}

function staleText(breach: Extract<Breach, { kind: 'stale-accept' }>): string {
  const { element } = breach;
  if ('goal' in breach) return `the accepted risk ${element} for ${breach.goal} is none; delete it from the topology`;
  if ('unread' in breach)
    return `${element} is accepted as unread, and is not there or is read; delete it from the topology`;
  return `${element} is accepted to differ in ${breach.differs}, and does not; delete it from the topology`;
}
