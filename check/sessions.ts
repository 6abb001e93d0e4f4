import type { KeyValueService } from '../model/node-files';
import { binds, isDisabled, isLocal, linesOf, serversOf } from '../terraform/machine/haproxy';
import type { NodeFacts } from '../terraform/nodes';

/**
 * Where sessions of an application are. `node`: on the web node that a balancer's cookie leads the visitor back to.
 * `memcached`: in memory, on two of the nodes. `redis`: on the disk of a node.
 */
export type SessionPlace = 'node' | 'memcached' | 'redis';

/** Sessions that are lost with nodes. */
export interface KeptSessions {
  /** The tier whose application they are of. */
  readonly tier: string;
  readonly kept: SessionPlace;
  /** Nodes that they are on, by Terraform address; sorted. */
  readonly elements: readonly string[];
}

/** Where the machines' configuration says that sessions are, by tier. What an application puts into cookies is in no file here. */
export function keptSessions(nodes: ReadonlyMap<string, NodeFacts>): readonly KeptSessions[] {
  const byAddress = new Map([...nodes.values()].flatMap((node) => (node.privateIp ? [[node.privateIp, node]] : [])));
  const found = new Map<string, { readonly tier: string; readonly kept: SessionPlace; readonly on: Set<string> }>();
  const add = (tier: string | undefined, kept: SessionPlace, elements: readonly string[]) => {
    if (tier === undefined || elements.length === 0) return;
    const key = `${tier} ${kept}`;
    const one = found.get(key) ?? { tier, kept, on: new Set() };
    for (const element of elements) one.on.add(element);
    found.set(key, one);
  };
  for (const { machine, tier } of nodes.values()) {
    for (const node of stickyNodes(machine.haproxy.sections, byAddress)) add(node.tier, 'node', [node.address]);
    const { memcached, redis } = machine.site.sessions ?? ({} as KeyValueService);
    const named = (addresses: readonly string[]) =>
      addresses.flatMap((one) => byAddress.get(one.split(':')[0] ?? '')?.address ?? []);
    add(tier, 'memcached', named(memcached ?? []));
    const proxied = redis === undefined ? [] : machine.haproxy.of('primary', redis[0]);
    add(tier, 'redis', named(proxied.flatMap(({ backends }) => backends.map(({ privateIp }) => privateIp))));
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { tier, kept, on }]) => ({ tier, kept, elements: [...on].sort() }));
}

type Sections = NodeFacts['machine']['haproxy']['sections'];

/** Nodes that a cookie leads visitors back to: by servers of a backend that sets one, and names them in it. */
function stickyNodes(sections: Sections, byAddress: ReadonlyMap<string, NodeFacts>): readonly NodeFacts[] {
  return sections.flatMap((section) => {
    const isLocalOnly = binds(section).length > 0 && binds(section).every(isLocal);
    const sets = linesOf(section).some(([word, , ...options]) => word === 'cookie' && options.includes('insert'));
    if (!sets || isDisabled(section) || isLocalOnly) return [];
    const named = new Set(
      section.lines.flatMap(([word, name, ...own]) => (word === 'server' && own.includes('cookie') ? [name] : [])),
    );
    return serversOf(section).flatMap(({ name, address, disabled }) => {
      const node = byAddress.get(address.split(':')[0] ?? '');
      return node && named.has(name) && !disabled ? [node] : [];
    });
  });
}
