import type { DataMove } from '../data/moves';
import type { MovePart, Obstacle } from './context';

/** A move that no step carries out: it is told first of all. */
export function blocked(move: DataMove, obstacle: Obstacle): MovePart {
  const { kind, from, to } = move;
  const where = from.tier === to.tier ? from.tier : `${from.tier} to ${to.tier}`;
  return {
    move,
    obstacle,
    hold: [],
    steps: [
      {
        phase: 'prepare',
        title: `Do not carry this out in one go: there is no way for the ${kind} of ${where}`,
        why: `No step carries it: ${obstacle.why}. ${obstacle.instead}`,
        commands: [],
        downtime: [{ goals: [], duration: 'unknown', because: 'it depends on how the data is moved' }],
      },
    ],
  };
}
