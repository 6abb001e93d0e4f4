import * as f from '../schema/fields';
import { privateSlot } from './address-plan';
import { memoryKey, memoryMiB } from './memory';
import { nodeKind, upTo } from './record';

const DEFAULTS = {
  nodes: 2,
  size: 't3.small',
  memoryShare: 0.6,
  ttlSeconds: 120,
  graceSeconds: 3600,
  /** Of the sample site and Django, PHP, Java, Express, Laravel, WordPress. */
  sessionCookies: [
    'JSESSIONID',
    'PHPSESSID',
    'connect.sid',
    'laravel_session',
    'session',
    'sessionid',
    'wordpress_logged_in_*',
  ],
  uncachedPaths: ['/accounts', '/admin', '/cart', '/checkout', '/login', '/logout', '/session'],
} as const;

const cookie = f.text(/^[\w!#$%&'+.^`|~-]{1,100}\*?$/, 'a cookie name, as sessionid, or its beginning, as wordpress_*');
const path = f.text(/^\/[\w.~/@%+-]{1,200}$/, 'the beginning of a URL path, as /cart');

export const varnish = nodeKind({
  kind: 'varnish',
  about: 'Page caches between the balancers and a web tier.',
  defaults: DEFAULTS,
  nodes: upTo(4, DEFAULTS.nodes),
  keys: {
    memory: memoryKey('Size of the cache', DEFAULTS.memoryShare),
    to: f.tierReference().describe('Name of the web tier behind the cache.'),
    ttlSeconds: f
      .wholeNumber(0, 31_536_000)
      .default(DEFAULTS.ttlSeconds)
      .describe('How long a page that does not say so itself is fresh, in seconds.'),
    graceSeconds: f
      .wholeNumber(0, 31_536_000)
      .default(DEFAULTS.graceSeconds)
      .describe('How long a stale page may be served while the web tier is away, in seconds.'),
    sessionCookies: f
      .listOf(cookie, 'cookie names', 50)
      .default([...DEFAULTS.sessionCookies])
      .describe(
        'Cookies that say whose session a request belongs to; with `*` at the end, all that begin so. ' +
          'A request with none of them gets the page for everybody, without any cookie.',
      ),
    uncachedPaths: f
      .listOf(path, 'paths', 100)
      .default([...DEFAULTS.uncachedPaths])
      .describe(
        'Beginnings of URL paths that pass by the cache. Others are passed on as well where their response forbids to keep it.',
      ),
  },
  resolve: ({ memory, ...source }) => ({
    ...source,
    /** Memory of the cache itself, on each node. */
    memoryMiB: memoryMiB(memory, source.size, DEFAULTS.memoryShare),
  }),
  addresses: { private: privateSlot(1) },
  namedIn: ['haproxy.to', 'haproxy.routes'],
  // Copies of pages, which the web tier makes again.
  stores: 'nothing',
  membersAgree: false,
  memberLoss: 'nothing',
  names: ({ to }) => [{ place: 'varnish.to', to, path: ['to'] }],
});
