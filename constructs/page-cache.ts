import type { Construct } from 'constructs';
import { instanceType } from '../model/instance-types';
import { KINDS } from '../model/kinds';
import { NODE_FILES } from '../model/node-files';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import type { MachinePart } from './user-data/machine';
import { varnishPart } from './user-data/varnish';
import type { WebTier } from './web-tier';

/** varnishd's usual port. */
const PORT = 6081;

export interface PageCacheProps extends NodeTierProps {
  /**
   * Number of nodes, 1 to 4.
   * @default 2
   */
  readonly nodes?: number;
  /**
   * Memory of the cache itself on each node, MiB.
   * @default - 60 % of the node's memory
   */
  readonly memoryMiB?: number;
  /**
   * How long a page without an age of its own is fresh, seconds.
   * @default 120
   */
  readonly ttlSeconds?: number;
  /**
   * How long a stale page may be served while the web tier is away, seconds.
   * @default 3600
   */
  readonly graceSeconds?: number;
  /**
   * Cookies that say whose session a request belongs to; with `*` at the end, all that begin so.
   * @default - those of the usual frameworks
   */
  readonly sessionCookies?: readonly string[];
  /**
   * Beginnings of URL paths that pass by the cache, as `/cart`.
   * @default - `/accounts`, `/admin`, `/cart`, `/checkout`, `/login`, `/logout`, `/session`
   */
  readonly uncachedPaths?: readonly string[];
}

/** Whole pages in memory between balancer and web tier (Varnish), with ESI for the parts that differ by visitor. */
export class PageCache extends NodeTier {
  readonly serve: Service;
  private readonly memoryMiB: number;
  private readonly ttlSeconds: number;
  private readonly graceSeconds: number;
  private readonly sessionCookies: readonly string[];
  readonly uncachedPaths: readonly string[];
  private behind?: WebTier;

  constructor(scope: Construct, id: string, props: PageCacheProps) {
    const defaults = KINDS.varnish.defaults;
    const size = props.size ?? defaults.size;
    super(scope, id, props, { kind: 'varnish', nodes: props.nodes ?? defaults.nodes, size, exposure: 'private' });
    this.memoryMiB = props.memoryMiB ?? Math.floor(instanceType(size).memoryMiB * defaults.memoryShare);
    this.ttlSeconds = props.ttlSeconds ?? defaults.ttlSeconds;
    this.graceSeconds = props.graceSeconds ?? defaults.graceSeconds;
    this.sessionCookies = props.sessionCookies ?? defaults.sessionCookies;
    this.uncachedPaths = props.uncachedPaths ?? defaults.uncachedPaths;
    this.serve = this.offer({
      name: 'serve',
      ports: [tcp(PORT)],
      endpoints: this.endpoints(PORT),
      enough: 1,
      takeover: this.nodes.length > 1 ? 'caller' : 'none',
    });
  }

  /** The web tier whose pages it keeps. */
  get web(): WebTier {
    if (!this.behind) throw new RangeError(`${this.tierName}: say which web tier it caches: ${this.tierName}.to(web)`);
    return this.behind;
  }

  /** Cache the pages of this web tier. */
  to(web: WebTier): this {
    this.behind = web;
    this.need(web.serve, { by: ['serve'], files: [NODE_FILES.varnish] });
    web.behind(this);
    // A page that changes before its time: the web tier tells each cache, and may.
    this.firewall.allowFrom(web.firewall, this.serve.ports);
    web.purges(this.serve);
    return this;
  }

  protected override parts(_node: TierNode): readonly MachinePart[] {
    return [
      varnishPart({
        memoryMiB: this.memoryMiB,
        ttlSeconds: this.ttlSeconds,
        graceSeconds: this.graceSeconds,
        sessionCookies: this.sessionCookies,
        uncachedPaths: this.uncachedPaths,
        backends: this.web.serve.endpoints,
        healthPath: this.web.healthPath,
      }),
    ];
  }
}
