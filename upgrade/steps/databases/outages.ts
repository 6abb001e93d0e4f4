import type { StepNode } from '../../site-facts';
import type { StepContext } from '../context';
import { EVENTS } from '../durations';
import { goalsWithout } from '../outage';
import type { Downtime } from '../step';

type Goals = Pick<Downtime, 'goals'>;
type Cause = Pick<Downtime, 'duration' | 'because'>;

/** The goal of writing; all goals where there is none of that name. */
export function writes({ upgrade }: StepContext): Goals {
  const goals = upgrade.goals.filter(({ before }) => before?.works).map(({ goal }) => goal);
  return { goals: goals.includes('write') ? ['write'] : goals };
}

/** What fails without these nodes. */
export function pages({ before }: StepContext, ...nodes: readonly StepNode[]): Goals {
  return {
    goals:
      goalsWithout(
        before.side,
        nodes.map(({ address }) => address),
      ) ?? [],
  };
}

export function serviceChange(what: string): Cause {
  return { duration: EVENTS.service.duration, because: `${what}: ${EVENTS.service.about}` };
}

export function databaseRestart(what: string): Cause {
  return { duration: EVENTS.database.duration, because: `${what}: ${EVENTS.database.about}` };
}
