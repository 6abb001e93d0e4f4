/** What a page shows: one of its stacks, and what is lost there. */
export interface PageState {
  readonly stack: number;
  readonly lost: readonly string[];
}

/** A state as the end of a link: `#stack=08-varnish&lost=aws_instance.web_1`. */
export function stateLink({ stack, lost }: PageState, ids: readonly string[]): string {
  const parts = new URLSearchParams();
  parts.set('stack', ids[stack] ?? '');
  for (const one of lost) parts.append('lost', one);
  return `#${parts}`;
}

/**
 * The state that a link holds; of what is not there, nothing.
 * @param ids names of the stacks
 * @param has whether a stack has an element
 */
export function linkedState(
  link: string,
  ids: readonly string[],
  has: (stack: number, element: string) => boolean,
): PageState {
  const parts = new URLSearchParams(link.replace(/^#/, ''));
  const stack = Math.max(0, ids.indexOf(parts.get('stack') ?? ''));
  const lost = [...new Set(parts.getAll('lost'))].filter((one) => has(stack, one));
  return { stack, lost };
}

/** States so far; the last one is shown. */
export class History {
  readonly #states: PageState[];

  constructor(first: PageState) {
    this.#states = [first];
  }

  get now(): PageState {
    const last = this.#states.at(-1);
    if (!last) throw new RangeError('a page shows something');
    return last;
  }

  get canUndo(): boolean {
    return this.#states.length > 1;
  }

  go(next: PageState): void {
    this.#states.push(next);
  }

  undo(): void {
    if (this.canUndo) this.#states.pop();
  }
}

/** What is lost after a click on these elements: of several, one more; if all were lost, none of them. */
export function toggled(lost: readonly string[], elements: readonly string[]): readonly string[] {
  const next = elements.find((one) => !lost.includes(one));
  return next === undefined ? lost.filter((one) => !elements.includes(one)) : [...lost, next];
}
