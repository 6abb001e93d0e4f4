import type { Construct } from 'constructs';
import { instanceType } from '../model/instance-types';
import { KINDS } from '../model/kinds';
import { NODE_FILES } from '../model/node-files';
import { type NeedOptions, NodeTier, type NodeTierProps } from './core/node-tier';
import { tcp } from './core/security';
import type { Service } from './core/service';
import type { TierNode } from './core/tier-node';
import { type BalancerEntrance, dnsEntrance, elasticIpEntrance } from './entrance';
import type { MediaServer } from './media-server';
import { PageCache } from './page-cache';
import { ACME_PORT, haproxyPart, type Target } from './user-data/haproxy';
import type { MachinePart } from './user-data/machine';
import { WebTier } from './web-tier';

const HTTP = 80;
const HTTPS = 443;
const CONFIGURATION = NODE_FILES.haproxy;

export interface LoadBalancerProps extends NodeTierProps {
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
  /**
   * `sticky`: a cookie leads each visitor back to the web node that he met first, whose loss logs him out.
   * @default - any node serves any visitor
   */
  readonly sessions?: 'sticky';
}

/** Where requests under a path go. */
interface Route {
  readonly path: string;
  readonly target: WebTier | PageCache | MediaServer;
}

/** The site's entrance: haproxy on one to four machines, of which any one suffices. */
export class LoadBalancer extends NodeTier {
  private readonly tls: 'self-signed' | 'acme' | 'secret';
  private readonly entrance: BalancerEntrance;
  private readonly routes: Route[] = [];
  private readonly isSticky: boolean;
  private main?: WebTier | PageCache;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    const defaults = KINDS.haproxy.defaults;
    super(scope, id, props, {
      kind: 'haproxy',
      nodes: props.nodes ?? defaults.nodes,
      size: props.size ?? defaults.size,
      exposure: 'public',
    });
    this.isSticky = props.sessions === 'sticky';
    this.watch('servers');
    this.watch('certificate');
    this.tls = props.tls ?? (props.site.domain ? 'acme' : 'self-signed');
    for (const port of [HTTP, HTTPS]) this.firewall.openToInternet(port);
    this.entrance =
      (props.address ?? defaults.address) === 'dns' ? dnsEntrance(this, props.hostedZone) : elasticIpEntrance(this);
    if (this.tls !== 'self-signed') this.role.allowSecret('tls', this.tls === 'acme' ? 'renew' : 'read');
    if (this.tls === 'acme') this.openAmongNodes([tcp(ACME_PORT)]);
  }

  /** Send what no route takes to this tier: web nodes, or the page cache before them. */
  to(target: WebTier | PageCache): this {
    this.main = target;
    const web = webBehind(target);
    const storesFiles = () => web.storesFiles;
    this.enter('serve');
    this.enter('write');
    this.enter('upload', storesFiles);
    // The balancer goes round its caches when none is left, so the site never needs one.
    if (target instanceof PageCache) this.sendTo(target.serve, 'serve', { orElse: [web.serve] });
    else this.sendTo(web.serve, 'serve');
    this.sendTo(web.write, 'write');
    this.sendTo(web.upload, 'upload', { when: storesFiles });
    web.behind(this);
    return this;
  }

  /**
   * Send requests whose path begins with `path` to this tier. What it does becomes a goal of its own, by the tier's name;
   * a media server's is `media`.
   */
  route(path: string, target: WebTier | PageCache | MediaServer): this {
    this.routes.push({ path, target });
    if (target instanceof WebTier || target instanceof PageCache) {
      const web = webBehind(target);
      this.enter(target.tierName);
      this.sendTo(target.serve, target.tierName);
      if (target === web) {
        this.sendTo(web.write, target.tierName);
        web.behind(this);
      }
      return this;
    }
    this.enter('media');
    this.sendTo(target.serve, 'media');
    return this;
  }

  protected override parts(node: TierNode): readonly MachinePart[] {
    if (!this.main) throw new RangeError(`${this.tierName}: say where requests go: ${this.tierName}.to(web)`);
    const web = webBehind(this.main);
    return [
      haproxyPart({
        nodeName: node.name,
        memoryMiB: instanceType(this.size).memoryMiB,
        healthPath: web.healthPath,
        domain: this.site.domain,
        aliases: this.site.aliases,
        tls: this.tls === 'acme' ? { mode: 'acme', nodes: this.endpoints(ACME_PORT) } : { mode: this.tls },
        pages: this.backend(this.main),
        direct: this.main instanceof PageCache ? this.backend(web) : undefined,
        uncachedPaths: this.main instanceof PageCache ? this.main.uncachedPaths : undefined,
        routes: this.routes.map(({ path, target }) => ({ path, backend: this.backend(target) })),
      }),
      ...this.entrance.parts(node),
    ];
  }

  private backend(target: WebTier | PageCache | MediaServer): Target {
    const healthPath =
      target instanceof WebTier || target instanceof PageCache ? webBehind(target).healthPath : '/health';
    const isSticky = this.isSticky && target instanceof WebTier;
    return { name: target.tierName, endpoints: target.serve.endpoints, healthPath, isSticky };
  }

  private sendTo(service: Service, goal: string, options: Pick<NeedOptions, 'orElse' | 'when'> = {}): void {
    this.need(service, { by: [goal], files: [CONFIGURATION], ...options });
  }

  /** Offer a goal's service to visitors. */
  private enter(goal: string, when?: () => boolean): void {
    this.offer({
      name: goal,
      when,
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
