import { effectiveLines } from '../../../model/rendered/harmless';
import type { Machine } from '../../../terraform/machine/machine';
import { shortName } from '../gap';
import type { NodeGap, NodeRule } from '../node-gap';
import { BALANCERS } from './balancers';
import { DATA } from './data';
import { NODES } from './nodes';
import { PAGE_CACHES } from './page-caches';
import { POSTGRESQL } from './postgresql';
import type { Reads, Requirement } from './requirement';
import { SERVERS } from './servers';
import { KEY_STORES } from './valkey';

/** What files of each kind must say: peers that all lack the same have nobody to differ from. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...NODES,
  ...BALANCERS,
  ...PAGE_CACHES,
  ...SERVERS,
  ...KEY_STORES,
  ...DATA,
  ...POSTGRESQL,
];

/** A machine's files say what its part takes. O(text of files that no machine before had) */
export const requirements: NodeRule = ({ machine, address }) => {
  const gaps: NodeGap[] = [];
  for (const [path, text] of machine.files)
    for (const lookedFor of lacking(machine, path, text))
      gaps.push({ code: 'wrong-configuration', lookedFor, where: `${path} of ${shortName(address)}` });
  return gaps;
};

/** Whether a machine's file is one that a requirement is about. */
export function concerns({ path: of, where }: Requirement, machine: Machine, path: string): boolean {
  return of.test(path) && (where === undefined || isSaid(where, machine, path));
}

/** Whether a machine's file meets a requirement that is about it. */
export function meets({ says }: Requirement, machine: Machine, path: string): boolean {
  return isSaid(says, machine, path);
}

function isSaid(one: RegExp | Reads, machine: Machine, path: string): boolean {
  if (!(one instanceof RegExp)) return one(machine, path);
  return said(path, machine.files.get(path) ?? '').some((text) => one.test(text));
}

/** Requirements of a path: those of scripts by their text, and those of daemons' configuration as a machine reads it. */
const OF_PATHS = new Map<string, { readonly byText: readonly Requirement[]; readonly read: readonly Requirement[] }>();
/** Scripts that many machines have alike are looked at once. */
const KNOWN = new Map<string, readonly string[]>();
const MANY = 2_000;

function lacking(machine: Machine, path: string, text: string): readonly string[] {
  const { byText, read } = requirementsOf(path);
  const isLacking = (one: Requirement) => concerns(one, machine, path) && !meets(one, machine, path);
  const unread = read.filter(isLacking).map(({ lookedFor }) => lookedFor);
  if (byText.length === 0) return unread;
  const key = `${path}\n${text}`;
  const known = KNOWN.get(key);
  if (known) return [...known, ...unread];
  const found = byText.filter(isLacking).map(({ lookedFor }) => lookedFor);
  if (KNOWN.size >= MANY) KNOWN.clear();
  KNOWN.set(key, found);
  return [...found, ...unread];
}

function requirementsOf(path: string) {
  const known = OF_PATHS.get(path);
  if (known) return known;
  const all = REQUIREMENTS.filter((one) => one.path.test(path));
  const isByText = ({ where, says }: Requirement) => says instanceof RegExp && !(where instanceof Function);
  const found = { byText: all.filter(isByText), read: all.filter((one) => !isByText(one)) };
  if (OF_PATHS.size >= MANY) OF_PATHS.clear();
  OF_PATHS.set(path, found);
  return found;
}

/** The lines of a text that count, as they are indented, and without what stands around them. */
function said(path: string, text: string): readonly string[] {
  const lines = effectiveLines(path, text);
  const raw = text.split('\n');
  return [
    lines.map(({ at, line }) => `${/^\s*/.exec(raw[at - 1] ?? '')?.[0] ?? ''}${line.trimStart()}`),
    lines.map(({ line }) => line),
  ].map((one) => `${one.join('\n')}\n`);
}
