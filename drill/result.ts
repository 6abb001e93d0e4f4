import { recordOf } from '../model/kinds';
import type { Topology } from '../model/topology';
import { FAKES } from './fakes/list';
import { faultOutcome } from './judging/fault-outcome';
import type { DrillResult, JudgedNode } from './judging/outcome';
import { LOAD_DEFAULTS } from './load/protocol';
import { NODE_FAKES } from './nodes/fakes';
import type { DrillPlan } from './plan';
import type { Measured } from './run/drill';

/** A drill as its reports show it. */
export function drillResult(
  plan: DrillPlan,
  topology: Topology,
  measured: Measured,
  names: Pick<DrillResult, 'file' | 'command'>,
): DrillResult {
  const { streams, rate, bootToServing, memoryMiB, processors, faults, leftOut, remarks } = measured;
  return {
    site: plan.site,
    ...names,
    nodes: judgedNodes(plan, topology),
    streams,
    load: { ...LOAD_DEFAULTS, rate },
    bootToServing: Math.round(bootToServing),
    ...(memoryMiB === undefined ? {} : { memoryMiB }),
    processors,
    fakes: [...FAKES, ...NODE_FAKES],
    leftOut,
    faults: faults.map((one) => faultOutcome(one, streams)),
    remarks,
  };
}

/** The nodes of a plan as they are judged. */
export function judgedNodes({ nodes }: DrillPlan, { tiers }: Topology): readonly JudgedNode[] {
  const promotions = new Map(tiers.map((tier) => [tier.name, recordOf(tier.kind).promotion?.(tier)]));
  return nodes.map(({ address, tier, kind, zone }) => {
    const promotion = promotions.get(tier);
    return { element: address, tier, kind, zone, ...(promotion ? { promotion } : {}) };
  });
}
