import type { Construct } from 'constructs';
import { TIER_DEFAULTS } from '../model/defaults';
import { instanceType } from '../model/instance-types';
import { NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import { type Entrance, dnsEntrance, elasticIpEntrance } from './entrance';
import type { MediaServer } from './media-server';
import { PageCache } from './page-cache';
import { type Backend, haproxyPart } from './user-data/haproxy';
import type { MachinePart } from './user-data/machine';
import { WebTier } from './web-tier';

const HTTP = 80;
const HTTPS = 443;
const CONFIGURATION = '/etc/haproxy/haproxy.cfg';

export interface LoadBalancerPairProps extends NodeTierProps {
  /**
   * Number of nodes, 1 to 4.
   * @default 2
   */
  readonly nodes?: number;
  /**
   * `elastic-ip`: one address, moved to a survivor by the nodes themselves; `dns`: an address for each node, and Route 53
   * answers with those that are healthy.
   * @default 'elastic-ip'
   */
  readonly address?: 'elastic-ip' | 'dns';
  /**
   * Route 53 hosted zone id of the site's domain; needed with `address: 'dns'`.
   * @default - none
   */
  readonly hostedZone?: string;
  /**
   * Where the certificate comes from: made on the node, from Let's Encrypt, or from the site's secret `tls`.
   * @default - `acme` where the site has a domain, else `self-signed`
   */
  readonly tls?: 'self-signed' | 'acme' | 'secret';
}

/** Where requests under a path go. */
interface Route {
  readonly path: string;
  readonly target: WebTier | MediaServer;
}

/** The site's entrance: haproxy on two machines, of which any one suffices. */
export class LoadBalancerPair extends NodeTier {
  private readonly tls: 'self-signed' | 'acme' | 'secret';
  private readonly entrance: Entrance;
  private readonly routes: Route[] = [];
  private main?: WebTier | PageCache;

  constructor(scope: Construct, id: string, props: LoadBalancerPairProps) {
    const defaults = TIER_DEFAULTS.haproxy;
    super(scope, id, props, {
      kind: 'haproxy',
      nodes: props.nodes ?? defaults.nodes,
      size: props.size ?? defaults.size,
      exposure: 'public',
    });
    this.tls = props.tls ?? (props.site.domain ? 'acme' : 'self-signed');
    for (const port of [HTTP, HTTPS]) this.firewall.openToInternet(port);
    this.entrance =
      (props.address ?? defaults.address) === 'dns' ? dnsEntrance(this, props.hostedZone) : elasticIpEntrance(this);
    if (this.tls !== 'self-signed') this.role.allowSecret('tls', this.tls === 'acme' ? 'create' : 'read');
    if (this.tls === 'acme') this.openAmongNodes([tcp(ACME_PORT)]);
  }

  /** Send what no route takes to this tier: web nodes, or the page cache before them. */
  to(target: WebTier | PageCache): this {
    this.main = target;
    const web = webBehind(target);
    const files = [CONFIGURATION];
    this.enter('serve');
    this.enter('write');
    this.enter('upload', () => web.storesFiles);
    // The balancer goes round its caches when none is left, so the site never needs one.
    if (target instanceof PageCache) this.need(target.serve, { by: ['serve'], orElse: [web.serve], files });
    else this.need(web.serve, { by: ['serve'], files });
    this.need(web.write, { by: ['write'], files });
    this.need(web.upload, { by: ['upload'], files, when: () => web.storesFiles });
    web.behind(this);
    return this;
  }

  /** Send requests whose path begins with `path` to this tier; the tier's name becomes a goal of its own. */
  route(path: string, target: WebTier | MediaServer): this {
    this.routes.push({ path, target });
    const goal = target instanceof WebTier ? target.tierName : 'media';
    this.enter(goal);
    this.need(target.serve, { by: [goal], files: [CONFIGURATION] });
    if (target instanceof WebTier) {
      this.need(target.write, { by: [goal], files: [CONFIGURATION] });
      target.behind(this);
    }
    return this;
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    if (!this.main) throw new RangeError(`${this.tierName}: say where requests go: ${this.tierName}.to(web)`);
    const web = webBehind(this.main);
    return [
      haproxyPart({
        self: node.endpoint(HTTP),
        balancers: this.endpoints(HTTP),
        memoryMiB: instanceType(this.size).memoryMiB,
        healthPath: web.healthPath,
        domain: this.site.domain,
        tls: this.tls,
        pages: backend(this.main.serve),
        direct: this.main instanceof PageCache ? backend(web.serve) : undefined,
        routes: this.routes.map(({ path, target }) => ({ path, backend: backend(target.serve) })),
      }),
      ...this.entrance.parts(node),
    ];
  }

  /** Offer a goal's service to visitors. */
  private enter(goal: string, when?: () => boolean): void {
    this.offer({
      name: goal,
      ports: [tcp(HTTP), tcp(HTTPS)],
      endpoints: this.endpoints(HTTP),
      enough: 1,
      takeover: this.nodes.length > 1 ? this.entrance.takeover : 'none',
    });
    this.site.claims.goal({ name: goal, service: `${this.tierName}.${goal}` }, when);
  }
}

function webBehind(target: WebTier | PageCache): WebTier {
  return target instanceof PageCache ? target.web : target;
}

function backend(service: Service): Backend {
  return { name: service.tier.tierName, endpoints: service.endpoints };
}
