import { NODE_FILES } from '../../model/node-files';
import { ProcessError } from '../process';
import { MANUAL } from './manual';

/** A node, as far as a way back touches it. */
export interface LostNode {
  readonly name: string;
  readonly plan: { readonly kind: string; readonly files: Pick<ReadonlyMap<string, string>, 'has'> };
  run(
    command: readonly string[],
    options: { readonly timeout: number; readonly signal: AbortSignal },
  ): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }>;
  readonly disks: {
    attach(folder: string, path: string): Promise<void>;
    detach(path: string): Promise<void>;
  };
}

/** A volume's contents at one moment, by the node that it was taken of. */
type VolumeCopies<N> = ReadonlyMap<N, string>;

/** The site, as far as a way back touches it. */
export interface LostSite<N> {
  readonly nodes: readonly N[];
  readonly crash: (nodes: readonly N[]) => Promise<void>;
  readonly replace: (node: N, volume: 'empty' | { readonly snapshot: string }) => Promise<void>;
}

/** A tier whose data were lost, and what there is to get them back from. */
export interface Lost<N> {
  readonly site: LostSite<N>;
  /** All nodes of the tier. */
  readonly tier: readonly N[];
  readonly snapshots: VolumeCopies<N>;
  /** Waits until nodes do their work. */
  readonly atWork: (nodes: readonly N[]) => Promise<void>;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** How the data of a whole tier are lost, and brought back from snapshots. */
export interface WayBack {
  /** Nodes of which a snapshot is needed, as many as there are sets of data that no two nodes share. */
  chosen<N>(tier: readonly N[]): readonly N[];
  /** What happens to the data. @returns in words, to a reader */
  lose<N extends LostNode>(lost: Lost<N>): Promise<string>;
  restore<N extends LostNode>(lost: Lost<N>): Promise<void>;
  /** What there is to do on nodes that are left where a majority was lost, besides new machines. @default - nothing */
  readonly left?: (left: readonly LostNode[], signal: AbortSignal) => Promise<void>;
}

/** The manual takes minutes, not hours; milliseconds. */
const PATIENCE = 600_000;

async function type(node: LostNode, commands: string, signal: AbortSignal): Promise<void> {
  const { status, stdout, stderr } = await node.run(['bash', '-c', commands], { timeout: PATIENCE, signal });
  if (status === 0) return;
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-5).join('\n');
  throw new ProcessError(`${node.name}: a command of the manual ended with status ${status}: ${said}`);
}

/** The data are spoilt and the site has to go back: all servers run, and hold what nobody wants. */
export const databaseBack: WayBack = {
  chosen: ([first]) => (first ? [first] : []),
  lose: async () => 'all servers run, and what they hold is not wanted any more',
  restore: async ({ site, tier, snapshots, signal }) => {
    const others = tier.filter((node) => !snapshots.has(node));
    await Promise.all(tier.map((node) => type(node, MANUAL.stop, signal)));
    await Promise.all(others.map((node) => type(node, MANUAL.aside, signal)));
    for (const [node, snapshot] of snapshots) await site.replace(node, { snapshot });
    await Promise.all(others.map((node) => type(node, MANUAL.setup, signal)));
  },
  left: async (left, signal) => {
    const galera = left.filter(({ plan }) => plan.files.has(NODE_FILES.galeraStart));
    await Promise.all(galera.map((node) => type(node, MANUAL.lead, signal)));
  },
};

/** The volume of the only machine is gone, or of all machines of a tier that share nothing. */
export const ownVolumesBack: WayBack = {
  chosen: (tier) => tier,
  lose: async ({ site, tier }) => {
    await site.crash(tier);
    return tier.length > 1 ? 'all volumes are gone' : 'its volume is gone';
  },
  restore: async ({ site, snapshots }) => {
    for (const [node, snapshot] of snapshots) await site.replace(node, { snapshot });
  },
};

/** A set of a distributed volume: three bricks hold one part of it. */
const SET = 3;

/** All bricks are gone; what is copied back goes through the mount of a web node. */
export const filesBack: WayBack = {
  chosen: (tier) => tier.filter((_node, index) => index % SET === 0),
  lose: async ({ site, tier }) => {
    await site.crash(tier);
    return 'all volumes are gone';
  },
  restore: async ({ site, tier, snapshots, atWork, signal }) => {
    for (const node of tier) await site.replace(node, 'empty');
    const mounted = site.nodes.find(({ plan }) => plan.kind === 'web');
    if (!mounted) throw new ProcessError('no web node has the files mounted');
    await atWork([...tier, mounted]);
    for (const snapshot of snapshots.values()) {
      await mounted.disks.attach(snapshot, '/mnt');
      await type(mounted, MANUAL.files, signal);
      await mounted.disks.detach('/mnt');
    }
  },
};
