import { Eip } from '@cdktf/provider-aws/lib/eip';
import { EipAssociation } from '@cdktf/provider-aws/lib/eip-association';
import type { Construct } from 'constructs';
import { KINDS } from '../model/kinds';
import { NODE_FILES } from '../model/node-files';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import type { Supplier, Supply } from './supply';
import { dataVolumePart } from './user-data/data-volume';
import type { MachinePart } from './user-data/machine';
import { MEDIA_UPLOAD_PORT, mediaServerPart } from './user-data/media-server';

const HTTP = 80;

export interface MediaServerProps extends NodeTierProps {
  /**
   * Size of the data volume, GiB.
   * @default 20
   */
  readonly storageGiB?: number;
  /**
   * Whether visitors reach it at an Elastic IP of its own. Without one it stands behind a balancer
   * (`balancer.route('/media/', media)`).
   * @default false
   */
  readonly public?: boolean;
}

/** A web server for static and media files alone, as sites had it before CDNs. One machine: `MediaCdn` has no such limit. */
export class MediaServer extends NodeTier implements Supplier {
  readonly supplies = 'media';
  readonly serve: Service;
  private readonly put: Service;
  private readonly address?: Eip;
  private readonly clients: NodeTier[] = [];

  constructor(scope: Construct, id: string, props: MediaServerProps) {
    const defaults = KINDS['media-server'].defaults;
    super(scope, id, props, {
      kind: 'media-server',
      nodes: 1,
      size: props.size ?? defaults.size,
      exposure: props.public ? 'public' : 'private',
      dataVolumeGiB: props.storageGiB ?? defaults.storageGiB,
    });
    const one = { enough: 1, takeover: 'none' } as const;
    this.serve = this.offer({ ...one, name: 'serve', ports: [tcp(HTTP)], endpoints: this.endpoints(HTTP) });
    this.put = this.offer({
      ...one,
      name: 'put',
      ports: [tcp(MEDIA_UPLOAD_PORT)],
      endpoints: this.endpoints(MEDIA_UPLOAD_PORT),
    });
    if (props.public) this.address = this.openToVisitors();
  }

  supplyTo(client: NodeTier): Supply {
    this.clients.push(client);
    client.need(this.put, { by: ['write'], strength: 'soft', files: [NODE_FILES.site] });
    const [put] = this.put.endpoints;
    if (this.address) client.tell('media-domain', this.address.publicIp);
    return {
      services: { media: { kind: 'server', put: `http://${put?.host}:${MEDIA_UPLOAD_PORT}`, url: '/media' } },
      parts: () => [],
    };
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    const writers = this.clients.flatMap((client) => client.nodes.map((one) => one.host));
    return [dataVolumePart({}), mediaServerPart({ self: node.endpoint(HTTP), writers })];
  }

  private openToVisitors(): Eip {
    this.firewall.openToInternet(HTTP);
    const address = new Eip(this, 'address', {
      domain: 'vpc',
      tags: { Name: `${this.site.name}-${this.tierName}` },
      dependsOn: [this.site.reservation],
      lifecycle: { preventDestroy: true },
    });
    const [node] = this.nodes;
    if (node)
      new EipAssociation(this, 'association', { allocationId: address.allocationId, instanceId: node.instance.id });
    this.site.claims.goal({ name: 'media', service: `${this.tierName}.serve` });
    return address;
  }
}
