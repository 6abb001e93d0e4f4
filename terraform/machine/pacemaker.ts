import { SaxesParser } from 'saxes';
import { callsOf, type ShellScript, shellVariable } from './shell-commands';

/** What Pacemaker makes of its cluster's properties and resources. */
export interface Pacemaker {
  /** Cluster properties by name. */
  readonly properties: ReadonlyMap<string, string>;
  /** Addresses of the machines that a fencing device knows; undefined where there is none that runs. */
  readonly fenced: ReadonlySet<string> | undefined;
  /** Whether there is a resource of which one copy is promoted. */
  readonly promotable: boolean;
  /** What it runs, but for what is stopped or left alone. */
  readonly primitives: readonly Primitive[];
}

/** One resource. */
export interface Primitive {
  /** `ocf:nospof:mariadb`, or `stonith:fence_nospof`. */
  readonly agent: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly meta: ReadonlyMap<string, string>;
  readonly operations: readonly Operation[];
}

/** What its agent is asked to do, at times or again and again. */
export interface Operation {
  readonly name: string;
  /** s. */
  readonly interval: number;
  /** s; undefined where none is stated. */
  readonly timeout: number | undefined;
  readonly role: string | undefined;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
}

/**
 * Reads both sections. What is commented out is not there; of two values of a name the first counts, and a set with a `rule`
 * counts at times alone, so here it does not (Pacemaker Explained, "Rules", "Setting Cluster Options").
 */
export function parsePacemaker(properties: string | undefined, resources: string | undefined): Pacemaker {
  const all = descendants(elements(resources));
  const running = all.filter((one) => !isStopped(one));
  const fencing = running.filter(({ name, attributes }) => name === 'primitive' && attributes.class === 'stonith');
  const hosts = fencing.map((one) => pairs(one, 'instance_attributes').get('pcmk_host_map') ?? '');
  const clones = running.filter(({ name }) => name === 'clone' || name === 'master');
  return {
    properties: pairs(
      { name: '', attributes: {}, children: descendants(elements(properties)) },
      'cluster_property_set',
    ),
    fenced: fencing.length === 0 ? undefined : new Set(hosts.flatMap(mapped)),
    primitives: running.filter(({ name }) => name === 'primitive').map(primitiveOf),
    promotable: clones.some((one) => one.name === 'master' || isTrue(pairs(one, 'meta_attributes').get('promotable'))),
  };
}

function primitiveOf(element: Element): Primitive {
  const { class: standard, provider, type } = element.attributes;
  const operations = element.children.flatMap(({ name, children }) => (name === 'operations' ? children : []));
  return {
    agent: [standard, provider, type].filter((one) => one !== undefined).join(':'),
    attributes: pairs(element, 'instance_attributes'),
    meta: pairs(element, 'meta_attributes'),
    operations: operations
      .filter(({ name, attributes }) => name === 'op' && !isFalse(attributes.enabled))
      .map(({ attributes: { name = '', interval = '0', timeout, role } }) => ({
        name,
        interval: clusterSeconds(interval) ?? 0,
        timeout: timeout === undefined ? undefined : clusterSeconds(timeout),
        // Its older names are still taken.
        role: role === 'Master' ? 'Promoted' : role === 'Slave' ? 'Unpromoted' : role,
      })),
  };
}

const UNITS: Readonly<Record<string, number>> = {
  us: 1e-6,
  usec: 1e-6,
  ms: 1e-3,
  msec: 1e-3,
  '': 1,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  hr: 3600,
};

/** A time as Pacemaker writes it, in s: `1500ms`, `60s`, `60`; undefined for another text (Pacemaker Explained, "Time"). */
export function clusterSeconds(text: string): number | undefined {
  const [, count = '', unit = ''] = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  return count === '' || factor === undefined ? undefined : Number(count) * factor;
}

/** Whether a setup step loads a file into the cluster's configuration (cibadmin(8)). */
export function loadsIntoCluster(steps: ShellScript, path: string): boolean {
  return callsOf(steps, 'cibadmin').some((words) => {
    const writes = words.some((word) => ['--replace', '-R', '--modify', '-M', '--create', '-C'].includes(word));
    const file = words.findIndex((word) => word === '--xml-file' || word === '-x');
    return writes && (words[file + 1] === path || words.includes(`--xml-file=${path}`));
  });
}

/** What the script that starts and promotes MariaDB for Pacemaker does. */
export interface DatabaseAgent {
  /** Addresses of the members that it follows. */
  readonly hosts: ReadonlySet<string>;
  /** Whether whoever is promoted takes writes only once it waits for a replica before it acknowledges one. */
  readonly acknowledged: boolean;
}

/** Reads the script: its list of hosts, and the SQL that promotes. */
export function databaseAgent(script: ShellScript): DatabaseAgent {
  const promoting = script
    .filter(({ within }) => within === 'promote')
    .flatMap(({ input, words }) => [input, ...words]);
  return {
    hosts: new Set(shellVariable(script, 'host') ?? []),
    acknowledged: opensAfterWaiting(promoting.filter((text) => text !== undefined).join(';\n')),
  };
}

/** Comments, and what the client itself does with a whole line. */
const NO_STATEMENT = /^\s*(--|#|source\s).*$/gim;

/** Follows `SET GLOBAL a = 1, b = 2;`: where writes are let in, the server must wait for a replica by then, and later. */
function opensAfterWaiting(sql: string): boolean {
  let waits = false;
  let opened = false;
  for (const statement of sql.replaceAll(NO_STATEMENT, '').split(';')) {
    const [set, rest = ''] = /^\s*SET\s+GLOBAL\s+(.*)$/is.exec(statement) ?? [];
    if (set === undefined) continue;
    for (const one of rest.split(',')) {
      const [name = '', value = ''] = one.split('=').map((word) => word.trim().toLowerCase());
      const isSet = value === 'on' || value === '1' || value === 'true';
      if (name === 'rpl_semi_sync_master_enabled') waits = isSet;
      if (name !== 'read_only' || isSet) continue;
      if (!waits) return false;
      opened = true;
    }
  }
  return opened && waits;
}

/** `db-1:10.20.5.27;db-2:10.20.37.27`, by `;`, `,` or a blank. */
function mapped(hosts: string): readonly string[] {
  return hosts.split(/[;,\s]+/).flatMap((one) => (one === '' ? [] : one.slice(one.indexOf(':') + 1)));
}

function isStopped(element: Element): boolean {
  const meta = pairs(element, 'meta_attributes');
  return meta.get('target-role')?.toLowerCase() === 'stopped' || isFalse(meta.get('is-managed'));
}

function isFalse(value: string | undefined): boolean {
  return value !== undefined && /^(false|no|off|0|n)$/i.test(value);
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(true|yes|on|y|1)$/i.test(value);
}

/** Names and values of an element's sets of a kind, those of the highest score first. */
function pairs({ children }: Element, kind: string): ReadonlyMap<string, string> {
  const sets = children
    .filter((set) => set.name === kind && !set.children.some(({ name }) => name === 'rule'))
    .sort((a, b) => rank(b) - rank(a));
  const found = new Map<string, string>();
  for (const { name, attributes } of sets.flatMap((set) => set.children)) {
    if (name === 'nvpair' && !found.has(attributes.name ?? ''))
      found.set(attributes.name ?? '', attributes.value ?? '');
  }
  return found;
}

/** The set that Pacemaker's own tools write goes before all. */
function rank({ attributes: { id, score } }: Element): number {
  return id === 'cib-bootstrap-options' ? Number.POSITIVE_INFINITY : Number(score ?? 0) || 0;
}

function descendants(all: readonly Element[]): Element[] {
  return all.flatMap((one) => [one, ...descendants(one.children)]);
}

/** Deeper than any cluster's configuration. */
const DEEPEST = 100;

/** The elements of a text; none of one that is not XML, which `cibadmin` refuses as a whole. */
function elements(text: string | undefined): readonly Element[] {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
    if (open.length > DEEPEST) throw new RangeError('nested too deep');
  });
  parser.on('closetag', () => open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  try {
    parser.write(text ?? '').close();
    return root.children;
  } catch {
    return [];
  }
}
