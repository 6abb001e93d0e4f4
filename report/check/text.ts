import { createColors } from 'picocolors';
import type { GoalVerdict, StackVerdict } from '../../check/findings';
import { isUnread, unreadOf } from '../../check/note';
import { RATES_AS_OF } from '../../check/rates';
import { reportTable } from '../table';
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
  count,
  goalLine,
  headline,
  originText,
  ownRates,
  pathText,
  percent,
  shownNames,
  tableRates,
} from './words';

type Colors = ReturnType<typeof createColors>;

/** For a terminal: each stack, then what was assumed. */
export function textReport(stacks: readonly CheckedStack[], color: boolean): string {
  const colors = createColors(color);
  return [...stacks.map((stack) => stackText(stack, color, colors)), assumptions(stacks)].join('\n');
}

function stackText({ id, verdict, programs }: CheckedStack, color: boolean, colors: Colors): string {
  const mark = { holds: colors.green, fails: colors.red, unknown: colors.yellow }[verdict.outcome];
  return [
    `${colors.bold(id)}: ${mark(headline(verdict))}\n`,
    originText(verdict) === undefined ? '' : `  ${originText(verdict)}\n`,
    ...verdict.goals.map((goal) => goalText(goal, verdict, color, colors)),
    ...findings(verdict, colors),
    list('Programs', programs ? programTexts(programs) : [], colors.bold),
    list('Rates', ownRates(verdict), colors.bold),
    list(
      'Sessions',
      sessionTexts(verdict).map(({ text }) => text),
      verdict.sessions.some(({ kept }) => kept === 'node') ? colors.yellow : colors.bold,
    ),
    losses(verdict, color),
  ]
    .filter((part) => part !== '')
    .join('');
}

/** What a verdict comes to, and what stands against it. */
export function verdictText(verdict: StackVerdict): string {
  const colors = createColors(false);
  return [`${verdict.site}: ${headline(verdict)}\n`, ...findings(verdict, colors)].join('').trimEnd();
}

function findings(verdict: StackVerdict, colors: Colors): readonly string[] {
  return [
    list(
      'Breaches',
      verdict.breaches.map((breach) => breachText(breach, verdict)),
      colors.red,
    ),
    list(
      'Claims without evidence',
      verdict.gaps.map((gap) => `claim without evidence: ${gapText(gap)}`),
      colors.yellow,
    ),
    list('Accepted, and not proved', acceptedTexts(verdict), colors.yellow),
    list('Not read, and may stand on the way of visitors', unreadOf(verdict.unknown).map(noteText), colors.yellow),
    list('Could not be known', verdict.unknown.filter((note) => !isUnread(note)).map(noteText), colors.yellow),
  ];
}

function goalText(goal: GoalVerdict, verdict: StackVerdict, color: boolean, colors: Colors): string {
  const { singlePoints, softLosses, reliesOn, pairs, availability } = goal;
  const mark = !goal.works ? colors.red : singlePoints.length > 0 ? colors.yellow : colors.green;
  const table = reportTable(
    ['', 'single point of failure', 'kind', 'zone', 'how its loss reaches the visitor'],
    singlePoints.map((point) => {
      const because = acceptedBecause(verdict, goal.goal, point.element);
      const way = pathText(point);
      const text = because === undefined ? way : `${way}; accepted: ${because}`;
      return ['   ', point.element, CLASS_NAMES[point.class], point.zone ?? '', text];
    }),
    { color },
  );
  const [likeliest] = pairs.likeliest;
  const shown = shownNames(verdict);
  return [
    `  ${colors.bold(goal.goal)}: ${mark(goalLine(goal))}\n`,
    singlePoints.length > 0 ? table : '',
    line(
      'only slower without',
      softLosses.map(({ element }) => shown(element)),
    ),
    line(
      'relies on',
      reliesOn.map(({ element }) => element),
    ),
    likeliest === undefined
      ? ''
      : `    fails with ${count(pairs.count, 'pair')}, likeliest ${likeliest.elements.map(shown).join(' and ')} (${likeliest.probability.toExponential(1)})\n`,
    line(
      'downtime comes from',
      availability?.dominant.map(({ element, share }) => `${shown(element)} ${percent(share)}`) ?? [],
    ),
  ].join('');
}

function losses({ elements }: StackVerdict, color: boolean): string {
  const rows = elements
    .filter(({ goals, degraded }) => goals.length + degraded.length > 0)
    .map(({ element, goals, degraded }) => ['   ', element, goals.join(', ') || '–', degraded.join(', ') || '–']);
  return `  What each loss takes with it\n${reportTable(['', 'lost', 'goals that fail', 'services with fewer members'], rows, { color })}`;
}

function assumptions(stacks: readonly CheckedStack[]): string {
  const rates = tableRates(stacks.map(({ verdict }) => verdict));
  const lines = rates.map(
    ([kind, { unavailability, source }]) => `  ${kind}: up ${percent(1 - unavailability)} (${source})`,
  );
  return `Availability assumes, as of ${RATES_AS_OF}, that elements fail independently and takeovers take no time:\n${lines.join('\n')}\n`;
}

function list(title: string, lines: readonly string[], mark: (text: string) => string): string {
  return lines.length === 0 ? '' : `  ${mark(title)}\n${lines.map((one) => `    ${one}\n`).join('')}`;
}

function line(title: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `    ${title}: ${names.join(', ')}\n`;
}
