import { stringify } from 'yaml';
import { parseTopology, type Topology } from '../../model';
import { nodeZone } from '../../model/addresses';
import { arbiterGiB } from '../../model/replica-room';
import {
  hasNodes,
  hasStorage,
  type Role,
  roleOf,
  type Tier,
  type TierKind,
  type TierOf,
  volumeName,
} from '../../model/tiers';
import type { Step } from '../../upgrade/steps/step';
import type { Upgrade } from '../../upgrade/upgrade';

/*
 * Where a topology keeps its data, read from the YAML alone: what upgrades are held against. Nothing of it is taken from upgrade/.
 */

/** What a tier keeps, and how: with another of both it is another place. */
interface Kept {
  readonly role: Role;
  readonly how: string;
}

const KEEPS: { readonly [K in TierKind]: (tier: TierOf<K>) => readonly Kept[] } = {
  'single-server': () => [
    { role: 'database', how: 'on the application’s node' },
    { role: 'files', how: 'on the application’s node' },
  ],
  web: ({ storageGiB }) => (storageGiB === undefined ? [] : [{ role: 'files', how: 'on the application’s node' }]),
  haproxy: () => [],
  varnish: () => [],
  // Sessions and cached values: in memory, by whoever uses it for what may be forgotten.
  memcached: () => [],
  redis: () => [],
  nfs: () => [{ role: 'files', how: 'nfs' }],
  glusterfs: ({ arbiter }) => [{ role: 'files', how: `glusterfs ${arbiter}` }],
  mysql: ({ replication, failover }) => [{ role: 'database', how: `${replication} ${failover}` }],
  postgresql: () => [{ role: 'database', how: 'postgresql' }],
  cdn: () => [{ role: 'media', how: 'bucket' }],
  'media-server': () => [{ role: 'media', how: 'nginx' }],
};

/** One MariaDB server is copied by the replicas that join it, without anybody's help. */
const JOINED = ['primary-replica automatic', 'primary-replica none'];

export interface Place extends Kept {
  readonly tier: string;
  readonly nodes: number;
  /** Tiers whose applications keep it there. */
  readonly users: readonly string[];
}

/** Every place of a topology. */
export function placesOf({ tiers }: Topology): readonly Place[] {
  return tiers.flatMap((tier) =>
    keptBy(tier).map((kept) => {
      const users = tiers.filter((one) => uses(one, tier, kept.role)).map(({ name }) => name);
      return { ...kept, tier: tier.name, nodes: hasNodes(tier) ? tier.nodes : 0, users };
    }),
  );
}

function keptBy<K extends TierKind>(tier: TierOf<K>): readonly Kept[] {
  const keeps: (tier: TierOf<K>) => readonly Kept[] = KEEPS[tier.kind as K];
  return keeps(tier);
}

function uses(one: Tier, tier: Tier, role: Role): boolean {
  if (one.name === tier.name) return roleOf(tier.kind) === undefined;
  return one.kind === 'web' && one.needs.includes(tier.name) && roleOf(tier.kind) === role;
}

/** Places whose data is not simply where it was after the step, and still where its applications look. */
export function unsettled(before: Topology, after: Topology): readonly Place[] {
  const now = placesOf(after);
  return placesOf(before).filter((old) => {
    const same = now.find(({ tier, role }) => tier === old.tier && role === old.role);
    if (!same) return true;
    if (same.how !== old.how && !(old.how === 'none none' && JOINED.includes(same.how))) return true;
    const looksElsewhere = now.some(
      (other) => other !== same && other.role === old.role && other.users.some((user) => old.users.includes(user)),
    );
    return looksElsewhere || same.users.length === 0 || (same.nodes < old.nodes && !mayShrink(old, same));
  });
}

/** What may go at once without the only copy of something. */
function mayShrink({ how, nodes }: Place, { nodes: left }: Place): boolean {
  if (how.startsWith('primary-replica none')) return true;
  if (how.startsWith('primary-replica')) return nodes - left === 1;
  return how.startsWith('galera') && left > nodes / 2;
}

/** Kinds of blockers about data, of which one must name an unsettled place. */
const DATA_BLOCKERS: readonly string[] = [
  'data-abandoned',
  'data-moves',
  'data-returns',
  'replication-changed',
  'too-few-copies',
  'addresses-changed',
  'data-destroyed',
  'volume-not-kept',
  'terraform-refuses',
  'region-changed',
  'site-renamed',
];

/** Whether somebody is stopped for a place, by its tier, volumes or bucket. */
export function isBlocked({ tier, role }: Place, { blockers }: Pick<Upgrade, 'blockers'>): boolean {
  const label = tier.replaceAll('-', '_');
  const holder =
    role === 'media'
      ? new RegExp(`aws_(s3_bucket\\.${label}_store|ebs_volume\\.${label}_1_data)\\b`)
      : new RegExp(`aws_ebs_volume\\.${label}_\\d+_data\\b`);
  return blockers.some(({ kind, address, reason }) => {
    return (
      DATA_BLOCKERS.includes(kind) &&
      (address === tier || address === `${tier}.${role}` || holder.test(address) || holder.test(reason))
    );
  });
}

/** Whether a step with commands copies a place's data. */
export function isCopied({ tier }: Place, steps: readonly Step[]): boolean {
  return steps.some(({ phase, title, commands }) => {
    return commands.length > 0 && /copy|prepare|switch/.test(phase) && new RegExp(`\\b${tier}(-\\d+)?\\b`).test(title);
  });
}

/** A topology with a line under `keep:` for each volume that another one has and it does not. */
export function keeping(text: string, before: Topology): string {
  const after = parsed(text);
  const own = new Set(volumesOf(after).map(({ name }) => name));
  const lines = [...volumesOf(before), ...before.keep].filter(({ name }) => !own.has(name));
  if (lines.length === 0) return text;
  const keep = Object.fromEntries(lines.map(({ name, zone, storageGiB }) => [name, { zone, storageGiB }]));
  return `${text.replace(/^keep:\n( .*\n)*/m, '')}${stringify({ keep })}`;
}

export function parsed(text: string): Topology {
  const result = parseTopology(text, 'site.yaml');
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.topology;
}

function volumesOf({ tiers }: Topology) {
  return tiers.flatMap((tier) => {
    if (!hasNodes(tier) || !hasStorage(tier)) return [];
    const { storageGiB = 20, zones, nodes, kind } = tier;
    return Array.from({ length: nodes }, (_, index) => {
      const isArbiter = kind === 'glusterfs' && tier.arbiter && (index + 1) % 3 === 0;
      return {
        name: volumeName(tier, index + 1),
        zone: nodeZone(zones, index + 1),
        storageGiB: isArbiter ? arbiterGiB(storageGiB) : storageGiB,
      };
    });
  });
}
