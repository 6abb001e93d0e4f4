import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TIER_KINDS, type TierKind } from '../../model/tiers';
import type { Topology } from '../../model/topology';
import { topologyOf } from '../model/topologies';
import { EVERY_TOPOLOGY, PROJECT } from './synthesized';

export interface CoveringTopology {
  readonly name: string;
  readonly text: string;
  readonly topology: Topology;
}

/** The first of all topologies that have every kind between them. @throws where a kind is in none of them */
export function coveringTopologies(): readonly CoveringTopology[] {
  const missing = new Set<TierKind>(TIER_KINDS);
  const found = EVERY_TOPOLOGY.flatMap((path): CoveringTopology[] => {
    const text = readFileSync(join(PROJECT, path), 'utf8');
    const topology = topologyOf(text);
    const isNew = topology.tiers.some(({ kind }) => missing.has(kind));
    for (const { kind } of topology.tiers) missing.delete(kind);
    return isNew ? [{ name: basename(path, '.yaml'), text, topology }] : [];
  });
  if (missing.size > 0) throw new RangeError(`no topology has a tier of kind ${[...missing].join(', ')}`);
  return found;
}
