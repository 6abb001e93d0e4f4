import { type Path, type Problem, shown } from '../diagnostic';
import { type Draft, isGiven, isHeaderSound, soundInstanceTiers } from '../draft';
import { nameableZonesOf, zonesOf } from '../regions';
import { closest } from '../suggest';
import { valueAt } from '../yaml/spans';

/** Zones that do not belong to the region, or, of a tier, to the topology. */
export function unknownZones(draft: Draft): readonly Problem[] {
  if (!isHeaderSound(draft, 'region', 'zones')) return [];
  const { region, zones, keep } = draft.topology;
  const ofRegion = nameableZonesOf(region);
  return [
    ...strangers(zones, ['zones'], ofRegion, `region ${region}`),
    ...soundInstanceTiers(draft)
      .filter(({ name }) => isGiven(draft, ['tiers', name, 'zones']))
      .flatMap((tier) => strangers(tier.zones, ['tiers', tier.name, 'zones'], zones, 'the topology')),
    ...keep.flatMap(({ name, zone }) => unknownZone(zone, ['keep', name, 'zone'], ofRegion, `region ${region}`)),
  ];
}

function strangers(zones: readonly string[], path: Path, known: readonly string[], owner: string): readonly Problem[] {
  return zones.flatMap((zone, index) => unknownZone(zone, [...path, index], known, owner));
}

function unknownZone(zone: string, path: Path, known: readonly string[], owner: string): readonly Problem[] {
  if (known.includes(zone)) return [];
  const meant = closest(zone, known);
  return [
    {
      code: 'unknown-zone',
      path,
      at: 'value',
      value: shown(zone),
      message: `${zone} is not a zone of ${owner}`,
      allowed: known.join(', '),
      fix: meant ? `did you mean ${meant}?` : 'choose one of the zones',
    },
  ];
}

/** A zone is listed twice. */
export function duplicateZones(draft: Draft): readonly Problem[] {
  const lists: readonly (readonly [Path, readonly string[]])[] = [
    [['zones'], draft.topology.zones],
    ...soundInstanceTiers(draft)
      .filter(({ name }) => isGiven(draft, ['tiers', name, 'zones']))
      .map(({ name, zones }): readonly [Path, readonly string[]] => [['tiers', name, 'zones'], zones]),
  ];
  return lists.flatMap(([path, zones]) =>
    zones.flatMap((zone, index): readonly Problem[] => {
      if (zones.indexOf(zone) === index) return [];
      const message = `${zone} is listed twice`;
      const at = 'value';
      return [
        {
          code: 'duplicate-zone',
          path: [...path, index],
          at,
          value: shown(zone),
          message,
          allowed: 'each zone once',
          fix: 'delete one',
        },
      ];
    }),
  );
}

/** A number of zones above what the region has. */
export function tooManyZones(draft: Draft): readonly Problem[] {
  const wanted = valueAt(draft.content, ['zones']);
  const { region } = draft.topology;
  const offered = zonesOf(region).length;
  if (!isHeaderSound(draft, 'region', 'zones') || typeof wanted !== 'number' || wanted <= offered) return [];
  return [
    {
      code: 'too-many-zones',
      path: ['zones'],
      at: 'value',
      value: String(wanted),
      message: `${region} has ${offered} zones, not ${wanted}`,
      allowed: `1 to ${offered} zones`,
      fix: `write zones: ${offered}, or choose another region`,
    },
  ];
}
