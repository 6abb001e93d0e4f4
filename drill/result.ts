import type { Topology } from '../model/topology';
import { HOST_STAND_INS } from './hosts/stand-ins';
import type { DrilledNode, DrillResult, Promotion } from './judging/outcome';
import { strikeOutcome } from './judging/strike-outcome';
import { LOAD_DEFAULTS } from './load/protocol';
import type { DrillPlan } from './plan';
import type { Measured } from './run/drill';
import { STAND_INS } from './stand-ins/list';

/** A drill as its reports show it. */
export function drillResult(
  plan: DrillPlan,
  topology: Topology,
  measured: Measured,
  names: Pick<DrillResult, 'file' | 'command'>,
): DrillResult {
  const { streams, rate, bootToServing, memoryMiB, processors, strikes, leftOut, remarks } = measured;
  return {
    site: plan.site,
    ...names,
    nodes: drilledNodes(plan, topology),
    streams,
    load: { ...LOAD_DEFAULTS, rate },
    bootToServing: Math.round(bootToServing),
    ...(memoryMiB === undefined ? {} : { memoryMiB }),
    processors,
    standIns: [...STAND_INS, ...HOST_STAND_INS],
    leftOut,
    strikes: strikes.map((one) => strikeOutcome(one, streams)),
    remarks,
  };
}

/** The hosts of a plan as they are judged. */
export function drilledNodes({ hosts }: DrillPlan, { tiers }: Topology): readonly DrilledNode[] {
  const promotions = new Map(tiers.map((tier) => [tier.name, promotionOf(tier)]));
  return hosts.map(({ address, tier, kind, zone }) => {
    const promotion = promotions.get(tier);
    return { element: address, tier, kind, zone, ...(promotion ? { promotion } : {}) };
  });
}

/** How a tier gets a new writer, where its nodes do that themselves. */
function promotionOf(tier: Topology['tiers'][number]): Promotion | undefined {
  if (tier.kind !== 'mysql') return undefined;
  if (tier.replication === 'galera') return 'galera';
  return tier.replication === 'primary-replica' && tier.failover === 'automatic' ? 'pacemaker' : undefined;
}
