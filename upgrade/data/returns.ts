import { addressOf } from '../../terraform/references';
import type { ResourceIndex } from '../../terraform/resource-index';
import type { SiteFacts } from '../site-facts';
import { folderOf } from './engines';
import type { DataFates } from './moves';
import { type Store, storesOf } from './stores';

/** A kept volume that a node gets again, with the data of the day on which it was put away. */
export interface Returning {
  /** Its address after the step. */
  readonly volume: string;
  /** `db-2` */
  readonly node: string;
  readonly tier: string;
  /** Whether newer data of the tier is somewhere else: then the old files must be out of the way before the node starts. */
  readonly isStale: boolean;
}

/** Kept volumes that a node gets again, sorted. */
export function returningVolumes(before: SiteFacts, after: SiteFacts, fates: DataFates): readonly Returning[] {
  const kept = unattached(before.stack);
  const kinds = new Set([...fates.stays, ...fates.moves.map(({ to }) => ({ after: to }))].map((one) => one.after.tier));
  return [...after.nodes.values()]
    .flatMap(({ name: node, tier, volumes }) =>
      volumes
        .filter((volume) => kept.has(volume))
        .map((volume) => ({ volume, node, tier, isStale: before.tiers.has(tier) || kinds.has(tier) })),
    )
    .sort((a, b) => (a.volume < b.volume ? -1 : 1));
}

/** Volumes that the new side keeps for nobody, though the old side has none of the name: Terraform would make them, empty. */
export function inventedVolumes(
  before: SiteFacts,
  after: SiteFacts,
  oldAddressOf: (address: string) => string,
): readonly string[] {
  if (after.side.site === undefined) return [];
  return [...unattached(after.stack)].filter((volume) => !before.stack.has(oldAddressOf(volume))).sort();
}

function unattached(stack: ResourceIndex): ReadonlySet<string> {
  const attached = new Set(stack.ofType('aws_volume_attachment').map(({ body }) => addressOf(body.volume_id)));
  const volumes = stack.ofType('aws_ebs_volume').map(({ address }) => address);
  return new Set(volumes.filter((address) => !attached.has(address)));
}

/** A folder of a volume in which a store begins, though the volume has been in use: files of an earlier time may be there. */
export interface OlderFiles {
  /** The node of the old side that has the volume. */
  readonly node: string;
  readonly folder: string;
  readonly store: Store;
}

/** Where a store begins on a volume that is attached to a node already. */
export function olderFiles(before: SiteFacts, { begins, moves }: DataFates): readonly OlderFiles[] {
  const owners = new Map([...before.nodes.values()].flatMap(({ name, volumes }) => volumes.map((one) => [one, name])));
  const inUse = new Set(
    storesOf(before).flatMap((store) => store.holders.map((holder) => `${holder} ${folderOf(store)}`)),
  );
  return [...begins, ...moves.map(({ to }) => to)].flatMap((store) => {
    const folder = folderOf(store);
    if (folder === undefined) return [];
    return store.holders.flatMap((holder) => {
      const node = owners.get(holder);
      return node === undefined || inUse.has(`${holder} ${folder}`) ? [] : [{ node, folder, store }];
    });
  });
}
