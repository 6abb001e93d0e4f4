import { effectiveLines } from '../../../model/rendered/harmless';
import { shortName } from '../gap';
import type { NodeGap, NodeRule } from '../node-gap';
import { DATA } from './data';
import { NODES } from './nodes';
import { PROXIES } from './proxies';
import type { Requirement } from './requirement';
import { SERVERS } from './servers';

/** What files of each kind must say: peers that all lack the same have nobody to differ from. */
export const REQUIREMENTS: readonly Requirement[] = [...NODES, ...PROXIES, ...SERVERS, ...DATA];

/** A machine's files say what its part takes. O(text of files that no machine before had) */
export const requirements: NodeRule = ({ machine, address }) => {
  const gaps: NodeGap[] = [];
  for (const [path, text] of machine.files)
    for (const lookedFor of lacking(path, text))
      gaps.push({ code: 'wrong-configuration', lookedFor, where: `${path} of ${shortName(address)}` });
  return gaps;
};

/** Files that many machines have alike are looked at once. */
const KNOWN = new Map<string, readonly string[]>();
const MANY = 2_000;

function lacking(path: string, text: string): readonly string[] {
  const key = `${path}\n${text}`;
  const known = KNOWN.get(key);
  if (known) return known;
  const wanted = REQUIREMENTS.filter((one) => one.path.test(path));
  // As it is indented, and as its daemon reads it, for which blanks around a line say nothing.
  const lines = wanted.length === 0 ? [] : effectiveLines(path, text);
  const raw = text.split('\n');
  const said = [
    lines.map(({ at, line }) => `${/^\s*/.exec(raw[at - 1] ?? '')?.[0] ?? ''}${line.trimStart()}`),
    lines.map(({ line }) => line),
  ].map((one) => `${one.join('\n')}\n`);
  const found = wanted
    .filter(({ where, says }) => (!where || said.some((one) => where.test(one))) && !said.some((one) => says.test(one)))
    .map(({ lookedFor }) => lookedFor);
  if (KNOWN.size >= MANY) KNOWN.clear();
  KNOWN.set(key, found);
  return found;
}
