import { unreadOf } from '../../check/note';
import { noteText } from '../check/notes';
import {
  acceptedBecause,
  acceptedText,
  breachText,
  CLASS_NAMES,
  count,
  duration,
  goalLine,
  pathText,
  percent,
  short,
  shownNames,
} from '../check/words';
import type { Pictured } from '../picture/pictured';

/** One row of a list: its cells, and what a click on it takes away. */
export interface Row {
  readonly cells: readonly string[];
  /** @default - nothing: the row only tells */
  readonly lose?: readonly string[];
}

export interface List {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

/** All that a report on a stack says, beside its picture; a list without rows is left out. */
export function listsOf({ verdict }: Pictured): readonly List[] {
  const { goals, elements, gaps, unknown, accepted, breaches } = verdict;
  const shown = shownNames(verdict);
  const unread = unreadOf(unknown);
  const lists: readonly List[] = [
    {
      title: 'Goals',
      head: ['goal', 'single points of failure, availability', 'downtime comes from', 'relies on'],
      rows: goals.map((goal) => ({
        cells: [
          goal.goal,
          goalLine(goal),
          (goal.availability?.dominant ?? [])
            .map(({ element, share }) => `${shown(element)} ${percent(share)}`)
            .join(', '),
          goal.reliesOn.map(({ element }) => shown(element)).join(', '),
        ],
      })),
    },
    {
      title: 'Breaches of what is declared',
      head: ['breach'],
      rows: breaches.map((one) => ({ cells: [breachText(one, verdict)] })),
    },
    {
      title: 'Single points of failure',
      head: ['element', 'kind', 'goal', 'how its loss reaches the visitor'],
      rows: goals.flatMap(({ goal, singlePoints }) =>
        singlePoints.map((point) => {
          const because = acceptedBecause(verdict, goal, point.element);
          const way = because === undefined ? pathText(point) : `${pathText(point)}; accepted: ${because}`;
          const lose = point.effect === 'outage' ? { lose: [point.element] } : {};
          return { cells: [shown(point.element), CLASS_NAMES[point.class], goal, way], ...lose };
        }),
      ),
    },
    {
      title: 'Pairs: the likeliest two whose joint loss ends a goal',
      head: ['elements', 'goal', 'both down at a moment'],
      rows: goals.flatMap(({ goal, pairs }) =>
        pairs.likeliest.map(({ elements: pair, probability }) => ({
          cells: [
            pair.map(shown).join(' and '),
            `${goal} (of ${count(pairs.count, 'pair')})`,
            probability.toExponential(1),
          ],
          lose: pair,
        })),
      ),
    },
    {
      title: 'Blast radius: what each loss takes with it',
      head: ['lost', 'kind', 'goals that fail', 'services with fewer members', 'elements gone with it'],
      rows: elements.map(({ element, class: kind, goals: failing, degraded, elements: others }) => ({
        cells: [
          shown(element),
          CLASS_NAMES[kind],
          failing.join(', '),
          degraded.join(', '),
          others.length > 8 ? String(others.length) : others.map(shown).join(', '),
        ],
        lose: [element],
      })),
    },
    {
      title: 'Claims without evidence',
      head: ['claim', 'of', 'looked for', 'in'],
      rows: gaps.map(({ claims, subject, lookedFor, where }) => ({
        cells: [claims.join(', '), short(subject), lookedFor, where],
      })),
    },
    {
      title: 'Accepted risks',
      head: ['what', 'because'],
      rows: accepted.map((one) => {
        if (!('goal' in one)) return { cells: [acceptedText(one), one.because] };
        return { cells: [`${shown(one.element)} for ${one.goal}`, one.because], lose: [one.element] };
      }),
    },
    {
      title: 'Not read, and may stand on the way of visitors',
      head: ['what'],
      rows: unread.map((note) => ({ cells: [noteText(note)] })),
    },
    {
      title: 'Could not be known',
      head: ['what'],
      rows: unknown.filter((note) => !unread.includes(note)).map((note) => ({ cells: [noteText(note)] })),
    },
    {
      title: 'Downtime a year, under the assumed rates',
      head: ['goal', 'available', 'down'],
      rows: goals.flatMap(({ goal, availability }) =>
        availability
          ? [{ cells: [goal, percent(availability.availability), duration(availability.downHoursAYear)] }]
          : [],
      ),
    },
  ];
  return lists.filter(({ rows }) => rows.length > 0);
}
