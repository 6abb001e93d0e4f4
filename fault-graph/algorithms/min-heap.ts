/** A binary heap of numbers by priority, the smallest first. push and pop are O(log n). */
export class MinHeap {
  readonly #items: number[] = [];
  readonly #priorities: number[] = [];

  push(item: number, priority: number): void {
    const items = this.#items;
    const priorities = this.#priorities;
    let hole = items.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (priorities[parent]! <= priority) break;
      items[hole] = items[parent]!;
      priorities[hole] = priorities[parent]!;
      hole = parent;
    }
    items[hole] = item;
    priorities[hole] = priority;
  }

  /** Takes out an item of the smallest priority; undefined if there is none. */
  pop(): number | undefined {
    const items = this.#items;
    const priorities = this.#priorities;
    const top = items[0];
    const last = items.pop();
    const priority = priorities.pop();
    if (last === undefined || priority === undefined || items.length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && priorities[child + 1]! < priorities[child]!) child++;
      if (priorities[child]! >= priority) break;
      items[hole] = items[child]!;
      priorities[hole] = priorities[child]!;
      hole = child;
    }
    items[hole] = last;
    priorities[hole] = priority;
    return top;
  }
}
