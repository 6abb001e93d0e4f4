import type { Element } from './elements';
import { shortName } from './evidence/gap';

/** A Terraform address, of a resource whose type is named first. */
const ADDRESS = /^(?:module\.|[a-z][a-z0-9]*_[a-z0-9_]*\.)/;

const cached = new WeakMap<ReadonlyMap<string, Element>, (element: string) => string>();

/** Elements as a way names them: shortly where no other is called so; zones and regions by their whole name. */
export function shownElements(elements: ReadonlyMap<string, Element>): (element: string) => string {
  const known = cached.get(elements);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const id of elements.keys()) counts.set(shortName(id), (counts.get(shortName(id)) ?? 0) + 1);
  const shown = (element: string): string => {
    const kind = elements.get(element)?.class;
    const isPlace = kind === 'zone' || kind === 'region';
    const isLong = isPlace || !ADDRESS.test(element) || (counts.get(shortName(element)) ?? 0) > 1;
    return isLong ? element : shortName(element);
  };
  cached.set(elements, shown);
  return shown;
}
