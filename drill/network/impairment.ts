import type { DrillNode } from '../plan';
import { portOf } from './commands';

/** What is wrong with the network of a node. */
export interface Impairment {
  readonly node: Pick<DrillNode, 'instanceId'>;
  /** Of what is sent to it. @default - all of it arrives */
  readonly to?: Dropped;
  /** Of what it sends. @default - all of it arrives */
  readonly from?: Dropped;
}

interface Dropped {
  /** Percent of the packets, at random. */
  readonly drops: number;
}

const TABLE = 'bridge nospof-faults';

/**
 * The change to this state of the network, in the language of nftables, all at once. Packets are dropped at the switch's port,
 * of all protocols: the node's own interface sees nothing of it.
 */
export function impairmentRules(all: readonly Impairment[]): string {
  const leaving = all.flatMap(({ node, to }) => (to ? [`oifname "${portOf(node)}" ${dropping(to)}`] : []));
  const arriving = all.flatMap(({ node, from }) => (from ? [`iifname "${portOf(node)}" ${dropping(from)}`] : []));
  // It is made before it is deleted, since what is not there cannot be.
  return `table ${TABLE} {}
delete table ${TABLE}
table ${TABLE} {
${chain('arriving', 'prerouting', arriving)}${chain('leaving', 'postrouting', leaving)}}
`;
}

function dropping({ drops }: Dropped): string {
  return drops >= 100 ? 'drop' : `numgen random mod 100 < ${drops} drop`;
}

function chain(name: string, hook: string, rules: readonly string[]): string {
  const lines = [`type filter hook ${hook} priority filter; policy accept;`, ...rules];
  return `  chain ${name} {\n${lines.map((line) => `    ${line}\n`).join('')}  }\n`;
}
