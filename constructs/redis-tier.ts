import type { Construct } from 'constructs';
import { instanceType } from '../model/instance-types';
import { KINDS } from '../model/kinds';
import { NODE_FILES } from '../model/node-files';
import { LEAST_ROOT_GIB } from '../model/root-disk';
import type { Runtime } from '../model/tiers';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import type { ApplicationTier, Supplier, Supply } from './supply';
import { CHECK_PORT } from './user-data/local-proxy';
import type { MachinePart } from './user-data/machine';
import { KEY_PROXY, keySections, VALKEY_PORT, valkeyPart } from './user-data/valkey';

/** Debian's client for the application, by what runs it. */
const CLIENTS: Readonly<Record<Runtime, string>> = { wsgi: 'python3-redis', php: 'php-redis' };

export interface RedisTierProps extends NodeTierProps {
  /**
   * `sessions`: each write is on the disk before it is acknowledged, and none is ever put away. `cache`: in memory alone.
   * @default 'sessions'
   */
  readonly keeps?: 'sessions' | 'cache';
  /**
   * Memory for items, in MiB.
   * @default - half of the node's memory
   */
  readonly memoryMiB?: number;
}

/**
 * A key-value store on a machine of its own: Valkey, which speaks Redis's protocol. What it keeps goes with its node; a
 * restart leaves sessions, and empties a cache.
 */
export class RedisTier extends NodeTier implements Supplier {
  readonly supplies = 'cache';
  readonly primary: Service;
  private readonly keeps: 'sessions' | 'cache';
  private readonly memoryMiB: number;
  private readonly secrets: { readonly site: string; readonly nodes: string };

  constructor(scope: Construct, id: string, props: RedisTierProps) {
    const defaults = KINDS.redis.defaults;
    const size = props.size ?? defaults.size;
    super(scope, id, props, { kind: 'redis', nodes: 1, size, exposure: 'private', rootGiB: LEAST_ROOT_GIB });
    this.keeps = props.keeps ?? defaults.keeps;
    this.memoryMiB = props.memoryMiB ?? Math.floor(instanceType(size).memoryMiB * defaults.memoryShare);
    this.secrets = { site: `${id}/valkey`, nodes: `${id}/valkey-nodes` };
    this.role.allowSecret(this.secrets.site, 'create');
    this.role.allowSecret(this.secrets.nodes, 'create');
    this.primary = this.offer({
      name: 'primary',
      ports: [tcp(VALKEY_PORT), tcp(CHECK_PORT)],
      endpoints: this.endpoints(VALKEY_PORT),
      enough: 1,
      takeover: 'none',
    });
  }

  supplyTo(client: ApplicationTier): Supply {
    const files = [NODE_FILES.haproxy];
    // Without a cache the application computes anew; without its sessions it cannot count a visit.
    client.need(this.primary, { by: ['write'], strength: this.keeps === 'sessions' ? 'hard' : 'soft', files });
    client.need(this.primary, { by: ['serve'], strength: 'soft', files });
    client.role.allowSecret(this.secrets.site, 'read');
    const servers = { redis: [`${KEY_PROXY.host}:${KEY_PROXY.port}`] };
    return {
      services: {
        ...(this.keeps === 'sessions' ? { sessions: servers } : { cache: servers }),
        redisSecret: this.secrets.site,
      },
      parts: () => [{ packages: [CLIENTS[client.runtime]] }],
      proxied: keySections(this.primary.endpoints),
    };
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    return [valkeyPart({ keeps: this.keeps, memoryMiB: this.memoryMiB, listen: node.host, secrets: this.secrets })];
  }
}
