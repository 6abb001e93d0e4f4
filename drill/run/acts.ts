import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, FaultKind } from '../judging/outcome';
import type { LocalNode } from '../nodes/local-node';
import type { LocalSite } from './local-site';

/** How a kind of fault is done to nodes, and undone. */
interface Act<F extends Fault> {
  /** @returns what a reader should know of it */
  readonly begin: (
    fault: F,
    nodes: readonly LocalNode[],
    site: LocalSite,
    signal: AbortSignal,
  ) => Promise<readonly string[]>;
  /** @default - the nodes are given back to the site: what was switched off boots, what was cut off is connected */
  readonly end?: (fault: F, nodes: readonly LocalNode[], site: LocalSite) => Promise<void>;
}

type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

const crash: Act<Fault> = {
  begin: async (_fault, nodes, site) => {
    await site.crash(nodes);
    return [];
  },
};

/** Shuts nodes down; what did not end by itself is switched off, as EC2 does. */
async function shutDown(nodes: readonly LocalNode[], site: LocalSite): Promise<readonly string[]> {
  const late = await site.stop(nodes);
  return late.map(({ name }) => `${name} did not shut down in time and was switched off`);
}

const ACTS: { readonly [K in FaultKind]: Act<FaultOf<K>> } = {
  crash,
  'zone-loss': crash,
  isolation: {
    begin: async (_fault, nodes, site) => {
      await site.isolate(nodes);
      return [];
    },
  },
  'cold-start': {
    begin: (fault, nodes, site, signal) =>
      fault.stop === 'clean' ? shutDown(nodes, site) : crash.begin(fault, nodes, site, signal),
  },
  'stop-start': { begin: (_fault, nodes, site) => shutDown(nodes, site) },
  pause: {
    begin: async ({ seconds }, nodes, _site, signal) => {
      for (const node of nodes) node.freeze(true);
      await delay(seconds * 1_000, undefined, { signal });
      for (const node of nodes) node.freeze(false);
      return [];
    },
    end: async () => undefined,
  },
  'one-way': {
    begin: async ({ deaf }, nodes, { network }) => {
      const all = { drops: 100 };
      await network.impair(
        nodes.map(({ plan }) => ({ node: plan, ...(deaf === 'itself' ? { to: all } : { from: all }) })),
      );
      return [];
    },
    end: (_fault, _nodes, { network }) => network.impair([]),
  },
  loss: {
    begin: async ({ percent }, nodes, { network }) => {
      const share = { drops: percent };
      await network.impair(nodes.map(({ plan }) => ({ node: plan, to: share, from: share })));
      return [];
    },
    end: (_fault, _nodes, { network }) => network.impair([]),
  },
  'disk-full': {
    begin: async ({ disk }, nodes) => {
      await Promise.all(nodes.map((node) => node.disks.fill(disk)));
      return [];
    },
    end: async ({ disk }, nodes) => {
      for (const node of nodes) node.disks.free(disk);
    },
  },
};

function actOf<K extends FaultKind>(fault: FaultOf<K> & { readonly kind: K }): Act<FaultOf<K>> {
  return ACTS[fault.kind];
}

/** Do it. A pause is over when this returns. @returns what a reader should know of it */
export function begin(
  fault: Fault,
  nodes: readonly LocalNode[],
  site: LocalSite,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return actOf(fault).begin(fault, nodes, site, signal);
}

/** Undo it. @param nodes those that are to come back */
export async function end(fault: Fault, nodes: readonly LocalNode[], site: LocalSite): Promise<void> {
  const { end: undo } = actOf(fault);
  if (undo) await undo(fault, nodes, site);
  else await site.release(nodes);
}
