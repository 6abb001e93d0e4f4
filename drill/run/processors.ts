import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Share of its time from which on a processor leaves those that wait for it no turn soon, 0 to 1. */
const SATURATED = 0.9;

/** How long is looked before it is said that there is room; milliseconds. */
const LOOK = 2_000;

/** What the machine's processors have done since it was started, in milliseconds of all of them. */
export interface ProcessorTime {
  readonly busy: number;
  /** With nothing to do, or with what stands back for others. */
  readonly idle: number;
}

export function processorTime(): ProcessorTime {
  const times = cpus().map((one) => one.times);
  const sum = (of: (one: (typeof times)[number]) => number) => times.reduce((all, one) => all + of(one), 0);
  return { busy: sum(({ user, sys, irq }) => user + sys + irq), idle: sum(({ idle, nice }) => idle + nice) };
}

/** Share of the time between two looks in which the processors worked, 0 to 1. */
export function busyShare(from: ProcessorTime, to: ProcessorTime): number {
  const [busy, idle] = [to.busy - from.busy, to.idle - from.idle];
  return busy + idle > 0 ? busy / (busy + idle) : 0;
}

/** How `calm` looks at the machine. */
export interface Looks {
  /** @default processorTime */
  readonly look?: () => ProcessorTime;
  /** Milliseconds between two looks. @default 2000 */
  readonly every?: number;
}

/**
 * Wait until the machine has processors to spare, as each node of its own would have: one that is late with an answer is
 * taken for one that is down.
 * @param atMost milliseconds
 */
export async function calm(
  atMost: number,
  signal: AbortSignal,
  { look = processorTime, every = LOOK }: Looks = {},
): Promise<void> {
  for (let left = atMost, from = look(); left > 0; left -= every) {
    await delay(every, undefined, { signal });
    const to = look();
    if (busyShare(from, to) < SATURATED) return;
    from = to;
  }
}

/** What a reader should know of a part of a fault during which the machine was saturated. @param when `while they came back` */
export function saturation(when: string, from: ProcessorTime, to: ProcessorTime): readonly string[] {
  const share = busyShare(from, to);
  if (share < SATURATED) return [];
  const percent = Math.floor(share * 100);
  return [
    `${when}, this machine's processors were busy ${percent} % of the time: what took long may have waited for them`,
  ];
}
