import { NODE_FILES } from '../../../model/node-files';
import type { MachineFiles } from '../../../terraform/machine-files';
import { type Fields, fields, number, strings } from '../../../terraform/values';
import type { Pool, PoolReader, PoolServer } from './pool';

/** Tells the application where its services are. */
export const SITE_FILE = NODE_FILES.site;

/** `site.json`: the application itself speaks to the servers. Memcached clients go on with the others when one is dead. */
export const SITE_JSON: PoolReader = {
  path: /^\/etc\/nospof\/site\.json$/,
  read: (text, capability) => {
    const site = parsed(text);
    const { database, media } = site;
    const direct = fields(fields(database)[capability]);
    return [
      ...(['sessions', 'cache'] as const).flatMap((name) => memcached(name, fields(site[name]))),
      ...pool('database', [`${direct.host}:${direct.port}`]),
      ...pool('media', strings(fields(media).put)),
    ];
  },
};

function memcached(name: string, { memcached }: Fields): readonly Pool[] {
  return pool(name, strings(memcached));
}

function pool(name: string, addresses: readonly string[]): readonly Pool[] {
  const servers = addresses.flatMap((address): PoolServer[] => {
    const [, host, port] = /^(?:https?:\/\/)?(\d+\.\d+\.\d+\.\d+)(?::(\d+))?(?:\/|$)/.exec(address) ?? [];
    return host === undefined ? [] : [{ host, port: number(port) }];
  });
  return servers.length > 0 ? [{ name, servers }] : [];
}

/** The services that a machine's `site.json` tells its application of. */
export function siteServices(files: MachineFiles): Fields {
  const known = SERVICES.get(files);
  if (known) return known;
  const services = parsed(files.get(SITE_FILE) ?? '{}');
  SERVICES.set(files, services);
  return services;
}

/** Each of a machine's relations asks for them. */
const SERVICES = new WeakMap<MachineFiles, Fields>();

function parsed(text: string): Fields {
  try {
    return fields(JSON.parse(text));
  } catch {
    return {};
  }
}
