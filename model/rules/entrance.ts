import type { Problem } from '../diagnostic';
import type { Draft } from '../draft';
import { NAME_PLACES, recordOf, TIER_KINDS, type Tier } from '../kinds';
import { wordList } from '../word-list';
import { tierReferencesOf } from './references';

const ENTRANCES = wordList(
  TIER_KINDS.flatMap((kind) => recordOf(kind).entrance?.as ?? []),
  'or',
);

/** Tiers that visitors reach by the address of the site. */
function isEntrance(tier: Tier): boolean {
  return recordOf(tier.kind).entrance?.of(tier) !== undefined;
}

/** Two tiers claim the address of the site. Each of the places is reported, with the other tiers' names. */
export function twoEntrances(draft: Draft): readonly Problem[] {
  const entrances = draft.topology.tiers.filter(isEntrance);
  if (entrances.length < 2) return [];
  return entrances.map((tier) => {
    const others = entrances.filter((other) => other !== tier).map(({ name, kind }) => `${name} (${kind})`);
    const key = recordOf(tier.kind).entrance?.byKey;
    return {
      code: 'two-entrances',
      path: ['tiers', tier.name, key ?? 'kind'],
      at: 'key',
      message: `${tier.name} (${tier.kind}) claims the address of the site, and so does ${others.join(', ')}`,
      allowed: ENTRANCES,
      fix:
        key === undefined
          ? 'keep one of them; point it to what the others did'
          : `delete this ${key}, and point a balancer to ${tier.name}`,
    };
  });
}

/** No tier has an address: nobody could visit the site. */
export function noEntrance(draft: Draft): readonly Problem[] {
  if (draft.topology.tiers.some(isEntrance)) return [];
  const web = draft.topology.tiers.find(({ kind }) => recordOf(kind).runsApplication);
  return [
    {
      code: 'no-entrance',
      path: ['tiers'],
      at: 'key',
      message: 'no tier has an address, so no visitor can reach the site',
      allowed: ENTRANCES,
      fix: web
        ? `add a balancer, as balancer: { kind: haproxy, to: ${web.name} }`
        : 'add a tier that visitors reach, as web: { kind: single-server }',
    },
  ];
}

function reachedTiers(draft: Draft): ReadonlySet<string> {
  const tiers = new Map(draft.topology.tiers.map((tier) => [tier.name, tier]));
  const open = draft.topology.tiers.filter(isEntrance);
  const reached = new Set(open.map(({ name }) => name));
  for (let tier = open.pop(); tier; tier = open.pop()) {
    for (const { to } of tierReferencesOf(tier)) {
      const next = tiers.get(to);
      if (!next || reached.has(to)) continue;
      reached.add(to);
      open.push(next);
    }
  }
  return reached;
}

/** Tiers that no request reaches. Without an entrance that is all of them, and another rule says so. */
export function unusedTiers(draft: Draft): readonly Problem[] {
  const { tiers } = draft.topology;
  if (!tiers.some(isEntrance)) return [];
  const reached = reachedTiers(draft);
  return tiers.filter(({ name }) => !reached.has(name)).map(unused);
}

function unused(tier: Tier): Problem {
  const path = ['tiers', tier.name];
  const record = recordOf(tier.kind);
  if (record.runsApplication) {
    return {
      code: 'unreachable-web',
      path,
      at: 'key',
      message: `no balancer sends visitors to ${tier.name}`,
      allowed: 'a web tier that a balancer, or a varnish tier behind one, names',
      fix: `name ${tier.name} in the to or the routes of a balancer, or delete it`,
    };
  }
  return {
    code: 'unused-tier',
    path,
    at: 'key',
    message: `nothing refers to the ${tier.kind} tier ${tier.name}`,
    allowed: 'a tier that the entrance, or a tier behind it, names',
    fix: record.namedIn.some((place) => NAME_PLACES[place] === 'use')
      ? `add ${tier.name} to the needs of a web tier, or delete it`
      : `point a balancer to ${tier.name}, or delete it`,
  };
}
