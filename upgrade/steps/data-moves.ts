import type { SiteFacts } from '../site-facts';
import { type DataKind, type DataPlace, dataPlaces } from './data-places';

/** Data that is kept elsewhere, or otherwise, after the step. */
export interface DataMove {
  readonly kind: DataKind;
  readonly from: DataPlace;
  readonly to: DataPlace;
}

export interface DataMoves {
  readonly moves: readonly DataMove[];
  /** Data that begins empty, since the site kept none of its kind before. */
  readonly begins: readonly DataPlace[];
  /** What could not be told, a sentence each. */
  readonly unknown: readonly string[];
}

const KINDS: readonly DataKind[] = ['database', 'files', 'media'];

/** What must be copied: each keeper of the new side that the old side did not have, and where its data is now. */
export function dataMoves(before: SiteFacts, after: SiteFacts): DataMoves {
  const [old, now] = [dataPlaces(before), dataPlaces(after)];
  const moves: DataMove[] = [];
  const begins: DataPlace[] = [];
  const unknown: string[] = [];
  for (const kind of KINDS) {
    const sources = distinct(old.filter((place) => place.kind === kind));
    for (const to of distinct(now.filter((place) => place.kind === kind))) {
      if (sources.some((from) => from.keeper === to.keeper && from.engine === to.engine)) continue;
      const from =
        sources.find(({ keeper }) => keeper === to.keeper) ??
        old.find((place) => place.kind === kind && place.consumer === to.consumer) ??
        (sources.length === 1 ? sources[0] : undefined);
      if (from) moves.push({ kind, from, to });
      else if (sources.length === 0) begins.push(to);
      else
        unknown.push(
          `which of ${sources.map(({ keeper }) => keeper).join(', ')} holds the ${kind} that belong on ${to.keeper}`,
        );
    }
  }
  return { moves, begins, unknown };
}

/** One place for each keeper. */
function distinct(places: readonly DataPlace[]): readonly DataPlace[] {
  return places.filter((one, index) => places.findIndex(({ keeper }) => keeper === one.keeper) === index);
}
