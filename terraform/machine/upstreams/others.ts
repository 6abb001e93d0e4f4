import type { KeyValueService } from '../../../model/node-files';
import { number } from '../../values';
import type { ReadSiteFile } from '../site-file';
import { parseUnit, unitValue } from '../systemd';
import type { Vcl } from '../vcl';
import type { Backend } from './upstream';

/** Servers of one place of a file, by its name. */
export interface NamedBackends {
  readonly name: string;
  readonly backends: readonly Backend[];
}

/** The page cache's servers: those that a director chooses from. */
export function varnishBackends({ backends }: Vcl): readonly NamedBackends[] {
  const servers = backends
    .filter(({ directed }) => directed)
    .flatMap(({ name, host, port, probe }): Backend[] => {
      if (host === undefined) return [];
      const health =
        probe === undefined ? { unchecked: `backend ${name} without a probe` } : { healthCheckPath: probe };
      return [{ privateIp: host, port, ...health }];
    });
  return [{ name: 'director', backends: servers }];
}

/** Protocols whose clients go on with the other servers when one is dead. */
const CLIENTS_GO_ON: ReadonlySet<string> = new Set(['memcached']);

/** `site.json`: the application itself speaks to the servers. */
export function siteBackends(site: ReadSiteFile, capability: string): readonly NamedBackends[] {
  const direct = capability === 'write' || capability === 'read' ? site.database[capability] : undefined;
  return [
    ...keyValueBackends('sessions', site.sessions),
    ...keyValueBackends('cache', site.cache),
    ...named('database', direct ? [`${direct.host}:${direct.port}`] : []),
    ...named('media', site.mediaServer ? [site.mediaServer.put] : []),
  ];
}

function keyValueBackends(name: string, service: KeyValueService = {}): readonly NamedBackends[] {
  return Object.entries(service).flatMap(([protocol, servers]) => {
    const found = named(name, servers);
    if (CLIENTS_GO_ON.has(protocol) || servers.length < 2) return found;
    const unchecked = `a client of ${protocol} that is not known to try the next server`;
    return found.map((one) => ({ ...one, backends: one.backends.map((server) => ({ ...server, unchecked })) }));
  });
}

function named(name: string, addresses: readonly string[]): readonly NamedBackends[] {
  const backends = addresses.flatMap((address): Backend[] => {
    const [, privateIp, port] = /^(?:https?:\/\/)?(\d+\.\d+\.\d+\.\d+)(?::(\d+))?(?:\/|$)/.exec(address) ?? [];
    return privateIp === undefined ? [] : [{ privateIp, port: number(port) }];
  });
  return backends.length > 0 ? [{ name, backends }] : [];
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * A unit that mounts a GlusterFS volume, or an NFS server's files. Any of GlusterFS's servers tells the client where the
 * bricks are; after that it speaks to all bricks and does without a dead one by itself. Of NFS there is one server.
 */
export function mountBackends(unit: string): readonly NamedBackends[] {
  const entries = parseUnit(unit);
  const start = unitValue(entries, 'Service.ExecStart') ?? '';
  const words = start.split(/[\s;'"]+/);
  const valuesOf = (option: string) =>
    words.flatMap((word, at) =>
      word === option ? (words[at + 1] ?? []) : word.startsWith(`${option}=`) ? word.slice(option.length + 1) : [],
    );
  if (words.some((word) => /(^|\/)glusterfs$/.test(word)) && valuesOf('--volfile-id').length > 0) {
    const hosts = valuesOf('--volfile-server');
    return [{ name: 'mount', backends: hosts.filter((host) => IPV4.test(host)).map((host) => ({ privateIp: host })) }];
  }
  const [host = ''] = unitValue(entries, 'Mount.What')?.split(':/') ?? [];
  const nfs = /^nfs4?$/.test(unitValue(entries, 'Mount.Type') ?? '');
  return nfs && IPV4.test(host) ? [{ name: 'mount', backends: [{ privateIp: host }] }] : [];
}
