import type { CallOutcome } from '../fakes';
import type { LocalSite } from './local-site';

/** What a drill noticed beside its faults: calls of AWS that were refused or not understood, and connections that were refused. */
export async function remarksOf(site: LocalSite): Promise<readonly string[]> {
  return [...unknownCalls(site), ...(await refusedConnections(site))];
}

const ODD: ReadonlySet<CallOutcome> = new Set(['unknown', 'denied', 'unreached']);

function unknownCalls(site: LocalSite): readonly string[] {
  const odd = site.calls.filter(({ outcome }) => ODD.has(outcome));
  const lines = odd.map(({ node, action, resource, outcome }) => `${node}: ${action} on ${resource} was ${outcome}`);
  return [...new Set(lines)].sort();
}

/** What the security groups have refused the site's own nodes: a rule is missing, or something asks for what it has no use for. */
async function refusedConnections({ network, nodes }: LocalSite): Promise<readonly string[]> {
  const names = new Map(nodes.flatMap(({ name, plan }) => plan.privateIps.map((ip) => [ip, name])));
  const refused = (await network.refused()).flatMap(({ from, to, protocol, port }) => {
    const [caller, callee] = [names.get(from), names.get(to)];
    return caller && callee ? [`${caller}: ${protocol} ${port} of ${callee} was refused by security groups`] : [];
  });
  return [...new Set(refused)].sort();
}
