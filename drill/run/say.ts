import { faultOutcome } from '../judging/fault-outcome';
import type { Fault, MeasuredFault } from '../judging/outcome';
import { errorsText, outageLength } from '../judging/statistics';
import { STREAMS, type StreamName } from '../judging/streams';

/** Shows how a drill goes on. */
export interface Say {
  /** A line that stays. */
  readonly line: (text: string) => void;
  /** A line that the next one replaces, where somebody watches. */
  readonly progress: (text: string) => void;
}

const LOST = { one: 'one node', majority: 'a majority', all: 'all nodes' } as const;

export function title(fault: Fault): string {
  switch (fault.kind) {
    case 'cold-start': {
      const how = fault.stop === 'clean' ? 'all stopped cleanly' : 'all crashed';
      return `cold start: ${how}${fault.away === undefined ? '' : `, ${fault.away} stays away`}`;
    }
    case 'pause':
      return `pause of ${fault.element}, ${fault.seconds} s`;
    case 'one-way':
      return fault.deaf === 'itself' ? `${fault.element} hears nobody` : `nobody hears ${fault.element}`;
    case 'loss':
      return `loss of ${fault.percent} % of the packets of ${fault.element}`;
    case 'disk-full':
      return `full ${fault.disk} disk of ${fault.element}`;
    case 'restore':
      return `restore of ${fault.tier}, data of ${LOST[fault.lost]} lost`;
    default:
      return `${fault.kind} of ${fault.element}`;
  }
}

/** What a fault cost, for whoever watches. */
export function summary(measured: MeasuredFault, streams: readonly StreamName[]): string {
  const lost = measured.durability.flatMap(({ kind, where, missing }) =>
    missing.map((name) => `${kind} ${name} at ${where}`),
  );
  const failed = faultOutcome(measured, streams).streams.flatMap(({ stream, away, back }) => {
    return [away, back].flatMap((seen) => {
      if (seen.failed === 0) return [];
      return [`${STREAMS[stream].title} ${(outageLength(seen) / 1000).toFixed(1)} s (${errorsText(seen.errors)})`];
    });
  });
  const cost = failed.length === 0 ? 'no request failed' : `failed: ${failed.join(', ')}`;
  return lost.length === 0 ? cost : `${cost}; missing: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ' …' : ''}`;
}

export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
