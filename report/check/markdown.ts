import type { GoalVerdict, StackVerdict } from '../../check/findings';
import { isUnread, unreadOf } from '../../check/note';
import { RATES_AS_OF } from '../../check/rates';
import { escaped, table } from '../markdown';
import type { CheckedStack } from './checked-stack';
import { gapText } from './gaps';
import { noteText } from './notes';
import { programTexts } from './programs';
import { sessionTexts } from './sessions';
import {
  acceptedBecause,
  acceptedTexts,
  breachText,
  CLASS_NAMES,
  duration,
  headline,
  originText,
  ownRates,
  pathText,
  percent,
  tableRates,
} from './words';

/** For a pull request: a table of all stacks, then the findings of each. */
export function markdownReport(stacks: readonly CheckedStack[]): string {
  return [
    '# Single points of failure',
    '',
    ...table(
      ['stack', 'declares', 'holds', 'survives a node', 'survives a zone', 'single points of failure'],
      stacks.map(({ id, verdict }) => [
        id,
        verdict.survives,
        OUTCOMES[verdict.outcome],
        OUTCOMES[verdict.known.node],
        OUTCOMES[verdict.known.zone],
        verdict.goals
          .map(({ goal, works, singlePoints }) => `${goal} ${works ? singlePoints.length : 'broken'}`)
          .join(', '),
      ]),
    ),
    ...stacks.flatMap(stackSection),
    '',
    `Availability assumes, as of ${RATES_AS_OF}, that elements fail independently and takeovers take no time:`,
    '',
    ...table(
      ['element', 'up', 'source'],
      tableRates(stacks.map(({ verdict }) => verdict)).map(([kind, rate]) => [
        kind,
        percent(1 - rate.unavailability),
        rate.source,
      ]),
    ),
    '',
  ].join('\n');
}

function stackSection(stack: CheckedStack): string[] {
  return ['', `## ${escaped(stack.id)}: ${headline(stack.verdict)}`, '', ...stackFindings(stack)];
}

/** The findings on one stack, without a heading. */
export function stackFindings({ verdict, programs }: CheckedStack): readonly string[] {
  const origin = originText(verdict);
  return [
    ...(origin === undefined ? [] : [origin, '']),
    ...table(
      ['goal', 'single points of failure', 'available', 'down a year', 'relies on', 'pairs'],
      verdict.goals.map(goalRow),
    ),
    ...pointsTable(verdict),
    ...bullets(
      'Breaches',
      verdict.breaches.map((breach) => breachText(breach, verdict)),
    ),
    ...bullets('Claims without evidence', verdict.gaps.map(gapText)),
    ...bullets('Accepted, and not proved', acceptedTexts(verdict)),
    ...bullets('Not read, and may stand on the way of visitors', unreadOf(verdict.unknown).map(noteText)),
    ...bullets('Could not be known', verdict.unknown.filter((note) => !isUnread(note)).map(noteText)),
    ...bullets('Programs', programs ? programTexts(programs) : []),
    ...bullets(
      'Sessions',
      sessionTexts(verdict).map(({ text }) => text),
    ),
    ...bullets('Rates', ownRates(verdict)),
  ];
}

function goalRow({ goal, works, singlePoints, availability, reliesOn, pairs }: GoalVerdict): string[] {
  return [
    goal,
    works ? String(singlePoints.length) : 'does not work',
    availability ? percent(availability.availability) : '–',
    availability ? duration(availability.downHoursAYear) : '–',
    reliesOn.map(({ element }) => element).join(', ') || '–',
    String(pairs.count),
  ];
}

function pointsTable(verdict: StackVerdict): string[] {
  const rows = verdict.goals.flatMap(({ goal, singlePoints, softLosses }) => [
    ...singlePoints.map((point) => {
      const because = acceptedBecause(verdict, goal, point.element);
      const way = pathText(point);
      return [
        goal,
        point.element,
        CLASS_NAMES[point.class],
        point.zone ?? '–',
        because === undefined ? way : `${way}; accepted: ${because}`,
      ];
    }),
    ...softLosses.map(({ element, class: kind, zone, path }) => {
      return [goal, element, CLASS_NAMES[kind], zone ?? '–', `${path.join(' → ')} (only slower)`];
    }),
  ]);
  return rows.length === 0
    ? []
    : ['', ...table(['goal', 'element', 'kind', 'zone', 'how its loss reaches the visitor'], rows)];
}

function bullets(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines.map((line) => `- ${escaped(line)}`)];
}

/** Outcomes and what is known, in a cell. */
const OUTCOMES = { holds: 'yes', yes: 'yes', fails: 'no', no: 'no', unknown: 'not known' } as const;
