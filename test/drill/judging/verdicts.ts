import type { ElementFacts, GoalVerdict, StackVerdict } from '../../../check/findings';
import { NODES } from './records';

/** Points of a goal: elements whose loss the verdict calls an outage, and so on. */
export interface Points {
  readonly outage?: readonly string[];
  readonly recovery?: readonly string[];
  readonly soft?: readonly string[];
  readonly reliesOn?: readonly string[];
  readonly works?: boolean;
}

const node = (element: string): ElementFacts => ({ element, class: 'node' });

/** A verdict with these points for its goals, in which all else goes on. */
export function verdict(points: Partial<Record<'serve' | 'write' | 'upload' | 'media', Points>> = {}): StackVerdict {
  const goal = (name: 'serve' | 'write' | 'upload' | 'media'): GoalVerdict => {
    const { outage = [], recovery = [], soft = [], reliesOn = [], works = true } = points[name] ?? {};
    return {
      goal: name,
      service: `web.${name}`,
      works,
      singlePoints: [
        ...outage.map((element) => ({ ...node(element), effect: 'outage' as const, path: [] })),
        ...recovery.map((element) => ({ ...node(element), effect: 'recovery' as const, path: [] })),
      ],
      softLosses: soft.map((element) => ({ ...node(element), path: [] })),
      reliesOn: reliesOn.map(node),
      pairs: { count: 0, likeliest: [] },
    };
  };
  return {
    origin: 'claims',
    site: 'shop',
    survives: 'none',
    survivesNode: true,
    survivesZone: true,
    holds: true,
    outcome: 'holds',
    known: { node: 'yes', zone: 'yes' },
    breaches: [],
    accepted: [],
    staleAccepts: [],
    goals: [goal('media'), goal('serve'), goal('upload'), goal('write')],
    elements: NODES.map(({ element }) => ({ ...node(element), goals: [], services: [], degraded: [], elements: [] })),
    ownRates: [],
    gaps: [],
    sessions: [],
    unknown: [],
  };
}
