import type { Endpoint } from '../machine';

/** An XML element: its name, its attributes in order, what it contains. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children?: readonly Element[];
}

/**
 * Pacemaker's properties. Nodes that were not seen since a start of all are not fenced (`startup-fencing`): they may be booting
 * for the first time. A side without a majority stops its database. A node that starts waits 5 s rather than 20 for one that
 * leads already (`dc-deadtime`).
 */
const PROPERTIES = {
  'stonith-enabled': 'true',
  'startup-fencing': 'false',
  'no-quorum-policy': 'stop',
  'start-failure-is-fatal': 'false',
  'dc-deadtime': '5s',
  'cluster-recheck-interval': '60s',
} as const;

/** The section of Pacemaker's configuration that has its properties. */
export function propertiesXml(): string {
  const children = [pairs('cluster_property_set', 'cib-bootstrap-options', PROPERTIES)];
  return text({ name: 'crm_config', attributes: {}, children });
}

/** Seconds that an action of the database's agent may take; the agent's own waits stay below. */
const TIMEOUTS_S = { start: 60, stop: 120, promote: 320, demote: 60 } as const;

/**
 * What Pacemaker runs: the database on every node, promoted on one, and fencing. Failures are forgotten after a minute, so
 * that no node is left out for good by one that was mended.
 */
export function resourcesXml(nodes: readonly Endpoint[]): string {
  const hosts = nodes.map(({ name, host }) => `${name}:${host}`).join(';');
  return text({
    name: 'resources',
    attributes: {},
    children: [
      {
        name: 'primitive',
        attributes: { id: 'fence', class: 'stonith', type: 'fence_nospof' },
        children: [pairs('instance_attributes', 'fence-parameters', { pcmk_host_map: hosts })],
      },
      {
        name: 'clone',
        attributes: { id: 'db-clone' },
        children: [
          pairs('meta_attributes', 'db-clone-meta', { promotable: 'true', interleave: 'true' }),
          {
            name: 'primitive',
            attributes: { id: 'db', class: 'ocf', provider: 'nospof', type: 'mariadb' },
            children: [
              pairs('meta_attributes', 'db-meta', { 'failure-timeout': '60s' }),
              { name: 'operations', attributes: {}, children: operations() },
            ],
          },
        ],
      },
    ],
  });
}

function operations(): readonly Element[] {
  return [
    ...Object.entries(TIMEOUTS_S).map(([name, timeout]) => operation(name, '0', timeout)),
    // Two monitors of one resource must differ in their interval.
    operation('monitor', '2s', 30, 'Promoted'),
    operation('monitor', '1500ms', 60, 'Unpromoted'),
  ];
}

function operation(name: string, interval: string, timeoutS: number, role?: string): Element {
  return {
    name: 'op',
    attributes: {
      id: ['db', name, role].filter(Boolean).join('-').toLowerCase(),
      name,
      interval,
      timeout: `${timeoutS}s`,
      ...(role ? { role } : {}),
    },
  };
}

function pairs(name: string, id: string, values: Readonly<Record<string, string>>): Element {
  return {
    name,
    attributes: { id },
    children: Object.entries(values).map(([key, value]) => ({
      name: 'nvpair',
      attributes: { id: `${id}-${key}`, name: key, value },
    })),
  };
}

function text({ name, attributes, children = [] }: Element, indent = ''): string {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(value)}"`)].join(' ');
  if (children.length === 0) return `${indent}<${open}/>\n`;
  return `${indent}<${open}>\n${children.map((child) => text(child, `${indent} `)).join('')}${indent}</${name}>\n`;
}

function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
