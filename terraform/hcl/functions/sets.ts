import type { Value } from '../values';
import { distinct, type Functions, gathered, itemsOf, onceEach } from './arguments';

/** Most combinations that `setproduct` makes: beyond it stands a slip. */
const MOST = 10_000;

/** Functions that treat lists as sets. */
export const setFunctions: Functions = {
  toset: distinct,
  distinct: (list) => {
    const once = onceEach(list);
    return once && [...once.values()];
  },
  setunion: (...lists) => distinct(gathered(lists)?.flat()),
  setintersection: (...lists) => {
    const [start, ...rest] = lists.map(onceEach);
    if (start === undefined || rest.includes(undefined)) return undefined;
    return distinct([...start].filter(([key]) => rest.every((one) => one?.has(key))).map(([, item]) => item));
  },
  setsubtract: (list, without) => {
    const [all, gone] = [onceEach(list), onceEach(without)];
    return all && gone && distinct([...all].filter(([key]) => !gone.has(key)).map(([, item]) => item));
  },
  setproduct: (...lists) => {
    const all = lists.map(itemsOf);
    const size = all.reduce((product, one) => product * (one?.length ?? Number.NaN), 1);
    if (!(size <= MOST)) return undefined;
    return all.reduce<readonly Value[][]>(
      (products, items) => products.flatMap((start) => (items ?? []).map((item) => [...start, item])),
      [[]],
    );
  },
};
