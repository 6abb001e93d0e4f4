import { NODE_FILES, NODE_FOLDERS } from '../../model/node-files';
import { exportsOf } from '../../terraform/machine/exports';
import { isArbiter } from '../../terraform/machine/gluster';
import { Machine } from '../../terraform/machine/machine';
import { filesAt, type MachineFiles } from '../../terraform/machine-files';
import { fields } from '../../terraform/values';
import type { AcknowledgedWrite, DurabilityResult } from './outcome';

/** A node, as far as it tells what it stores. */
export interface StoringNode {
  /** Terraform address. */
  readonly element: string;
  /** Files that its user data writes. */
  readonly files: MachineFiles;
}

/** A command that lists what a node has stored; it is run there by root. */
export interface ReadBack {
  readonly kind: 'row' | 'file';
  /** The node's Terraform address. */
  readonly node: string;
  readonly command: readonly string[];
  /**
   * Nodes with the same group hold the same files, and each file is in one group. Of a database, or a folder that only one node
   * has, all nodes are one group.
   */
  readonly group: number;
  /** Whether the node keeps files' names alone, as GlusterFS's arbiter does. @default false */
  readonly namesOnly?: boolean;
}

/** What came of reading back. */
export interface ReadBackAnswer {
  readonly readBack: ReadBack;
  /** What the command printed. @default - it failed */
  readonly output?: string;
  /** Why it failed. */
  readonly problem?: string;
}

/** The sample site's table (site/README.md), as its rows are known. */
const POSTGRESQL_ROWS = [
  'runuser',
  '-u',
  'postgres',
  '--',
  'psql',
  '-XAt',
  '-d',
  'site',
  '-c',
  'SELECT token FROM entries',
];
const ROWS = ['mariadb', '--batch', '--skip-column-names', '--execute', 'SELECT token FROM site.entries'];

/**
 * What to ask on a node to see every copy of the acknowledged rows and files that its configuration says it stores. Sessions
 * are in memory: they are read back through the site alone.
 */
export type ReadBacks = (node: StoringNode) => readonly ReadBack[];

/** Visitors leave neither rows nor files there. */
export const readsNothing: ReadBacks = () => [];

/** The rows of MariaDB. */
export const readsRows: ReadBacks = ({ element, files }) => {
  const serves = filesAt(files, NODE_FOLDERS.mariadbOptions).size > 0;
  return serves ? [{ kind: 'row', node: element, command: ROWS, group: 0 }] : [];
};

/** The rows of PostgreSQL. */
export const readsPostgresql: ReadBacks = ({ element, files }) => {
  const serves = filesAt(files, NODE_FOLDERS.postgresqlConfiguration).size > 0;
  return serves ? [{ kind: 'row', node: element, command: POSTGRESQL_ROWS, group: 0 }] : [];
};

/** The files of a GlusterFS brick. */
export const readsBrick: ReadBacks = ({ element, files }) => {
  const brick = brickOf(files);
  if (!brick) return [];
  const { folder, ...place } = brick;
  return [{ kind: 'file', node: element, command: listing(folder), ...place }];
};

/** The files that an NFS server exports. */
export const readsExport: ReadBacks = ({ element, files }) => readsFolder(element, exportedFolder(files));

/** The files of an application's node that keeps them on its own disk. */
export const readsOwnFolder: ReadBacks = ({ element, files }) => readsFolder(element, ownFolder(files));

function readsFolder(element: string, folder: string | undefined): readonly ReadBack[] {
  return folder === undefined ? [] : [{ kind: 'file', node: element, command: listing(folder), group: 0 }];
}

/** `HASH  NAME` of each file. An uploaded file's name is made from its hash, so no content need be compared. */
function listing(folder: string): readonly string[] {
  return ['sh', '-c', `cd '${folder}' && find . -maxdepth 1 -type f -name '*.txt' -exec sha256sum {} +`];
}

/** A GlusterFS node's brick and place among the nodes, from the script that forms the volume. */
export function brickOf(files: MachineFiles): { folder: string; group: number; namesOnly?: true } | undefined {
  const script = new Machine(files).gluster;
  if (script?.self === undefined || script.brick === undefined || !script.nodes.includes(script.self)) return undefined;
  const group = Math.floor(script.nodes.indexOf(script.self) / (script.copies ?? 1));
  return { folder: script.brick, group, ...(isArbiter(script, script.self) ? { namesOnly: true } : {}) };
}

function exportedFolder(files: MachineFiles): string | undefined {
  return exportsOf(files)[0]?.folder;
}

/** The folder of an application's node that keeps uploads on its own disk. */
export function ownFolder(files: MachineFiles): string | undefined {
  const site = files.get(NODE_FILES.site);
  const { mounted, path } = fields(fields(site === undefined ? undefined : JSON.parse(site)).uploads);
  return mounted === false && typeof path === 'string' ? path : undefined;
}

/** Whether each node holds what was acknowledged and is its to hold. */
export function judgeReadBacks(
  answers: readonly ReadBackAnswer[],
  writes: readonly AcknowledgedWrite[],
): readonly DurabilityResult[] {
  const rows = writes.flatMap((write) => (write.kind === 'row' ? [write.token] : []));
  const files = writes.flatMap((write) => (write.kind === 'file' ? [write.name] : []));
  const holdings = answers.map((answer) => ({ answer, held: heldIn(answer) }));
  const groupOf = groupsOfFiles(holdings);
  const onNodes = holdings.flatMap(({ answer: { readBack, problem }, held }): DurabilityResult[] => {
    const wanted =
      readBack.kind === 'row' ? rows : files.filter((name) => (groupOf.get(name) ?? readBack.group) === readBack.group);
    if (wanted.length === 0) return [];
    const result = { kind: readBack.kind, where: readBack.node, asked: wanted.length };
    if (!held) return [{ ...result, missing: [], unanswered: problem ?? 'no answer' }];
    return [{ ...result, missing: wanted.filter((name) => !held.has(name)).sort() }];
  });
  return [...onNodes, ...unasked('row', rows.length, answers), ...unasked('file', files.length, answers)];
}

/** Place of what no node was asked for. */
const THE_NODES = 'the nodes';

/** What was acknowledged and is on no node that could be asked: nothing is known of it, which is not that it is there. */
function unasked(
  kind: ReadBack['kind'],
  asked: number,
  answers: readonly ReadBackAnswer[],
): readonly DurabilityResult[] {
  if (asked === 0 || answers.some(({ readBack }) => readBack.kind === kind)) return [];
  return [{ kind, where: THE_NODES, asked, missing: [], unanswered: `no node is known to store a ${kind}` }];
}

interface Holding {
  readonly answer: ReadBackAnswer;
  readonly held: ReadonlySet<string> | undefined;
}

function heldIn({ readBack, output }: ReadBackAnswer): ReadonlySet<string> | undefined {
  if (output === undefined) return undefined;
  const lines = output.split('\n').filter((line) => line !== '');
  if (readBack.kind === 'row') return new Set(lines);
  return new Set(
    lines.flatMap((line) => {
      const [hash = '', path = ''] = line.split(/ [ *]/);
      const name = path.replace(/^\.\//, '');
      const whole = hash.startsWith(name.replace(/\.[^.]*$/, ''));
      return whole || readBack.namesOnly ? [name] : [];
    }),
  );
}

/** The group that each file is in: the one with most holders of it; a file that nobody holds is missing in all. */
function groupsOfFiles(holdings: readonly Holding[]): ReadonlyMap<string, number> {
  const holders = new Map<string, Map<number, number>>();
  for (const { answer, held } of holdings) {
    if (answer.readBack.kind !== 'file') continue;
    for (const name of held ?? []) {
      const counts = holders.get(name) ?? new Map<number, number>();
      counts.set(answer.readBack.group, (counts.get(answer.readBack.group) ?? 0) + 1);
      holders.set(name, counts);
    }
  }
  return new Map([...holders].map(([name, counts]) => [name, mostOf(counts)]));
}

function mostOf(counts: ReadonlyMap<number, number>): number {
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}
