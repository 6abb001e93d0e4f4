import type { MachineFiles } from '../../terraform/machine-files';
import { fields } from '../../terraform/values';
import { binds, type HaproxySection, haproxySections, isLocal } from './haproxy-config';
import type { Pool, PoolReader, PoolServer } from './pool';
import { siteServices } from './site-file';

/** The load balancer's configuration, and that of the database proxy on a web node. */
export const HAPROXY: PoolReader = {
  path: /^\/etc\/haproxy\/haproxy\.cfg$/,
  unit: () => 'haproxy',
  context: databasePort,
  read: (text, _, local) => {
    const config = new HaproxyConfig(text);
    return config.entered(local).flatMap((section) => config.pools(section));
  },
};

class HaproxyConfig {
  readonly sections: readonly HaproxySection[];
  readonly #health = new Map<HaproxySection, Health>();
  readonly #servers = new Map<HaproxySection, ReadonlyMap<string, readonly string[]>>();

  constructor(text: string) {
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
    if (host === undefined) return [];
    const unchecked = this.#unchecked(section, name ?? '', options);
    return [{ host, port: Number(port), ...(unchecked === undefined ? {} : { unchecked }) }];
  }

  /** Why haproxy would not notice that a server is dead. */
  #unchecked(section: HaproxySection, name: string, options: readonly string[]): string | undefined {
    const tracked = options[options.indexOf('track') + 1];
    if (options.includes('track') && tracked !== undefined) return this.#trackedUnchecked(tracked);
    const { byDefault, http } = this.#healthOf(section);
    if (!options.includes('check') && (!byDefault || options.includes('no-check')))
      return `server ${name} without 'check'`;
    return http ? undefined : `${section.kind} ${section.name} without 'option httpchk'`;
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
      http: general.some(([word, option]) => word === 'option' && option === 'httpchk'),
    };
    this.#health.set(section, health);
    return health;
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

/** Whether a section's servers are checked unless they say otherwise, and over HTTP. */
interface Health {
  readonly byDefault: boolean;
  readonly http: boolean;
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
