import { lastingNodes, type StepContext, type StepPart } from '../context';
import type { DataMove } from '../data-moves';
import type { Step } from '../step';
import { dumpedAndLoaded } from './dumped';
import { joinedByOthers, promotedFromNowOn } from './joined';
import { offTheServer } from './off-the-server';

/** The steps for databases that are kept elsewhere, or replicated otherwise, after the step. */
export function databaseSteps(context: StepContext): StepPart {
  const parts = context.moves.filter(({ kind }) => kind === 'database').map((move) => databaseMove(context, move));
  return { steps: parts.flatMap(({ steps }) => steps), hold: parts.flatMap(({ hold }) => hold) };
}

function databaseMove(context: StepContext, move: DataMove): StepPart {
  const { from, to } = move;
  const [source] = lastingNodes(context, from.keeper);
  const joins = from.keeper === to.keeper && from.engine === 'mysql';
  if (from.engine === 'local' || joins) {
    if (!source) return twoSteps(move, `${from.keeper}-1 is made anew`);
    return joins ? joinedByOthers(context, move, source) : offTheServer(context, move, source);
  }
  if (from.keeper === to.keeper && from.engine === 'fixed-primary' && to.engine === 'primary-replica') {
    return promotedFromNowOn(context, move) ?? twoSteps(move, `${from.keeper}-1 is made anew`);
  }
  const clients = lastingNodes(context, from.consumer);
  if (clients.length === 0) return twoSteps(move, `no node of ${from.consumer} lasts that could carry a dump over`);
  return dumpedAndLoaded(context, move, clients);
}

/** Where it cannot be done in one go. */
function twoSteps({ from, to }: DataMove, why: string): StepPart {
  const step: Step = {
    phase: 'prepare',
    title: `Do not carry this out in one go: the database of ${from.keeper} cannot be copied to ${to.keeper}`,
    why: `${why} by the same step. Make a topology between the two, in which only the database moves, and go on from there.`,
    commands: [],
    downtime: [{ goals: [], duration: 'unknown', because: 'it depends on the topology between the two' }],
  };
  return { steps: [step], hold: [] };
}
