import type { Construct } from 'constructs';
import { KINDS } from '../model/kinds';
import { NODE_FOLDERS } from '../model/node-files';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import { type Supplier, type Supply, UPLOADS_PATH } from './supply';
import { dataVolumePart } from './user-data/data-volume';
import type { MachinePart } from './user-data/machine';
import { nfsMountPart } from './user-data/nfs-mount';
import { nfsServerPart } from './user-data/nfs-server';

const PORT = 2049;

export interface NfsServerProps extends NodeTierProps {
  /**
   * Size of the data volume, GiB.
   * @default 20
   */
  readonly storageGiB?: number;
}

/**
 * Shared files on one NFS server. It is a single point of failure for what the site stores; `GlusterVolume` is the way
 * out of it.
 */
export class NfsServer extends NodeTier implements Supplier {
  readonly supplies = 'files';
  readonly mount: Service;
  private readonly clients: NodeTier[] = [];

  constructor(scope: Construct, id: string, props: NfsServerProps) {
    const defaults = KINDS.nfs.defaults;
    super(scope, id, props, {
      kind: 'nfs',
      nodes: 1,
      size: props.size ?? defaults.size,
      exposure: 'private',
      dataVolumeGiB: props.storageGiB ?? defaults.storageGiB,
    });
    this.mount = this.offer({
      name: 'mount',
      ports: [tcp(PORT)],
      endpoints: this.endpoints(PORT),
      enough: 1,
      takeover: 'none',
    });
  }

  supplyTo(client: NodeTier): Supply {
    this.clients.push(client);
    client.need(this.mount, { by: ['upload'], files: [NODE_FOLDERS.units] });
    const [server] = this.mount.endpoints;
    if (!server) throw new RangeError(`${this.tierName} has no node`);
    return {
      services: { uploads: { path: UPLOADS_PATH } },
      parts: () => [nfsMountPart({ server, mountPoint: UPLOADS_PATH })],
    };
  }

  protected override parts(): readonly MachinePart[] {
    const clients = this.clients.flatMap((client) => client.nodes.map((node) => node.host));
    return [dataVolumePart({}), nfsServerPart({ clients })];
  }
}
