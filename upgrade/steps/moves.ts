import type { Conflict, DataMove } from '../data/moves';
import { blocked } from './blocked';
import type { MovePart, Obstacle, StepContext } from './context';
import { databaseMove } from './databases';
import { filesMove } from './files';
import { mediaMove } from './media';

/** How every move of data is carried out, or what is in its way. */
export function moveParts(context: StepContext): readonly MovePart[] {
  return context.fates.moves.map((move) => movePart(context, move));
}

function movePart(context: StepContext, move: DataMove): MovePart {
  if (move.conflict !== undefined) return blocked(move, CONFLICTS[move.conflict](move));
  switch (move.kind) {
    case 'database':
      return databaseMove(context, move);
    case 'files':
      return filesMove(context, move);
    case 'media':
      return mediaMove(context, move);
    case 'unknown':
      return blocked(move, {
        why: 'nothing here knows how it is copied',
        instead: 'Copy it by hand, to a tier of another name beside this one, before this one changes.',
      });
  }
}

const CONFLICTS: Readonly<Record<Conflict, (move: DataMove) => Obstacle>> = {
  occupied: ({ to }) => ({
    why: `${to.tier} keeps data of its own already, which a copy would overwrite or mix with it`,
    instead: 'Merge them by hand, as the application understands them, before it is pointed there.',
  }),
  merged: ({ to }) => ({
    why: `${to.tier} would get the data of several tiers, and the later copy would overwrite or mix with the earlier`,
    instead: 'Give each a tier of its own, or merge them by hand first, as the application understands them.',
  }),
  'same-volume': ({ to }) => ({
    why: 'nothing here changes how GlusterFS replicates a volume that is there',
    instead: `Make a tier of another name with the new kind of replication, move the files to it, and give ${to.tier} up afterwards.`,
  }),
};
