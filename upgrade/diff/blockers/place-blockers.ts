import { DATA_NAMES, type DataKind, ENGINES } from '../../data/engines';
import type { Abandoned, DataFates } from '../../data/moves';
import { inventedVolumes, returningVolumes } from '../../data/returns';
import { type Store, storesOf } from '../../data/stores';
import type { SiteFacts } from '../../site-facts';
import type { MovePart } from '../../steps/context';
import type { Blocker } from '../../upgrade';
import { decision, listed, refusal } from './blocker';
import { releaseBlockers } from './release-blockers';

/** What blockers about places of data are found in. */
export interface DataPlaces {
  readonly before: SiteFacts;
  readonly after: SiteFacts;
  readonly fates: DataFates;
  /** How each move is carried out. */
  readonly parts: readonly MovePart[];
  /** The address before the step of one after it. */
  oldAddressOf(address: string): string;
}

/** Where data does not simply stay where it is. */
export function placeBlockers(places: DataPlaces): readonly Blocker[] {
  const { before, after, fates, parts } = places;
  const old = storesOf(before);
  return [
    ...parts.flatMap((part) => moveBlockers(part, places, old)),
    ...fates.abandoned.map((one) => abandonedBlocker(one, after, old)),
    ...copyBlockers(fates),
    ...releaseBlockers(before, after, fates),
    ...returnBlockers(places),
    ...inventedVolumes(before, after, places.oldAddressOf).map(inventedBlocker),
    ...(fates.isKnown ? [] : fates.begins.map(unseenBlocker)),
  ];
}

/** Data that another tier, or another mechanism, keeps from now on. */
function moveBlockers(
  { move: { from, to, users, kind }, obstacle }: MovePart,
  places: DataPlaces,
  old: readonly Store[],
): readonly Blocker[] {
  const what = dataOf(kind, users.before);
  const renamed = isRenamed(from, to, places) ? ` ${nameHint(from, to)}` : '';
  if (obstacle) {
    const where =
      from.tier === to.tier
        ? `${to.tier} keeps it as ${ENGINES[to.engine].what} from now on`
        : `${to.tier} from now on`;
    const reason = `${what} in ${placeOf(from)} would not get to where it is looked for (${where}): ${obstacle.why}.`;
    return [decision('data-abandoned', addressOf(from, old), reason, `${obstacle.instead}${renamed}`)];
  }
  if (from.tier !== to.tier) {
    const verb = kind === 'database' || kind === 'unknown' ? 'moves' : 'move';
    const reason = `${what} ${verb} from ${placeOf(from)} to ${to.tier}, which begins empty.`;
    return [
      decision(
        'data-moves',
        to.tier,
        reason,
        `Copy the data as the steps say, before visitors are sent there.${renamed}`,
      ),
    ];
  }
  // Replicas that join a single server copy its data by themselves.
  if (ENGINES[from.engine].grows.includes(to.engine)) return [];
  const reason = `${what} in ${placeOf(from)}: how ${to.tier} keeps that changes, ${from.engine} → ${to.engine}.`;
  return [decision('replication-changed', to.tier, reason, 'Move the data as the steps say; keep a dump from before.')];
}

/** Whether one tier goes and another of its kind comes: perhaps nothing but the name was to change. */
function isRenamed(from: Store, to: Store, { before, after }: DataPlaces): boolean {
  const [had, has] = [before, after].map((site) => new Set(storesOf(site).map(({ tier }) => tier)));
  return from.engine === to.engine && has?.has(from.tier) === false && had?.has(to.tier) === false;
}

/** A tier's name is in its machines' names, addresses and secrets: Terraform's state alone renames none of them. */
function nameHint(from: Store, to: Store): string {
  return `If ${to.tier} is ${from.tier} under another name, leave the name: it shows nowhere to visitors, and 'moved' or 'terraform state mv' would rename the volumes and not what their machines know each other by.`;
}

function abandonedBlocker(
  { store, users, why, candidates }: Abandoned,
  after: SiteFacts,
  old: readonly Store[],
): Blocker {
  const what = `${dataOf(store.kind, users)} in ${placeOf(store)}`;
  const rest = WHY[why](store, candidates, after);
  return decision('data-abandoned', addressOf(store, old), `${what}: ${rest.reason}.`, rest.remedy);
}

interface Rest {
  readonly reason: string;
  readonly remedy: string;
}

const WHY: Readonly<Record<Abandoned['why'], (store: Store, candidates: readonly string[], after: SiteFacts) => Rest>> =
  {
    none: (store, _, after) => ({
      reason: `nothing keeps that from now on, and no step copies it; ${holdersLeft(store, after)}`,
      remedy: `Leave ${store.tier} as it is. What is new gets another name; move the data in a step of its own, and give ${store.tier} up in the next.`,
    }),
    several: (store, candidates) => ({
      reason: `which of ${listed(candidates)} is to get it does not show, so no step copies it`,
      remedy: `Make one of them in this step and the others in the next, or leave ${store.tier} and copy by hand.`,
    }),
    unused: (store) => ({
      reason: 'no application uses that from now on, and none is told of another place; the data stays where it is',
      remedy: `If the application still needs it, leave ${store.tier} under 'needs:'.`,
    }),
  };

/** What becomes of the volumes or the bucket themselves. */
function holdersLeft({ holders }: Store, { stack }: SiteFacts): string {
  const gone = holders.filter((one) => !stack.has(one));
  if (gone.length === 0) return 'it stays on what it is on, which nothing serves';
  return `${listed(gone)} ${gone.length > 1 ? 'are' : 'is'} destroyed`;
}

/** Tiers that lose more of their copies at once than are certain to be elsewhere. */
function copyBlockers({ stays, moves }: DataFates): readonly Blocker[] {
  // Files and media that are kept otherwise are copied from every node; a dump is of one, which must have everything.
  const same = moves
    .filter(({ kind, from, to }) => kind === 'database' && from.tier === to.tier)
    .map(({ from, to }) => ({ before: from, after: to }));
  return [...stays, ...same].flatMap(({ before, after }) => {
    const lasting = new Set(after.nodes.map(({ name }) => name));
    const gone = before.nodes.filter(({ name }) => !lasting.has(name)).map(({ name }) => name);
    if (gone.length === 0) return [];
    return COPIES[ENGINES[before.engine].copies](before, gone);
  });
}

const COPIES: Readonly<
  Record<(typeof ENGINES)[Store['engine']]['copies'], (store: Store, gone: readonly string[]) => readonly Blocker[]>
> = {
  one: ({ tier, kind }, gone) => [
    tooFew(
      tier,
      `${listed(gone)} of ${tier} alone ${gone.length > 1 ? 'hold' : 'holds'} a part of its ${DATA_NAMES[kind]}.`,
      'Copy that first.',
    ),
  ],
  'all-on-the-first': () => [],
  two: ({ tier, nodes }, gone) => {
    if (gone.length < 2) return [];
    const reason = `${tier} loses ${listed(gone)} at once, ${gone.length} of ${nodes.length}: a write is certain to be on two of them only, which may be among these.`;
    return [tooFew(tier, reason, 'Take one away at a time, and wait until the others agree before the next.')];
  },
  all: ({ tier, nodes }, gone) => {
    const [majority, rest] = [Math.floor(nodes.length / 2) + 1, nodes.length - gone.length];
    if (rest >= majority) return [];
    const reason = `${tier} goes from ${nodes.length} nodes with its data to ${rest}, fewer than a majority (${majority} of ${nodes.length}): those that stay serve nothing until somebody has looked.`;
    return [
      tooFew(tier, reason, `Take away ${nodes.length - majority} at most, wait until the others agree, then the next.`),
    ];
  },
  'three-of-a-part': ({ tier }, gone) => {
    const parts = Math.ceil(gone.length / 3);
    const reason = `${tier} loses ${parts === 1 ? 'one set' : `${parts} sets`} of 3 nodes, which alone hold a part of its files.`;
    return [
      tooFew(
        tier,
        reason,
        `Empty the set first: 'gluster volume remove-brick ${tier} … start', and 'commit' when it is through.`,
      ),
    ];
  },
};

function tooFew(tier: string, reason: string, remedy: string): Blocker {
  return decision('too-few-copies', tier, reason, remedy);
}

function returnBlockers({ before, after, fates }: DataPlaces): readonly Blocker[] {
  return returningVolumes(before, after, fates).map(({ volume, node, tier, isStale }) => {
    const reason = isStale
      ? `${volume} was put away and comes back to ${node} with what it held on that day, while ${tier} has newer data: the old data may win.`
      : `${volume} was put away and comes back to ${node}: what it held on that day is the data of ${tier} from now on.`;
    const remedy = isStale
      ? `Set it aside as the steps say, before ${node} starts: it then begins empty, as a new node does.`
      : 'Make sure that this is the data that you want, and that nothing newer is somewhere else.';
    return decision('data-returns', volume, reason, remedy);
  });
}

function inventedBlocker(volume: string): Blocker {
  const name = volume.slice(volume.indexOf('.') + 1).replaceAll('_', '-');
  const reason = `'keep:' names ${name}, and the old side has no such volume: Terraform would make an empty one, and what was meant is not kept.`;
  return refusal('keep-unknown', volume, reason, 'Correct the name, or delete the line.');
}

/** Data may be kept where nobody sees it. */
function unseenBlocker({ tier, kind }: Store): Blocker {
  const reason = `${tier} keeps ${DATA_NAMES[kind]} from now on and begins empty; whether that is kept elsewhere until now is unknown.`;
  return decision('data-moves', tier, reason, 'If it is, copy it before visitors are sent there.');
}

/** A tier that keeps several kinds of data is decided for each by itself: `main.files`. */
function addressOf({ tier, kind }: Store, old: readonly Store[]): string {
  return old.filter((one) => one.tier === tier).length > 1 ? `${tier}.${kind}` : tier;
}

/** `The database of web and api`. */
function dataOf(kind: DataKind, users: readonly string[]): string {
  return `The ${DATA_NAMES[kind]}${users.length > 0 ? ` of ${listed(users)}` : ''}`;
}

/** `db (one MariaDB server; aws_ebs_volume.db_1_data)`. */
function placeOf({ tier, engine, holders }: Store): string {
  const shown = holders.length > 3 ? [...holders.slice(0, 2), `${holders.length - 2} more`] : holders;
  return `${tier} (${[ENGINES[engine].what, listed(shown)].filter((one) => one !== '').join('; ')})`;
}
