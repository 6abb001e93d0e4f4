/** Up to so many are sorted by insertion. */
const FEW = 16;

/**
 * Sorts a list in its place; equal ones keep their order. For short lists much faster than `sort`, which makes several
 * lists of its own each time.
 */
export function sortFew(list: number[], compare: (a: number, b: number) => number): void {
  if (list.length > FEW) {
    list.sort(compare);
    return;
  }
  for (let i = 1; i < list.length; i++) {
    const item = list[i]!;
    let at = i;
    for (; at > 0 && compare(list[at - 1]!, item) > 0; at--) list[at] = list[at - 1]!;
    list[at] = item;
  }
}
