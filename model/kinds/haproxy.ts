import * as f from '../schema/fields';
import { publicSlot } from './address-plan';
import { conflict, nodeKind, type OptionConflict, upTo } from './record';

const DEFAULTS = { nodes: 2, size: 't3.micro', address: 'elastic-ip' } as const;

const route = f
  .keys({
    path: f
      .text(/^\/[\w.~/@%+-]{0,200}$/, 'the beginning of a URL path, as /api/')
      .describe('Beginning of the URL path.'),
    to: f.tierReference().describe('Name of the tier that answers; web, varnish or media-server.'),
  })
  .describe('Requests whose path begins with `path` go to the tier `to`.');

export const haproxy = nodeKind({
  kind: 'haproxy',
  about: 'Load balancers that share the address of the site; TLS ends here.',
  defaults: DEFAULTS,
  nodes: upTo(4, DEFAULTS.nodes),
  keys: {
    address: f
      .choiceOf(['elastic-ip', 'dns'])
      .default(DEFAULTS.address)
      .describe(
        'elastic-ip: one address that moves to a survivor. dns: one address for each node, with health checks.',
      ),
    to: f.tierReference().describe('Name of the tier that takes what no route takes; web or varnish.'),
    routes: f.listOf(route, 'routes', 50).default([]).describe('Paths that other tiers answer. The longest path wins.'),
    tls: f
      .choiceOf(['self-signed', 'acme', 'secret'])
      .optional()
      .describe('Where the certificate comes from. Default: acme if the topology has a domain, else self-signed.'),
    sessions: f
      .choiceOf(['sticky'])
      .optional()
      .describe(
        'sticky: a cookie leads each visitor back to the web node that he met first, for an application that keeps sessions on its own nodes. The loss of a web node logs its visitors out; sessions in signed cookies, or in a memcached or redis tier, are better. Default: any node serves any visitor.',
      ),
    hostedZone: f
      .text(/^Z[A-Z0-9]{1,31}$/, 'the id of a Route 53 hosted zone, as Z0123456789ABC')
      .optional()
      .describe('Route 53 hosted zone of the domain. Goes with `address: dns`.'),
  },
  resolve: (source, { hasDomain }) => ({
    ...source,
    tls: source.tls ?? (hasDomain ? ('acme' as const) : ('self-signed' as const)),
  }),
  addresses: { public: publicSlot(2) },
  namedIn: [],
  stores: 'nothing',
  // On which of them has the address.
  membersAgree: true,
  memberLoss: 'takeover',
  names: ({ to, routes }) => [
    { place: 'haproxy.to', to, path: ['to'] },
    ...routes.map((one, index) => ({
      place: 'haproxy.routes' as const,
      to: one.to,
      path: ['routes', index, 'to'],
    })),
  ],
  entrance: { as: 'one haproxy tier', of: ({ address }) => ({ address, scheme: 'https' }) },
  conflicts: ({ address, hostedZone, tls, sessions, to, routes }, { hasDomain, isCache }) => [
    ...addressConflicts(address, hostedZone, hasDomain === false),
    ...(sessions === 'sticky' && [to, ...routes.map((route) => route.to)].some(isCache)
      ? [
          conflict(
            'sessions',
            sessions,
            'a page cache between the balancer and the web nodes leads visitors to any of them',
            'sessions: sticky where no varnish tier stands behind the balancer',
            'delete sessions, and keep them in signed cookies or in a memcached or redis tier; or delete the varnish tier',
          ),
        ]
      : []),
    ...(tls === 'acme' && hasDomain === false
      ? [
          conflict(
            'tls',
            'acme',
            'a certificate by ACME is for a domain, and the topology has none',
            'tls: acme with a domain',
            'add domain: to the topology, or write tls: self-signed',
          ),
        ]
      : []),
  ],
});

function addressConflicts(
  address: string,
  hostedZone: string | undefined,
  noDomain: boolean,
): readonly OptionConflict[] {
  if (address !== 'dns') {
    if (hostedZone === undefined) return [];
    const message = 'a hosted zone is used with address: dns only';
    const fix = 'delete hostedZone, or write address: dns';
    return [conflict('hostedZone', hostedZone, message, 'hostedZone with address: dns', fix)];
  }
  const problems: OptionConflict[] = [];
  if (noDomain) {
    const message = 'address: dns needs a name to put the records under';
    problems.push(conflict('address', 'dns', message, 'address: dns with a domain', 'add domain: to the topology'));
  }
  if (hostedZone === undefined) {
    const message = 'address: dns needs the hosted zone of the records';
    const fix = 'add hostedZone: the id of the Route 53 zone of the domain';
    problems.push(conflict('address', 'dns', message, 'address: dns with a hostedZone', fix));
  }
  return problems;
}
