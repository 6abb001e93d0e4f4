import { NODE_FILES } from '../../model/node-files';
import { filesAt, type MachineFiles } from '../machine-files';
import { unitSettings } from './systemd';

/** A section of haproxy's configuration. */
export interface HaproxySection {
  readonly kind: string;
  readonly name: string;
  /** The file that it is in. */
  readonly path: string;
  /** Its lines, without comments, split into words. */
  readonly lines: readonly Words[];
  /** Lines of the `defaults` in force: those of the last section before it, or of the one that it names with `from`. */
  readonly inherited: readonly Words[];
}

type Words = readonly string[];

/** A server with what counts of its options: `default-server` lines before it, then its own, the last of a kind. */
export interface HaproxyServer {
  readonly name: string;
  /** As `10.20.18.32:80`. */
  readonly address: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly weight: number;
  readonly backup: boolean;
  /** `BACKEND/SERVER` whose checks it goes by. */
  readonly track?: string;
}

/** haproxy's configuration as it reads it. */
export interface HaproxyConfig {
  readonly sections: readonly HaproxySection[];
  /** Why it cannot be known what haproxy makes of it. */
  readonly problem?: string;
}

const KINDS = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'resolvers',
  'userlist',
  'mailers',
  'cache',
  'program',
  'ring',
  'http-errors',
  'fcgi-app',
  'log-forward',
  'crt-store',
]);

/** Sections that take the settings of `defaults`. */
const PROXIES = new Set(['frontend', 'backend', 'listen']);

/**
 * The sections of a configuration, in order. As haproxy reads it: a new `defaults` section starts from nothing, unless it
 * is `from` another, and holds for the sections after it, whichever file they are in (configuration manual, 4.1).
 */
export function parseHaproxy(files: Iterable<readonly [path: string, text: string]>): HaproxyConfig {
  const sections: { kind: string; name: string; path: string; lines: Words[]; inherited: readonly Words[] }[] = [];
  const named = new Map<string, readonly Words[]>();
  let current: Words[] = [];
  let defaults: readonly Words[] = current;
  let problem: string | undefined;
  for (const [path, text] of files) {
    for (const line of text.split('\n')) {
      const words = haproxyWords(line);
      const [kind = '', first = '', ...rest] = words;
      if (kind === '') continue;
      if (kind.startsWith('.')) problem = `${path} decides by '${kind}' what it says`;
      if (!KINDS.has(kind)) {
        current.push(words);
        continue;
      }
      const name = first === 'from' ? '' : first;
      const from = words[words.lastIndexOf('from') + 1];
      const inherits = (first === 'from' || rest[0] === 'from') && from !== undefined;
      current = [];
      if (kind === 'defaults') {
        if (inherits) current.push(...(named.get(from) ?? []));
        defaults = current;
        named.set(name, current);
      }
      const inherited = inherits ? (named.get(from) ?? []) : defaults;
      sections.push({ kind, name, path, lines: current, inherited: PROXIES.has(kind) ? inherited : [] });
    }
  }
  return { sections, ...(problem === undefined ? {} : { problem }) };
}

/** A line as haproxy splits it: quotes and backslashes taken off, and from an unquoted `#` on a comment. */
export function haproxyWords(line: string): Words {
  if (!/["'\\]/.test(line)) {
    const at = line.indexOf('#');
    const text = (at < 0 ? line : line.slice(0, at)).trim();
    return text === '' ? [] : text.split(/\s+/);
  }
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (quote === '' && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' && char === '#') {
      break;
    } else if (char === '\\' && quote !== "'") {
      at++;
      word = (word ?? '') + (line[at] ?? '');
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (char === quote) {
      quote = '';
    } else {
      word = (word ?? '') + char;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** All lines that count for a section: those of its defaults, then its own. */
export function linesOf({ inherited, lines }: HaproxySection): readonly Words[] {
  return inherited.length === 0 ? lines : [...inherited, ...lines];
}

/** Addresses that a section listens on, as `:80` or `127.0.0.1:3306`. */
export function binds({ lines }: HaproxySection): readonly string[] {
  return lines.filter(([word]) => word === 'bind').flatMap(([, addresses = '']) => addresses.split(','));
}

/** Families of addresses that a bind may name; those of UDP alone, and sockets, are no port of TCP (configuration manual, 11.1). */
const FAMILY = /^(?:(ipv[46]|tcp[46]?|mptcp[46]?)@)?(.*)$/;

/** Whether a bind answers on this machine alone. */
export function isLocal(bind: string): boolean {
  const address = FAMILY.exec(bind)?.[2] ?? bind;
  return /^(127\.|localhost:|\[?(0*:)+0*1\]?:\d+(-\d+)?$|\/|(unix|uxst|abnsz?|sockpair)@)/.test(address);
}

/** Ports of TCP that a bind listens on: `:80`, `10.0.0.1:80-81`, `ipv6@[::]:80`. */
export function portsOf(bind: string): readonly number[] {
  const [, first, last] = /^(?!.*[@/]).*:(\d+)(?:-(\d+))?$/.exec(FAMILY.exec(bind)?.[2] ?? '') ?? [];
  if (first === undefined) return [];
  const from = Number(first);
  return Array.from({ length: Math.min(65_536, Math.max(0, Number(last ?? first) - from + 1)) }, (_, k) => from + k);
}

/** Ports of TCP on which visitors and other machines reach the proxies that are not switched off. */
export function openPorts(sections: readonly HaproxySection[]): readonly number[] {
  return sections
    .filter((section) => !isDisabled(section))
    .flatMap(binds)
    .filter((bind) => !isLocal(bind))
    .flatMap(portsOf);
}

/** The arguments of the last of a section's lines that begins with some words; its defaults' lines count before its own. */
export function settingOf(section: HaproxySection, ...name: readonly string[]): string | undefined {
  const found = linesOf(section).findLast((line) => name.every((word, at) => line[at] === word));
  return found?.slice(name.length).join(' ');
}

/** Whether an option is on: `no option NAME` takes it back. */
export function hasOption(section: HaproxySection, name: string): boolean {
  const found = linesOf(section).findLast(
    (line) => (line[0] === 'option' && line[1] === name) || (line[1] === 'option' && line[2] === name),
  );
  return found !== undefined && found[0] !== 'no';
}

/** Whether a proxy is switched off as a whole. */
export function isDisabled(section: HaproxySection): boolean {
  return (
    linesOf(section)
      .filter(([word]) => word === 'disabled' || word === 'enabled')
      .at(-1)?.[0] === 'disabled'
  );
}

/** The servers of a section. O(its lines). */
export function serversOf(section: HaproxySection): readonly HaproxyServer[] {
  const defaults = section.inherited.flatMap(([word, ...options]) => (word === 'default-server' ? options : []));
  return section.lines.flatMap(([word, ...rest]): HaproxyServer[] => {
    if (word === 'default-server') defaults.push(...rest);
    if (word !== 'server') return [];
    const [name = '', address = '', ...own] = rest;
    return [{ name, address, ...settled([...defaults, ...own]) }];
  });
}

/** Options of a server of which the last of a kind counts. */
function settled(options: Words): Omit<HaproxyServer, 'name' | 'address'> {
  const track = lastValue(options, 'track');
  return {
    checked: options.lastIndexOf('check') > options.lastIndexOf('no-check'),
    disabled: options.lastIndexOf('disabled') > options.lastIndexOf('enabled'),
    backup: options.lastIndexOf('backup') > options.lastIndexOf('no-backup'),
    weight: Number(lastValue(options, 'weight') ?? 1),
    ...(track === undefined ? {} : { track }),
  };
}

function lastValue(options: Words, name: string): string | undefined {
  const at = options.lastIndexOf(name);
  return at < 0 ? undefined : options[at + 1];
}

/** Kinds of check that a proxy's servers can have: the last one stated counts. */
const CHECKS = new Set([
  'httpchk',
  'tcp-check',
  'mysql-check',
  'pgsql-check',
  'redis-check',
  'smtpchk',
  'ldap-check',
  'ssl-hello-chk',
  'spop-check',
  'external-check',
]);

/** The page that a section's servers are asked for over HTTP; undefined where they are checked otherwise. */
export function healthCheckPath(section: HaproxySection): string | undefined {
  const lines = linesOf(section);
  const check = lines.findLast(([word, option]) => word === 'option' && CHECKS.has(option ?? ''));
  if (check?.[1] !== 'httpchk') return undefined;
  const [, , first = 'OPTIONS', path] = check;
  // The section's own rules of a check take the place of those of its defaults.
  const send = (own: readonly Words[]) => own.findLast(([word, kind]) => word === 'http-check' && kind === 'send');
  const sent = send(section.lines) ?? send(section.inherited);
  const uri = sent === undefined ? undefined : lastValue(sent, 'uri');
  return uri ?? path ?? (first.startsWith('/') ? first : '/');
}

/** What Debian's unit starts haproxy with, unless `/etc/default/haproxy` or a drop-in says otherwise. */
const START = '/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS';

/**
 * The files that haproxy reads on a machine, in its order: those of `-f` as its unit gives them, of a folder all `.cfg`
 * in the order of their names (management guide, 3).
 */
export function haproxyFiles(files: MachineFiles): readonly (readonly [path: string, text: string])[] {
  const unit = unitSettings(files, 'haproxy');
  const variables = new Map([['CONFIG', NODE_FILES.haproxy], ...unit.environment]);
  for (const line of (files.get('/etc/default/haproxy') ?? '').split('\n')) {
    const [, name, value = ''] = /^\s*([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) variables.set(name, value.replace(/^(["'])(.*)\1\s*$/, '$2'));
  }
  const start = (unit.execStart ?? START).replaceAll(/\$\{?([A-Z_]+)\}?/g, (_, name) => variables.get(name) ?? '');
  const words = start.trim().split(/\s+/);
  const paths = words.flatMap((word, at) => (words[at - 1] === '-f' ? [word.replace(/\/$/, '')] : []));
  return paths.flatMap((path) => {
    if (files.has(path)) return [...filesAt(files, path)];
    const inFolder = [...filesAt(files, path)].filter(([name]) => {
      const own = name.slice(path.length + 1);
      return !own.includes('/') && own.endsWith('.cfg') && !own.startsWith('.');
    });
    return inFolder.sort(([a], [b]) => (a < b ? -1 : 1));
  });
}
