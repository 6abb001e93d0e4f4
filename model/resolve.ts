import { TOPOLOGY_DEFAULTS } from './defaults';
import { type Exposure, NAME_PLACES, recordOf, type Tier, type TierSource } from './kinds';
import { isRegion, type Region, zonesOf } from './regions';
import type { HeaderSource } from './schema/topology';
import { hasNodes } from './tiers';
import type { AcceptedRisk, Topology } from './topology';

/** The tiers of a file that could be read, by name. */
export type TierSources = ReadonlyMap<string, TierSource>;

/** Computes every default that depends on other values. */
export function resolve(header: HeaderSource, tiers: TierSources): Topology {
  const region = regionOf(header.region);
  const { state } = header;
  const zones = chosenZones(region, header.zones);
  return {
    name: header.name,
    region,
    os: header.os,
    zones,
    survives: header.survives,
    ...(header.domain !== undefined && { domain: header.domain }),
    aliases: header.aliases,
    network: header.network,
    ...(state && {
      state: {
        bucket: state.bucket,
        key: state.key ?? `${header.name}/terraform.tfstate`,
        region: state.region === undefined ? region : regionOf(state.region),
      },
    }),
    ...(header.alarms && { alarms: header.alarms }),
    deployers: header.deployers,
    logs: header.logs,
    snapshots: header.snapshots,
    ...(header.traffic && { traffic: header.traffic }),
    tags: header.tags,
    tiers: resolveTiers(tiers, zones, header.domain !== undefined),
    keep: Object.entries(header.keep).map(([name, volume]) => ({ name, ...volume })),
    accept: header.accept.flatMap(acceptedRisk),
    rates: Object.entries(header.rates).map(([of, up]) => ({ of, unavailability: unavailability(up) })),
  };
}

/** None of one that says not what is accepted; a rule names it. */
function acceptedRisk({ element, because, goal, differs, unread }: HeaderSource['accept'][number]): AcceptedRisk[] {
  if (goal !== undefined) return [{ element, goal, because }];
  if (differs !== undefined) return [{ element, differs, because }];
  return unread ? [{ element, unread, because }] : [];
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

function chosenZones(region: Region, zones: HeaderSource['zones']): readonly string[] {
  return typeof zones === 'object' ? zones : zonesOf(region).slice(0, zones ?? TOPOLOGY_DEFAULTS.zones);
}

/** Where a tier stands follows from what others name it for, so that comes last. */
function resolveTiers(sources: TierSources, siteZones: readonly string[], hasDomain: boolean): readonly Tier[] {
  const tiers = [...sources].map(([name, source]) => {
    const zones = ('zones' in source ? source.zones : undefined) ?? siteZones;
    return recordOf(source.kind).spec(source, { name, zones, exposure: 'private' }, { hasDomain });
  });
  const visited = new Set(
    tiers
      .flatMap((tier) => recordOf(tier.kind).names?.(tier) ?? [])
      .flatMap(({ place, to }) => (NAME_PLACES[place] === 'visitors' ? [to] : [])),
  );
  return tiers.map((tier) => (hasNodes(tier) ? { ...tier, exposure: exposureOf(tier, visited.has(tier.name)) } : tier));
}

function exposureOf(tier: Tier, getsVisitors: boolean): Exposure {
  const record = recordOf(tier.kind);
  const own = record.runs === 'nodes' ? record.exposure?.(tier, getsVisitors) : undefined;
  return own ?? (record.entrance?.of(tier) === undefined ? 'private' : 'public');
}
