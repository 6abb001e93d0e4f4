import type { MachineFiles } from '../../../terraform/machine-files';
import { fields } from '../../../terraform/values';
import { binds, type HaproxySection, haproxySections, isLocal } from './haproxy-config';
import type { Pool, PoolReader, PoolServer } from './pool';
import { siteServices } from './site-file';

/** The load balancer's configuration, and that of the database proxy on a web node. */
export const HAPROXY: PoolReader = {
  path: /^\/etc\/haproxy\/haproxy\.cfg$/,
  unit: () => 'haproxy',
  context: databasePort,
  read: (text, capability, local) => {
    const config = new HaproxyConfig(text, capability, local);
    return config.entered(local).flatMap((section) => config.pools(section));
  },
};

class HaproxyConfig {
  readonly sections: readonly HaproxySection[];
  readonly #health = new Map<HaproxySection, Health>();
  readonly #servers = new Map<HaproxySection, ReadonlyMap<string, readonly string[]>>();

  constructor(
    text: string,
    readonly capability: string,
    readonly local: string | undefined,
  ) {
    this.sections = haproxySections(text);
  }

  /** Sections that requests reach: from the outside, or from the application by the local port that it uses. */
  entered(local: string | undefined): readonly HaproxySection[] {
    const entrances = this.sections.filter((section) =>
      binds(section).some((bind) => !isLocal(bind) || bind === local),
    );
    const targets = entrances.flatMap((section) =>
      section.lines
        .filter(([word]) => word === 'use_backend' || word === 'default_backend')
        .flatMap(([, name]) => this.#proxy(name) ?? []),
    );
    return [...new Set([...entrances, ...targets])].filter(({ kind }) => kind === 'backend' || kind === 'listen');
  }

  /** Servers with checks of their own; and those that stand in, by whose checks they go. */
  pools(section: HaproxySection): readonly Pool[] {
    const lines = section.lines.filter(([word]) => word === 'server');
    const proxies = [...new Set(lines.map(trackedProxy))];
    return proxies.map((proxy) => {
      const servers = lines
        .filter((line) => trackedProxy(line) === proxy)
        .flatMap((line) => this.#server(section, line));
      const name = `${section.kind} ${section.name}`;
      if (proxy === undefined) return { name, servers };
      const tracked = this.#proxy(proxy)?.lines.filter(([word]) => word === 'server') ?? [];
      const scope = tracked.flatMap(([, , address]) => /^[\d.]+/.exec(address ?? '') ?? []);
      return { name: `${name}, servers that track ${proxy}`, servers, scope: scope.map(String) };
    });
  }

  #server(section: HaproxySection, [, name, address = '', ...options]: readonly string[]): PoolServer[] {
    const [, host, port] = /^(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(address) ?? [];
    // One that is disabled or without weight gets no request.
    if (host === undefined || options.includes('disabled') || options[options.indexOf('weight') + 1] === '0') return [];
    const unchecked = this.#unchecked(section, name ?? '', options);
    const asks = this.#asks(section, options);
    return [
      {
        host,
        port: Number(port),
        ...(unchecked === undefined ? {} : { unchecked }),
        ...(asks === undefined ? {} : { asks }),
      },
    ];
  }

  /** Why haproxy would not notice that a server is dead. */
  #unchecked(section: HaproxySection, name: string, options: readonly string[]): string | undefined {
    const tracked = options[options.indexOf('track') + 1];
    if (options.includes('track') && tracked !== undefined) return this.#trackedUnchecked(tracked);
    const { byDefault, path } = this.#healthOf(section);
    if (!options.includes('check') && (!byDefault || options.includes('no-check')))
      return `server ${name} without 'check'`;
    if (path === undefined) return `${section.kind} ${section.name} without 'option httpchk'`;
    if (!isProxy(section) || path === this.#purpose(section)) return undefined;
    return `${section.kind} ${section.name} asks for ${path}, not for ${this.#purpose(section)}`;
  }

  #trackedUnchecked(tracked: string): string | undefined {
    const [proxy, name] = tracked.split('/');
    const section = this.#proxy(proxy);
    const line = section && this.#serversOf(section).get(name ?? '');
    if (!section || !line) return `'track ${tracked}', which is not there`;
    const options = line.slice(3);
    return options.includes('track')
      ? `'track ${tracked}', which tracks another`
      : this.#unchecked(section, name ?? '', options);
  }

  /** What a section says of the health of all its servers: asked for each of thousands, looked up once. */
  #healthOf(section: HaproxySection): Health {
    const known = this.#health.get(section);
    if (known) return known;
    const defaults = this.sections.filter(({ kind }) => kind === 'defaults');
    const general = [...defaults, section].flatMap(({ lines }) => lines);
    const health = {
      byDefault: general.some(([word, ...rest]) => word === 'default-server' && rest.includes('check')),
      // The section's own comes last, and counts.
      path: general
        .filter(([word, option]) => word === 'option' && option === 'httpchk')
        .map(([, , first = 'OPTIONS', path]) => path ?? (first.startsWith('/') ? first : '/'))
        .at(-1),
    };
    this.#health.set(section, health);
    return health;
  }

  /** Page that a web server is asked for, by its own section or that of the server whose fate it shares. */
  #asks(section: HaproxySection, options: readonly string[]): string | undefined {
    const tracked = options.includes('track') ? options[options.indexOf('track') + 1] : undefined;
    const checks = tracked === undefined ? section : this.#proxy(tracked.split('/')[0]);
    return checks === undefined || isProxy(checks) ? undefined : this.#healthOf(checks).path;
  }

  /** What a database is asked for: whether it does what it is wanted for. */
  #purpose(section: HaproxySection): string {
    const own = this.local !== undefined && binds(section).includes(this.local);
    return `/${own ? this.capability : section.name}`;
  }

  #serversOf(section: HaproxySection): ReadonlyMap<string, readonly string[]> {
    const known = this.#servers.get(section);
    if (known) return known;
    const lines = section.lines.filter(([word]) => word === 'server');
    // Of two servers of one name the first counts.
    const servers = new Map(lines.reverse().map((line) => [line[1] ?? '', line]));
    this.#servers.set(section, servers);
    return servers;
  }

  #proxy(name: string | undefined): HaproxySection | undefined {
    return this.sections.find((one) => one.name === name && (one.kind === 'backend' || one.kind === 'listen'));
  }
}

/** Whether a section is what the application on the same machine speaks to, in place of a database. */
function isProxy(section: HaproxySection): boolean {
  const all = binds(section);
  return all.length > 0 && all.every(isLocal);
}

/** Whether a section's servers are checked unless they say otherwise, and what they are asked for over HTTP. */
interface Health {
  readonly byDefault: boolean;
  readonly path: string | undefined;
}

function trackedProxy(line: readonly string[]): string | undefined {
  const at = line.indexOf('track');
  return at < 0 ? undefined : line[at + 1]?.split('/')[0];
}

/** The local address at which the application expects the database, as `site.json` says. */
function databasePort(files: MachineFiles, capability: string): string | undefined {
  const { host, port } = fields(fields(siteServices(files).database)[capability]);
  return host === undefined ? undefined : `${host}:${port}`;
}
