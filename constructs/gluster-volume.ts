import type { Construct } from 'constructs';
import { KINDS } from '../model/kinds';
import { NODE_FOLDERS } from '../model/node-files';
import { ARBITER_BYTES_PER_INODE, arbiterGiB } from '../model/replica-room';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import { type Supplier, type Supply, UPLOADS_PATH } from './supply';
import { dataVolumePart } from './user-data/data-volume';
import { glusterMountPart } from './user-data/gluster-mount';
import { GLUSTER_BRICK_PORTS, GLUSTERD_PORT, glusterServerPart } from './user-data/glusterfs';
import type { MachinePart } from './user-data/machine';

const PORTS = [tcp(GLUSTERD_PORT, GLUSTERD_PORT + 1), tcp(GLUSTER_BRICK_PORTS.from, GLUSTER_BRICK_PORTS.to)];
/** Copies of a file; with an arbiter the third holds names only. */
const REPLICAS = 3;

/** With an arbiter, every third node holds no file contents. */
function votesOnly(number: number): boolean {
  return number % REPLICAS === 0;
}

export interface GlusterVolumeProps extends NodeTierProps {
  /**
   * Number of nodes: 3, 6 or 9. Each three of them hold the same files.
   * @default 3
   */
  readonly nodes?: 3 | 6 | 9;
  /**
   * Whether every third node only votes: two copies of each file, and still no split brain.
   * @default false
   */
  readonly arbiter?: boolean;
  /**
   * Size of each node's data volume, GiB; an arbiter's is a quarter of it, and at least 10.
   * @default 20
   */
  readonly storageGiB?: number;
}

/** Files on three machines in three zones, replicated, healing by themselves, with a quorum against split brain. */
export class GlusterVolume extends NodeTier implements Supplier {
  readonly supplies = 'files';
  /** One service for each replica set: a file is in one of them, so all are needed. */
  readonly mounts: readonly Service[];
  private readonly arbiter: boolean;
  private readonly clients: NodeTier[] = [];

  constructor(scope: Construct, id: string, props: GlusterVolumeProps) {
    const defaults = KINDS.glusterfs.defaults;
    const arbiter = props.arbiter ?? defaults.arbiter;
    const storageGiB = props.storageGiB ?? defaults.storageGiB;
    super(scope, id, props, {
      kind: 'glusterfs',
      nodes: props.nodes ?? defaults.nodes,
      size: props.size ?? defaults.size,
      exposure: 'private',
      dataVolumeGiB: (number) => (arbiter && votesOnly(number) ? arbiterGiB(storageGiB) : storageGiB),
    });
    this.arbiter = arbiter;
    this.watch('brick');
    this.openAmongNodes(PORTS);
    this.mounts = Array.from({ length: this.nodes.length / REPLICAS }, (_, set) => this.offerSet(set));
  }

  supplyTo(client: NodeTier): Supply {
    this.clients.push(client);
    for (const mount of this.mounts) client.need(mount, { by: ['upload'], files: [NODE_FOLDERS.units] });
    const servers = this.endpoints(GLUSTERD_PORT);
    return {
      services: { uploads: { path: UPLOADS_PATH } },
      parts: () => [glusterMountPart({ volume: this.tierName, servers, mountPoint: UPLOADS_PATH })],
    };
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    return [
      dataVolumePart(this.arbiter && votesOnly(node.number) ? { bytesPerInode: ARBITER_BYTES_PER_INODE } : {}),
      glusterServerPart({
        volume: this.tierName,
        self: node.endpoint(GLUSTERD_PORT),
        peers: this.endpoints(GLUSTERD_PORT),
        replica: this.arbiter ? '2+arbiter' : 3,
        allow: this.clients.flatMap((client) => client.nodes.map((one) => one.host)),
      }),
    ];
  }

  private offerSet(set: number): Service {
    const members = this.nodes.slice(set * REPLICAS, (set + 1) * REPLICAS);
    return this.offer({
      name: set === 0 ? 'mount' : `mount-${set + 1}`,
      ports: PORTS,
      endpoints: members.map((node) => node.endpoint(GLUSTERD_PORT)),
      enough: 2,
      takeover: 'replica',
      members,
    });
  }
}
