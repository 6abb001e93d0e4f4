import { NODE_FILES } from '../../model/node-files';
import { DATA_MOUNT } from './data-volume';
import type { Endpoint } from './machine';
import { script } from './script';
import { quote, words } from './shell';

/** How many copies there are: three, or two and an arbiter that holds names and attributes only. */
export type GlusterReplica = 3 | '2+arbiter';

export interface GlusterServerProps {
  /** The volume's name, which clients mount by. */
  readonly volume: string;
  /** The node that this is for. */
  readonly self: Endpoint;
  /**
   * All nodes, this one too, in an order that never changes: every three hold one part of the files in turn, new nodes
   * come last in threes, and with `2+arbiter` every third is the arbiter. The first one makes the volume.
   */
  readonly peers: readonly Endpoint[];
  /** @default 3 */
  readonly replica?: GlusterReplica;
  /**
   * Addresses that may mount, beside the nodes: IPv4 addresses or CIDR blocks.
   * @default no limit but the security groups
   */
  readonly allow?: readonly string[];
}

/**
 * Volume options, where they differ from GlusterFS 10's defaults or where the default must not be relied on.
 * Client quorum (two of three copies of a part) keeps the copies from diverging; server quorum (more than half of all
 * nodes, the default ratio) keeps a minority from changing the volume. Until a dead node is given up, what waits for it
 * hangs: 3 s, well below the 5 s of a visitor's patience. `www-data` has the same ids on every Debian.
 */
function options({ allow, peers }: GlusterServerProps): Readonly<Record<string, string | number>> {
  return {
    'network.ping-timeout': 3,
    'cluster.heal-timeout': 20,
    'cluster.self-heal-daemon': 'on',
    'cluster.quorum-type': 'auto',
    'cluster.server-quorum-type': 'server',
    'cluster.rebal-throttle': 'lazy',
    'storage.owner-uid': 33,
    'storage.owner-gid': 33,
    ...(allow ? { 'auth.allow': [...allow, ...peers.map((peer) => peer.host)].join(',') } : {}),
    // Small files: attributes are kept by clients until a brick tells them of a change.
    'features.cache-invalidation': 'on',
    'features.cache-invalidation-timeout': 600,
    'performance.cache-invalidation': 'on',
    'performance.md-cache-timeout': 600,
    'network.inode-lru-limit': 200000,
  };
}

/**
 * The script that brings the volume to its wanted state from any other, a step at a time.
 *
 * Peers are probed by address: addresses are fixed, and the bricks' names, which clients must resolve too, then need no
 * name service. What it never does by itself: remove a brick, change the kind of replication, or give an empty disk
 * the place of a lost one while another copy is missing, since that one may hold the only newest data. A copy whose node says
 * that it is empty, too, is not missing: where a majority of the disks was lost, they are filled one after the other.
 */
export function convergeScript(props: GlusterServerProps): string {
  const { volume, self, peers } = props;
  const layout = props.replica === '2+arbiter' ? 'replica 3 arbiter 1' : 'replica 3';
  return script('glusterfs-converge.sh', {
    VOLUME: quote(volume),
    SELF: self.host,
    BRICK: `${DATA_MOUNT}/brick`,
    NODES: words(peers.map((peer) => peer.host)),
    NAMES: peers.map((peer) => peer.name).join(' '),
    LAYOUT: layout,
    FILLING: NODE_FILES.glusterFilling,
    OPTIONS: Object.entries(options(props))
      .map(([key, value]) => `  ${quote(`${key}: ${value}`)}`)
      .join('\n'),
  });
}
