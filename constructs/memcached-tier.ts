import type { Construct } from 'constructs';
import { instanceType } from '../model/instance-types';
import { KINDS } from '../model/kinds';
import { NODE_FILES } from '../model/node-files';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import type { Supplier, Supply } from './supply';
import type { MachinePart } from './user-data/machine';
import { memcachedPart } from './user-data/memcached';

const PORT = 11211;

export interface MemcachedTierProps extends NodeTierProps {
  /**
   * Number of nodes, 1 to 8.
   * @default 2
   */
  readonly nodes?: number;
  /**
   * Memory for items on each node, in MiB.
   * @default - 70 % of the node's memory
   */
  readonly memoryMiB?: number;
}

/**
 * Sessions and cache in memory, on machines of their own. The clients hash keys over the nodes and go on with the others
 * when one is lost; what that node held is lost with it.
 */
export class MemcachedTier extends NodeTier implements Supplier {
  readonly supplies = 'cache';
  readonly cache: Service;
  private readonly memoryMiB: number;

  constructor(scope: Construct, id: string, props: MemcachedTierProps) {
    const defaults = KINDS.memcached.defaults;
    const size = props.size ?? defaults.size;
    super(scope, id, props, { kind: 'memcached', nodes: props.nodes ?? defaults.nodes, size, exposure: 'private' });
    this.memoryMiB = props.memoryMiB ?? Math.floor(instanceType(size).memoryMiB * defaults.memoryShare);
    this.cache = this.offer({
      name: 'cache',
      ports: [tcp(PORT)],
      endpoints: this.endpoints(PORT),
      enough: 1,
      takeover: this.nodes.length > 1 ? 'caller' : 'none',
    });
  }

  supplyTo(client: NodeTier): Supply {
    const files = [NODE_FILES.site];
    client.need(this.cache, { by: ['write'], files });
    client.need(this.cache, { by: ['serve'], strength: 'soft', files });
    const memcached = this.cache.endpoints.map((one) => `${one.host}:${one.port}`);
    return { services: { sessions: { memcached }, cache: { memcached } }, parts: () => [] };
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    return [memcachedPart({ listen: node.host, memoryMiB: this.memoryMiB })];
  }
}
