import { databaseProgram } from '../../data/engines';
import type { DataMove } from '../../data/moves';
import { blocked } from '../blocked';
import { lastingClients, lastingNodes, type MovePart, type Obstacle, type StepContext } from '../context';
import { dumpedAndLoaded } from './dumped';
import { joinedByOthers, promotedFromNowOn } from './joined';
import { offTheServer } from './off-the-server';

/** The steps for a database that is kept elsewhere, or replicated otherwise, after the step. */
export function databaseMove(context: StepContext, move: DataMove): MovePart {
  const { from, to } = move;
  if (databaseProgram(from.engine) !== databaseProgram(to.engine)) return blocked(move, otherProgram(move));
  const [source] = lastingNodes(context, from.tier);
  const joins = from.tier === to.tier && from.engine === 'mysql';
  if (from.engine === 'local' || joins) {
    if (!source) return twoSteps(move, `${from.tier}-1 is replaced`);
    return { move, ...(joins ? joinedByOthers(context, move, source) : offTheServer(context, move, source)) };
  }
  if (from.tier === to.tier && from.engine === 'fixed-primary' && to.engine === 'primary-replica') {
    const part = promotedFromNowOn(context, move);
    return part ? { move, ...part } : twoSteps(move, `${from.tier}-1 is replaced`);
  }
  const clients = lastingClients(context, move);
  if (clients.length === 0)
    return twoSteps(
      move,
      `no node of ${move.users.before.join(' or ') || 'any application'} lasts that could carry a dump over`,
    );
  return { move, ...dumpedAndLoaded(context, move, clients) };
}

/** A move to another program is a project of its own: types, queries and what is stored beside tables change with it. */
function otherProgram({ from, to }: DataMove): Obstacle {
  const [had, has] = [from, to].map(({ engine }) => databaseProgram(engine));
  const carried =
    has === 'PostgreSQL'
      ? 'carry the tables over with pgloader (it leaves out views, triggers, routines, events and accounts, and makes dates of zero NULL)'
      : 'carry the tables over by a tool of your choice';
  return {
    why: `${has} reads neither files nor dumps of ${had}`,
    instead: `Build it beside in a step of its own: a tier with ${has} under another name, and a second web tier that needs it, at a route of the balancer. With the application stopped, ${carried}; compare the numbers of rows; send visitors to the new web tier in the next step, and give ${from.tier} up in one after that. The operations manual has the commands.`,
  };
}

/** Where it cannot be done in one go. */
function twoSteps(move: DataMove, why: string): MovePart {
  return blocked(move, {
    why: `${why} by the same step`,
    instead: 'Make a topology between the two, in which only the database moves, and go on from there.',
  });
}
