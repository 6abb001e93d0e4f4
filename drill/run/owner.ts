import { readFileSync } from 'node:fs';

/** A process, so that it is not mistaken for a later one: ids are used again. */
export interface Owner {
  readonly pid: number;
  /** When it was started, in the kernel's ticks since boot. */
  readonly started: string;
}

export function ownerOf(pid: number): Owner {
  return { pid, started: startOf(pid) ?? '' };
}

export function sameOwner(one: Owner, other: Owner): boolean {
  return one.pid === other.pid && one.started === other.started;
}

/** Whether it has not ended; what nobody has buried yet has. */
export function stillRuns({ pid, started }: Owner): boolean {
  return startOf(pid) === started;
}

function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
