import {
  binds,
  type HaproxyConfig,
  type HaproxySection,
  type HaproxyServer,
  healthCheckPath,
  isDisabled,
  isLocal,
  linesOf,
  serversOf,
} from '../haproxy';
import type { Backend, Upstream } from './upstream';

/** The servers that a load balancer chooses from, and those that the database proxy on a web node does. */
export class HaproxyUpstreams {
  readonly sections: readonly HaproxySection[];
  readonly #servers = new Map<HaproxySection, readonly HaproxyServer[]>();
  readonly #upstreams = new Map<string, readonly Upstream[]>();

  constructor(readonly config: HaproxyConfig) {
    this.sections = config.problem === undefined ? config.sections : [];
  }

  /**
   * @param capability what of the callee is used, as `read` of `db.read`
   * @param local where the application on the machine expects it, as `127.0.0.1:3307`
   */
  of(capability: string, local: string | undefined): readonly Upstream[] {
    const key = `${capability} ${local}`;
    const known = this.#upstreams.get(key);
    if (known) return known;
    const found = this.#entered(local).flatMap((section) => this.#upstreamsOf(section, { capability, local }));
    this.#upstreams.set(key, found);
    return found;
  }

  /** Sections that requests reach: from the outside, or from the application by the local port that it uses. */
  #entered(local: string | undefined): readonly HaproxySection[] {
    const entrances = this.sections.filter(
      (section) => !isDisabled(section) && binds(section).some((bind) => !isLocal(bind) || bind === local),
    );
    const targets = entrances.flatMap((section) => {
      const routes = section.lines.filter(([word]) => word === 'use_backend').map(([, name]) => name);
      // Of several defaults the last counts, and a section's own takes the place of what it inherits.
      const general = linesOf(section).findLast(([word]) => word === 'default_backend')?.[1];
      return [...routes, general].flatMap((name) => this.#proxy(name) ?? []);
    });
    const entered = [...new Set([...entrances, ...targets])].filter((section) => !isDisabled(section));
    return entered.filter(({ kind }) => kind === 'backend' || kind === 'listen');
  }

  /** Servers with checks of their own; and those that stand in, by whose checks they go. */
  #upstreamsOf(section: HaproxySection, wanted: Wanted): readonly Upstream[] {
    const servers = this.#serversOf(section);
    const proxies = [...new Set(servers.map(trackedProxy))];
    return proxies.map((proxy) => {
      const backends = servers
        .filter((server) => trackedProxy(server) === proxy)
        .flatMap((server) => this.#backend(section, server, wanted));
      const { path } = section;
      const name = `${section.kind} ${section.name}`;
      if (proxy === undefined) return { path, name, backends };
      const tracked = this.#proxy(proxy);
      const scope = (tracked ? this.#serversOf(tracked) : []).flatMap(({ address }) => /^[\d.]+/.exec(address) ?? []);
      return { path, name: `${name}, servers that track ${proxy}`, backends, scope: scope.map(String) };
    });
  }

  #backend(section: HaproxySection, server: HaproxyServer, wanted: Wanted): Backend[] {
    const [, privateIp, port] = /^(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(server.address) ?? [];
    // One that is disabled or without weight gets no request.
    if (privateIp === undefined || server.disabled || server.weight === 0) return [];
    const unchecked = this.#unchecked(section, server, wanted);
    const asked = this.#asked(section, server);
    return [
      {
        privateIp,
        port: Number(port),
        ...(unchecked === undefined ? {} : { unchecked }),
        ...(asked === undefined ? {} : { healthCheckPath: asked }),
      },
    ];
  }

  /** Why haproxy would not notice that a server is dead. */
  #unchecked(section: HaproxySection, { name, checked, track }: HaproxyServer, wanted: Wanted): string | undefined {
    if (track !== undefined) return this.#trackedUnchecked(track, wanted);
    const path = healthCheckPath(section);
    if (!checked) return `server ${name} without 'check'`;
    if (path === undefined) return `${section.kind} ${section.name} without 'option httpchk'`;
    if (!isProxy(section) || path === purpose(section, wanted)) return undefined;
    return `${section.kind} ${section.name} asks for ${path}, not for ${purpose(section, wanted)}`;
  }

  #trackedUnchecked(track: string, wanted: Wanted): string | undefined {
    const [proxy, name] = track.split('/');
    const section = this.#proxy(proxy);
    // Of two servers of one name the first counts.
    const server = section && this.#serversOf(section).find((one) => one.name === name);
    if (!section || !server) return `'track ${track}', which is not there`;
    return server.track === undefined
      ? this.#unchecked(section, server, wanted)
      : `'track ${track}', which tracks another`;
  }

  /** Page that a web server is asked for, by its own section or that of the server whose fate it shares. */
  #asked(section: HaproxySection, { track }: HaproxyServer): string | undefined {
    const checks = track === undefined ? section : this.#proxy(track.split('/')[0]);
    return checks === undefined || isProxy(checks) ? undefined : healthCheckPath(checks);
  }

  #serversOf(section: HaproxySection): readonly HaproxyServer[] {
    const known = this.#servers.get(section) ?? serversOf(section);
    this.#servers.set(section, known);
    return known;
  }

  #proxy(name: string | undefined): HaproxySection | undefined {
    return this.sections.find((one) => one.name === name && (one.kind === 'backend' || one.kind === 'listen'));
  }
}

interface Wanted {
  readonly capability: string;
  readonly local: string | undefined;
}

/** Whether a section is what the application on the same machine speaks to, in place of a database. */
function isProxy(section: HaproxySection): boolean {
  const all = binds(section);
  return all.length > 0 && all.every(isLocal);
}

/** What a database is asked for: whether it does what it is wanted for. */
function purpose(section: HaproxySection, { capability, local }: Wanted): string {
  const own = local !== undefined && binds(section).includes(local);
  return `/${own ? capability : section.name}`;
}

function trackedProxy({ track }: HaproxyServer): string | undefined {
  return track?.split('/')[0];
}
