import { TIER_DEFAULTS, TOPOLOGY_DEFAULTS } from './defaults';
import { instanceType } from './instance-types';
import { isRegion, type Region, zonesOf } from './regions';
import type { WrittenTier } from './schema/tiers';
import type { WrittenHeader } from './schema/topology';
import type { Exposure, MysqlTier, Tier, TierKind } from './tiers';
import type { Topology } from './topology';

/** The tiers of a file that could be read, by name. */
export type WrittenTiers = ReadonlyMap<string, WrittenTier>;

/** Computes every default that depends on other values. */
export function resolve(header: WrittenHeader, tiers: WrittenTiers): Topology {
  const region = regionOf(header.region);
  const { state } = header;
  const zones = chosenZones(region, header.zones);
  const routed = routedByBalancers(tiers);
  return {
    name: header.name,
    region,
    zones,
    survives: header.survives,
    ...(header.domain !== undefined && { domain: header.domain }),
    network: header.network,
    ...(state && {
      state: {
        bucket: state.bucket,
        key: state.key ?? `${header.name}/terraform.tfstate`,
        region: state.region === undefined ? region : regionOf(state.region),
      },
    }),
    ...(header.alarms && { alarms: header.alarms }),
    snapshots: header.snapshots,
    tags: header.tags,
    tiers: [...tiers].map(([name, tier]) => {
      const common = { name, exposure: exposureOf(tier, routed.has(name)) };
      return resolveTier(tier, common, zones, header.domain !== undefined);
    }),
    keep: Object.entries(header.keep).map(([name, volume]) => ({ name, ...volume })),
    accept: header.accept,
    rates: Object.entries(header.rates).map(([of, up]) => ({ of, unavailability: unavailability(up) })),
  };
}

/** Of `99.95%`, 0.0005: from its digits, so that it is as near as a number comes. */
function unavailability(availability: string): number {
  const [whole = '', fraction = ''] = availability.replace(/ ?%$/, '').split('.');
  const scale = 100 * 10 ** fraction.length;
  return (scale - Number(whole + fraction)) / scale;
}

function regionOf(name: string): Region {
  if (!isRegion(name)) throw new RangeError(`unknown region ${JSON.stringify(name)}`);
  return name;
}

function chosenZones(region: Region, zones: WrittenHeader['zones']): readonly string[] {
  return typeof zones === 'object' ? zones : zonesOf(region).slice(0, zones ?? TOPOLOGY_DEFAULTS.zones);
}

function routedByBalancers(tiers: WrittenTiers): ReadonlySet<string> {
  return new Set(
    [...tiers.values()].flatMap((tier) =>
      tier.kind === 'haproxy' ? [tier.to, ...tier.routes.map(({ to }) => to)] : [],
    ),
  );
}

const ALWAYS_PUBLIC: readonly TierKind[] = ['single-server', 'haproxy'];

function exposureOf(tier: WrittenTier, routed: boolean): Exposure {
  const isEntrance = ALWAYS_PUBLIC.includes(tier.kind) || (tier.kind === 'web' && tier.address !== undefined);
  return isEntrance || (tier.kind === 'media-server' && !routed) ? 'public' : 'private';
}

/** `512M` or `1G` in MiB. */
function mebibytes(memory: string): number {
  return Number(memory.slice(0, -1)) * (memory.endsWith('G') ? 1024 : 1);
}

function memoryOf(memory: string | undefined, size: string, share: number): number {
  return memory === undefined ? Math.floor(instanceType(size).memoryMiB * share) : mebibytes(memory);
}

function mysqlOptions(tier: WrittenTier & { kind: 'mysql' }): Pick<MysqlTier, 'replication' | 'failover' | 'mode'> {
  return {
    replication: tier.replication ?? (tier.nodes === 1 ? 'none' : 'primary-replica'),
    failover: tier.failover ?? (tier.nodes >= 3 ? 'automatic' : 'none'),
    mode: tier.mode ?? TIER_DEFAULTS.mysql.mode,
  };
}

function resolveTier(
  tier: WrittenTier,
  common: { readonly name: string; readonly exposure: Exposure },
  topologyZones: readonly string[],
  hasDomain: boolean,
): Tier {
  if (tier.kind === 'cdn') return { ...tier, name: common.name };
  const zones = tier.zones ?? topologyZones;
  switch (tier.kind) {
    case 'haproxy':
      return { ...tier, ...common, zones, tls: tier.tls ?? (hasDomain ? 'acme' : 'self-signed') };
    case 'varnish':
    case 'memcached': {
      const { memory, ...rest } = tier;
      const memoryMiB = memoryOf(memory, tier.size, TIER_DEFAULTS[tier.kind].memoryShare);
      return { ...rest, ...common, zones, memoryMiB };
    }
    case 'mysql':
      return { ...tier, ...common, zones, ...mysqlOptions(tier) };
    default:
      return { ...tier, ...common, zones };
  }
}
