import { parseTopology } from '../../model';
import { diffStacks } from '../../upgrade/diff/diff-stacks';
import type { Blocker, Side, Upgrade } from '../../upgrade/upgrade';
import { shippedText, synthesized } from './synthesized';

/** One side of an upgrade, from a topology's text. @throws where it does not parse */
export function sideOf(text: string): Side {
  const result = parseTopology(text, 'site.yaml');
  const { stack, serviceGraph } = synthesized(text);
  return { terraform: stack, serviceGraph, ...('topology' in result ? { topology: result.topology } : {}) };
}

const sides = new Map<string, Side>();

/** A shipped topology as a side, synthesized once. */
export function shippedSide(name: string): Side {
  const side = sides.get(name) ?? sideOf(shippedText(name));
  sides.set(name, side);
  return side;
}

/** The step from a shipped topology to the same with other text in one place. */
export function edited(name: string, from: string, to: string): Upgrade {
  const text = shippedText(name);
  if (!text.includes(from)) throw new Error(`${name} has no ${JSON.stringify(from)}`);
  return diffStacks(shippedSide(name), sideOf(text.replace(from, to)));
}

/** Blockers as `kind address`, each once. */
export function blockersOf({ blockers }: { readonly blockers: readonly Blocker[] }): readonly string[] {
  return [...new Set(blockers.map(({ kind, address }) => `${kind} ${address}`))];
}
