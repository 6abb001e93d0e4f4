import type { Endpoint } from '../machine';

/** Port on which varnishd answers, its usual one. */
export const VARNISH_PORT = 6081;

export interface VarnishProps {
  /** Memory of the cache itself, MiB, with what passes through it uncached. */
  readonly memoryMiB: number;
  /** The web nodes behind the cache. */
  readonly backends: readonly Endpoint[];
  /**
   * Path that a web node answers with 200 while it can serve. To the balancer the cache answers it by itself: the
   * cache is worth asking as long as it lives, since it can serve stale pages while no web node is left.
   * @default '/health'
   */
  readonly healthPath?: string;
  /**
   * How long a page is fresh that says nothing about it, seconds.
   * @default 120
   */
  readonly ttlSeconds?: number;
  /**
   * How long a stale page may be served while no web node answers, seconds.
   * @default 3600
   */
  readonly graceSeconds?: number;
  /** A request without any of these cookies gets the page for everybody; with `*` at the end, all that begin so. */
  readonly sessionCookies: readonly string[];
  /**
   * Paths that are never answered from the cache, with all below them.
   * @default - none
   */
  readonly uncachedPaths?: readonly string[];
}
