import type { SiteFacts } from '../site-facts';
import { isReadable } from './applications';
import { type DataKind, ENGINES } from './engines';
import { type Store, storesOf } from './stores';
import { type Use, usesOf } from './uses';

/** Data that is kept elsewhere, or otherwise, after the step. */
export interface DataMove {
  readonly kind: DataKind;
  readonly from: Store;
  readonly to: Store;
  /** Tiers whose applications keep it there, before and after; sorted, and there is one on each side. */
  readonly users: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Why it cannot be copied over as it is, whatever the steps can do. */
  readonly conflict?: Conflict;
}

export type Conflict =
  /** What is to take it keeps data of its own already. */
  | 'occupied'
  /** Data of several places would be put into one. */
  | 'merged'
  /** Nothing here changes how GlusterFS replicates a volume. */
  | 'same-volume';

/** Data that the new side neither keeps where it is nor copies. */
export interface Abandoned {
  readonly store: Store;
  /** Tiers whose applications kept it there, sorted. */
  readonly users: readonly string[];
  /** `none`: nothing keeps data of its kind for them; `several`: which of `candidates` gets it is open; `unused`: it stays where it is, and no application uses it. */
  readonly why: 'none' | 'several' | 'unused';
  readonly candidates: readonly string[];
}

/** What becomes of every place where the old side keeps data. */
export interface DataFates {
  readonly moves: readonly DataMove[];
  readonly abandoned: readonly Abandoned[];
  /** Places that keep their data by themselves, as they are before and after. */
  readonly stays: readonly { readonly before: Store; readonly after: Store }[];
  /** Places of the new side in which nothing of the old side ends up. */
  readonly begins: readonly Store[];
  /** Whether all of the old side's machines could be read: if not, data may be kept where nobody sees it. */
  readonly isKnown: boolean;
}

/**
 * What becomes of the data: each old place stays what it is, is moved to one of the new side, or is abandoned. A tier that keeps its name,
 * but not what it stores and how, is two tiers. O(consumers · stores) on each side.
 */
export function dataFates(before: SiteFacts, after: SiteFacts): DataFates {
  const [old, now] = [storesOf(before), storesOf(after)];
  const [had, has] = [usesOf(before, old), usesOf(after, now)];
  const runs = new Set(has.map(({ consumer }) => consumer));
  const found: Move[] = [];
  const abandoned: Abandoned[] = [];
  const stays: { before: Store; after: Store }[] = [];
  for (const store of old) {
    const users = usersOf(had, store);
    const same = now.find((one) => isSamePlace(store, one));
    if (same) {
      if (same.engine === store.engine) stays.push({ before: store, after: same });
      else found.push({ from: store, to: same, before: users, after: usersOf(has, same) });
    }
    let isLeft = !same;
    for (const user of users.length > 0 ? users : [undefined]) {
      const targets =
        user === undefined ? [] : has.filter((use) => use.consumer === user && use.store.kind === store.kind);
      const others = targets.filter((use) => use.store !== same);
      for (const { store: to } of others) found.push({ from: store, to, before: [user ?? ''], after: [user ?? ''] });
      if (targets.length > 0) isLeft = false;
      // Who used it is gone, or uses none of its kind any more.
      if (targets.length > 0 || same || (user !== undefined && runs.has(user))) continue;
      const free = now.filter((one) => one.kind === store.kind && !old.some((other) => isSamePlace(other, one)));
      const [only, ...more] = free;
      if (only && more.length === 0) {
        found.push({ from: store, to: only, before: user === undefined ? [] : [user], after: usersOf(has, only) });
        isLeft = false;
      } else if (only) {
        abandoned.push({ store, users, why: 'several', candidates: free.map(({ tier }) => tier).sort() });
        isLeft = false;
        break;
      }
    }
    if (isLeft && !found.some(({ from }) => from === store)) {
      abandoned.push({ store, users, why: 'none', candidates: [] });
    } else if (
      same &&
      users.length > 0 &&
      usersOf(has, same).length === 0 &&
      !found.some(({ from }) => from === store)
    ) {
      abandoned.push({ store, users, why: 'unused', candidates: [] });
    }
  }
  const moves = merged(found).map((one) => withConflict(one, { found, old }));
  const targets = new Set(moves.map(({ to }) => to));
  const begins = now.filter((one) => !targets.has(one) && !stays.some(({ after: same }) => same === one));
  return { moves, abandoned, stays, begins, isKnown: isReadable(before) };
}

interface Move {
  readonly from: Store;
  readonly to: Store;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Of a tier that keeps its name and what it stores; how may differ. */
function isSamePlace(one: Store, other: Store): boolean {
  const alike = one.tier === other.tier && one.kind === other.kind && one.programs === other.programs;
  return alike && (one.engine === 'cdn') === (other.engine === 'cdn');
}

function usersOf(uses: readonly Use[], store: Store): readonly string[] {
  return [...new Set(uses.flatMap((use) => (use.store === store ? [use.consumer] : [])))].sort();
}

/** One move for each way, with all that take it. */
function merged(found: readonly Move[]): readonly DataMove[] {
  const ways = new Map<string, Move[]>();
  for (const one of found) {
    const key = JSON.stringify([one.from.kind, one.from.tier, one.to.tier]);
    ways.set(key, [...(ways.get(key) ?? []), one]);
  }
  const all = (names: readonly string[]) => [...new Set(names)].sort();
  return [...ways.values()].flatMap((moves) => {
    const [first] = moves;
    if (!first) return [];
    const users = {
      before: all(moves.flatMap(({ before }) => before)),
      after: all(moves.flatMap(({ after }) => after)),
    };
    return [{ kind: first.from.kind, from: first.from, to: first.to, users }];
  });
}

function withConflict(
  move: DataMove,
  { found, old }: { readonly found: readonly Move[]; readonly old: readonly Store[] },
): DataMove {
  const { from, to } = move;
  const own = old.find((one) => isSamePlace(one, to));
  if (own && own !== from) return { ...move, conflict: 'occupied' };
  if (found.some((other) => other.to === to && other.from !== from)) return { ...move, conflict: 'merged' };
  const isVolume = ({ engine }: Store) => ENGINES[engine].copies === 'three-of-a-part';
  if (own && isVolume(from) && isVolume(to)) return { ...move, conflict: 'same-volume' };
  return move;
}
