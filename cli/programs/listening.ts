import { NODE_FILES } from '../../model/node-files';
import type { SilentCallee } from '../../report/check/programs';
import { apacheNamed, withInside } from '../../terraform/machine/apache';
import { blocksOf } from '../../terraform/machine/braces';
import { binds, isDisabled, serversOf } from '../../terraform/machine/haproxy';
import type { Machine } from '../../terraform/machine/machine';
import { memcachedOptions } from '../../terraform/machine/memcached';
import { nginxServers } from '../../terraform/machine/nginx';
import { optionValue } from '../../terraform/machine/option-files';
import { readPostgresql } from '../../terraform/machine/postgresql';
import { parseUnit, unitList, unitSettings } from '../../terraform/machine/systemd';
import { siteBackends } from '../../terraform/machine/upstreams/others';
import { valkeySettings } from '../../terraform/machine/valkey';
import { parseVcl } from '../../terraform/machine/vcl';
import type { NodeFacts } from '../../terraform/nodes';

/** Where a machine listens. */
interface Listener {
  readonly port: number;
  /** IPv4 address. @default - every one of its own */
  readonly address?: string;
}

interface Call {
  readonly file: string;
  readonly to: string;
  readonly port: number;
}

/** Calls to machines of this stack that listen elsewhere, as far as their files say where. */
export function silentCallees(nodes: readonly NodeFacts[]): readonly SilentCallee[] {
  const byAddress = new Map(nodes.flatMap((node) => (node.privateIp === undefined ? [] : [[node.privateIp, node]])));
  const listeners = new Map(nodes.map((node) => [node.address, listenersOf(node.machine)]));
  const found = nodes.flatMap(({ address: caller, machine }) =>
    callsOf(machine).flatMap(({ file, to, port }): SilentCallee[] => {
      const callee = byAddress.get(to);
      const known = callee && listeners.get(callee.address);
      // What mounts files, or listens by its own defaults, is in no file here.
      if (callee === undefined || known === undefined || known.length === 0) return [];
      if (isOfAScript(callee.machine, port)) return [];
      if (known.some((one) => one.port === port && (one.address === undefined || one.address === to))) return [];
      const heard = known.map((one) => `${one.address ?? '*'}:${one.port}`);
      return [{ caller, file, callee: callee.address, port, listens: [...new Set(heard)].sort() }];
    }),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** Programs of the site's own. Its setup steps and health checks name ports of others. */
const SCRIPTS = /^\/usr\/local\/(s?bin\/|lib\/nospof\/[^/]+\.py$)|\.socket$/;

/** What a script or a unit may open by itself, of which nobody knows here whether it listens. */
function isOfAScript({ files }: Machine, port: number): boolean {
  const number = new RegExp(`\\b${port}\\b`);
  return [...files].some(([path, text]) => SCRIPTS.test(path) && number.test(text));
}

function callsOf(machine: Machine): readonly Call[] {
  const vcl = [...machine.files].filter(([path]) => /^\/etc\/varnish\/[\w.-]+\.vcl$/.test(path));
  return [
    ...machine.haproxy.sections.flatMap((section) =>
      serversOf(section).flatMap(({ address, disabled }): Call[] => {
        const [, to, port] = /^(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(address) ?? [];
        return to === undefined || disabled ? [] : [{ file: section.path, to, port: Number(port) }];
      }),
    ),
    ...vcl.flatMap(([file, text]) =>
      parseVcl(text).backends.flatMap(({ host, port }) =>
        host === undefined ? [] : [{ file, to: host, port: port ?? 80 }],
      ),
    ),
    ...[...siteBackends(machine.site, 'write'), ...siteBackends(machine.site, 'read')].flatMap(({ backends }) =>
      backends.flatMap(({ privateIp, port }) =>
        port === undefined ? [] : [{ file: NODE_FILES.site, to: privateIp, port }],
      ),
    ),
  ];
}

/** The configuration of PostgreSQL's server. */
const POSTGRESQL = /^\/etc\/postgresql\/\d+\/main\/postgresql\.conf$/;

function listenersOf(machine: Machine): readonly Listener[] {
  const { files } = machine;
  const below = (folder: string) => [...files].flatMap(([path, text]) => (path.startsWith(folder) ? [text] : []));
  const options = machine.databaseOptions;
  const database =
    below('/etc/mysql/').length === 0
      ? []
      : [endpoint(`${optionValue(options, 'bind_address') ?? '127.0.0.1'}:${optionValue(options, 'port') ?? 3306}`)];
  const postgresql = [...files.keys()]
    .filter((path) => POSTGRESQL.test(path))
    .flatMap((path) => {
      const { settings } = readPostgresql(files, path);
      const port = settings.get('port') ?? 5432;
      const addresses = (settings.get('listen_addresses') ?? '127.0.0.1').split(',');
      return addresses.map((address) => endpoint(`${address.trim()}:${port}`));
    });
  const memcached = files.get(NODE_FILES.memcached);
  const valkey = files.get(NODE_FILES.valkey);
  const varnish = unitSettings(files, 'varnish').execStart ?? (below('/etc/varnish/').length > 0 ? '-a :6081' : '');
  return [
    ...machine.haproxy.sections.filter((one) => !isDisabled(one)).flatMap((section) => binds(section).map(endpoint)),
    ...apacheNamed(withInside(machine.apache), 'listen').map(({ args: [one = ''] }) => endpoint(one)),
    ...nginxServers(machine.nginx).flatMap(({ block }) =>
      blocksOf(block, 'listen').map(({ words: [, one = ''] }) => endpoint(one)),
    ),
    ...database,
    ...postgresql,
    ...(memcached === undefined ? [] : memcachedEndpoints(memcached)),
    ...(valkey === undefined ? [] : valkeyEndpoints(valkey)),
    ...[...varnish.matchAll(/(?:^|\s)-a\s*(?:\w+=)?([^\s,]+)/g)].map(([, one = '']) => endpoint(one)),
    ...[...files].flatMap(([path, text]) =>
      path.endsWith('.socket') ? unitList(parseUnit(text), 'Socket.ListenStream').map(endpoint) : [],
    ),
  ].flatMap((one) => one ?? []);
}

function memcachedEndpoints(text: string): readonly (Listener | undefined)[] {
  const options = memcachedOptions(text);
  const addresses = options.get('l')?.split(',') ?? ['*'];
  return addresses.map((one) => endpoint(`${one}:${options.get('p') ?? 11211}`));
}

function valkeyEndpoints(text: string): readonly (Listener | undefined)[] {
  const settings = valkeySettings(text);
  const port = settings.get('port')?.[0] ?? '6379';
  return (settings.get('bind') ?? ['*']).map((one) => endpoint(`${one.replace(/^-/, '')}:${port}`));
}

/** `80`, `:80`, `*:80`, `10.20.1.2:80`; of a socket in the file system nothing. */
function endpoint(text: string): Listener | undefined {
  const [, host = '', port] = /^(?:ipv[46]@)?(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined) return undefined;
  const isAny = host === '' || /^(\*|0\.0\.0\.0|\[?::\]?|\[::\]|::\*)$/.test(host);
  return { port: Number(port), ...(!isAny && { address: host }) };
}
