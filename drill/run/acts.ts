import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../judging/outcome';
import type { LocalNode } from '../nodes/local-node';
import type { LocalSite } from './local-site';
import { type DrillUpgrade, replaceNode } from './upgrade';

/** What is done to nodes at one moment, and undone later. A restore has a course of its own (restore.ts). */
export type ActedFault = Exclude<Fault, { readonly kind: 'restore' }>;

/** Do it. A pause is over when this returns. @returns what a reader should know of it */
export async function begin(
  fault: ActedFault,
  nodes: readonly LocalNode[],
  site: LocalSite,
  signal: AbortSignal,
  upgrade: DrillUpgrade | undefined,
): Promise<readonly string[]> {
  switch (fault.kind) {
    case 'crash':
    case 'zone-loss':
      await site.crash(nodes);
      return [];
    case 'isolation':
      await site.isolate(nodes);
      return [];
    case 'cold-start':
      if (fault.stop === 'clean') return shutDown(nodes, site);
      await site.crash(nodes);
      return [];
    case 'stop-start':
      return shutDown(nodes, site);
    case 'upgrade':
      return upgrade ? replaceNode(fault.element, site, upgrade) : [];
    case 'pause':
      for (const node of nodes) node.freeze(true);
      await delay(fault.seconds * 1_000, undefined, { signal });
      for (const node of nodes) node.freeze(false);
      return [];
    case 'one-way':
    case 'loss': {
      const drops = { drops: fault.kind === 'loss' ? fault.percent : 100 };
      const to = fault.kind === 'loss' || fault.deaf === 'itself' ? { to: drops } : {};
      const from = fault.kind === 'loss' || fault.deaf === 'others' ? { from: drops } : {};
      await site.network.impair(nodes.map(({ plan }) => ({ node: plan, ...to, ...from })));
      return [];
    }
    case 'disk-full':
      await Promise.all(nodes.map((node) => node.disks.fill(fault.disk)));
      return [];
  }
}

/** Undo it: what was switched off boots, what was cut off is connected. @param nodes those that are to come back */
export async function end(fault: ActedFault, nodes: readonly LocalNode[], site: LocalSite): Promise<void> {
  switch (fault.kind) {
    case 'pause':
      return;
    case 'one-way':
    case 'loss':
      await site.network.impair([]);
      return;
    case 'disk-full':
      for (const node of nodes) node.disks.free(fault.disk);
      return;
    default:
      await site.release(nodes);
  }
}

/** Shuts nodes down; what did not end by itself is switched off, as EC2 does. */
async function shutDown(nodes: readonly LocalNode[], site: LocalSite): Promise<readonly string[]> {
  const late = await site.stop(nodes);
  return late.map(({ name }) => `${name} did not shut down in time and was switched off`);
}
