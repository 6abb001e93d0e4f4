import type { Bdd } from './bdd';
import { UNLIMITED, type Zbdd } from './zbdd';

/**
 * The minimal sets of failures, of at most `limit` elements, that make a function true while all other elements work
 * (Rauzy 1993, 2001). Of a function that failures only ever make true, these are its minimal cut sets; where a failure can
 * also prevent, they are those of the smallest such function above it.
 * O(nodes of the diagram · limit) calls of `without`, each O(product of the diagrams' sizes) at worst.
 */
export function minimalSolutions(bdd: Bdd, zbdd: Zbdd, root: number, limit: number): number {
  const { levels, lows, highs } = bdd.table;
  const { size } = bdd.table;
  const known = results(limit === UNLIMITED ? size : (limit + 1) * size);
  const key = (node: number, budget: number): number => (budget === UNLIMITED ? node : budget * size + node);
  /** The nodes that all calls of `solve` under way still have to do. */
  const path: number[] = [];
  let height = 0;
  const solve = (start: number, budget: number): number => {
    const base = height;
    let result = -1;
    for (let node = start; ; node = lows[node]!) {
      if (node < 2) result = node;
      else result = known.get(key(node, budget));
      if (result >= 0) break;
      path[height++] = node;
    }
    while (height > base) {
      const node = path[--height]!;
      const high = budget === 0 ? 0 : solve(highs[node]!, budget === UNLIMITED ? budget : budget - 1);
      result = zbdd.node(levels[node]!, result, zbdd.without(high, result));
      known.set(key(node, budget), result);
    }
    return result;
  };
  return solve(root, limit);
}

/** Results in a plain array of so many are looked up faster than in a map, and take up to 64 MiB. */
const DENSE = 1 << 24;

/** A memory of results by number; -1 where there is none yet. */
function results(keys: number): { get(key: number): number; set(key: number, result: number): void } {
  if (keys <= DENSE) {
    // 0 is for none, so that nothing has to be filled in.
    const array = new Int32Array(keys);
    return {
      get: (key) => array[key]! - 1,
      set: (key, result) => {
        array[key] = result + 1;
      },
    };
  }
  const map = new Map<number, number>();
  return { get: (key) => map.get(key) ?? -1, set: (key, result) => map.set(key, result) };
}
