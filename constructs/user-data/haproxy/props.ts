import type { Endpoint } from '../machine';

/** Where haproxy answers about its own health and numbers, on loopback only. */
export const BALANCER_LOCAL_PORT = 8404;

/** Path, on every port of haproxy, that answers 200 while this balancer can serve; keepalived and Route 53 ask it. */
export const BALANCER_ALIVE_PATH = '/nospof/alive';

/** Port where certbot answers while it proves the domain; every balancer must reach it on every balancer. */
export const ACME_PORT = 8402;

/** A tier that takes requests. */
export interface Target {
  /** The tier's name. */
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
  /**
   * Path that answers 200 while a node can serve, without touching anything that nodes share.
   * @default - `healthPath` of the balancer
   */
  readonly healthPath?: string;
  /**
   * Whether a cookie leads each visitor back to the node that he met first.
   * @default false
   */
  readonly isSticky?: boolean;
}

/** Requests for `path` and all below it go to another tier than the default one. */
export interface PathRoute {
  /** As `/api`: takes `/api` and `/api/…`, not `/apiary`. */
  readonly path: string;
  readonly backend: Target;
}

/** Where the certificate comes from; a self-signed one stands in until it is there. */
export type Tls =
  | { readonly mode: 'self-signed' }
  /** The user keeps chain and key, one PEM text, in the SSM parameter `/nospof/SITE/tls`. */
  | { readonly mode: 'secret' }
  /** Let's Encrypt, by certbot on a balancer, kept in the same parameter for the others. Needs `domain`. */
  | {
      readonly mode: 'acme';
      /** Every balancer, this one too, in the order of their numbers, at `ACME_PORT`. */
      readonly nodes: readonly Endpoint[];
    };

export interface HaproxyProps {
  /** This balancer's name, as `balancer-1`. */
  readonly nodeName: string;
  /** The node's memory, MiB; the number of connections follows from it. */
  readonly memoryMiB: number;
  /** Takes what no route takes: a web tier, or the page cache before it. */
  readonly pages: Target;
  /**
   * The web tier behind a page cache: takes writes, uncached paths, WebSockets, and all when no cache is left.
   * @default - `pages` is no cache
   */
  readonly direct?: Target;
  /** @default - none */
  readonly routes?: readonly PathRoute[];
  /**
   * Paths that the page cache never answers, sent to `direct` at once, so that they do not share the cache's fate.
   * @default - none
   */
  readonly uncachedPaths?: readonly string[];
  /** @default '/health' */
  readonly healthPath?: string;
  /**
   * The site's domain. With one, plain HTTP is redirected to HTTPS.
   * @default - HTTP and HTTPS both serve
   */
  readonly domain?: string;
  /**
   * Other names of the site, which lead to `domain`.
   * @default - none
   */
  readonly aliases?: readonly string[];
  readonly tls: Tls;
}

/** Every tier behind the balancer, each once: `direct` first, since a cache's fallback follows its health. */
export function targets(props: HaproxyProps): readonly Target[] {
  const all = [
    ...(props.direct ? [props.direct] : []),
    props.pages,
    ...(props.routes ?? []).map((route) => route.backend),
  ];
  return [...new Map(all.map((target) => [target.name, target])).values()];
}
