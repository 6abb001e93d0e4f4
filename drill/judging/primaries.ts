import type { TwoPrimaries } from './outcome';

/** An answer of a database server to whether it takes writes. */
export interface PrimaryLook {
  /** Terraform address of its node. */
  readonly node: string;
  readonly at: number;
  readonly writable: boolean;
}

/** How often each server is asked, milliseconds; what is said of times is true to within this. */
export const LOOK_EVERY = 200;

/** A server that has not answered for so long is not known to take writes: it stands still, or is gone. */
const KNOWN_FOR = 600;

interface Span {
  readonly node: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The times in which more than one server took writes. A server takes writes from an answer that says so to its next one, if
 * that comes soon, and for the time of one look otherwise. O(n²) in the number of spans, which are few.
 * @param looks in order of time
 */
export function twoPrimaries(looks: readonly PrimaryLook[]): readonly TwoPrimaries[] {
  const spans = [...new Set(looks.map(({ node }) => node))].sort().flatMap((node) => writableSpans(node, looks));
  const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const found: TwoPrimaries[] = [];
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = edges[index + 1] ?? from;
    const nodes = spans.filter((span) => span.from <= from && span.to >= to).map(({ node }) => node);
    if (nodes.length < 2) continue;
    const last = found.at(-1);
    if (last?.to === from && last.nodes.join() === nodes.join()) found[found.length - 1] = { ...last, to };
    else found.push({ from, to, nodes });
  }
  return found;
}

function writableSpans(node: string, looks: readonly PrimaryLook[]): readonly Span[] {
  const own = looks.filter((look) => look.node === node);
  const spans: Span[] = [];
  for (const [index, { at, writable }] of own.entries()) {
    if (!writable) continue;
    const next = own[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const to = next - at <= KNOWN_FOR ? next : at + LOOK_EVERY;
    const last = spans.at(-1);
    if (last && last.to >= at) spans[spans.length - 1] = { ...last, to };
    else spans.push({ node, from: at, to });
  }
  return spans;
}
