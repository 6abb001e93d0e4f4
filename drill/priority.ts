import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** The visitors and the fakes of AWS go before all else: who waits for the processor would be taken for a site that is down. */
export const MEASURING = -15;

/**
 * Nodes: what they get against others, their control groups say. Within one, some go back to the ordinary priority by
 * themselves (what Pacemaker starts), and must not stand behind the rest.
 */
export const ORDINARY = 0;

/** Let a process, and what it starts in its session from now on, run before others. Where the kernel refuses, it runs as it is. */
export function prefer(pid: number, nice: number): void {
  try {
    setPriority(pid, nice);
    // Where the kernel shares the processor among sessions first, a process's own priority counts within its session alone.
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch {
    // Without the right to do so a drill works, on a machine that is not busy.
  }
}
