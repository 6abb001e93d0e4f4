import { nameOf } from '../judging/ledger';
import type { AcknowledgedWrite, DurabilityResult } from '../judging/outcome';
import { type LoadOptions, now } from './protocol';
import { send } from './request';
import { readingBack } from './visits';

/** Requests at a time: quick, and no crowd. */
const AT_A_TIME = 8;
const TRIES = 5;

/** Name of the place in results. */
const THE_SITE = 'the site';

const KINDS = ['row', 'file', 'session'] as const;

/**
 * Reads acknowledged writes back as a visitor would. What is not there is asked for again a few times, since a replica may be a
 * moment behind; what is no answer at all, too.
 */
export async function readBack(
  writes: readonly AcknowledgedWrite[],
  options: Pick<LoadOptions, 'target' | 'patience' | 'retryAfter'>,
): Promise<readonly DurabilityResult[]> {
  const missing = new Map<AcknowledgedWrite, string>();
  const queue = [...writes];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let write = queue.pop(); write; write = queue.pop()) {
        const error = await find(write, options);
        if (error !== undefined) missing.set(write, error);
      }
    }),
  );
  return KINDS.flatMap((kind): DurabilityResult[] => {
    const asked = writes.filter((write) => write.kind === kind).length;
    if (asked === 0) return [];
    const lost = [...missing].filter(([write]) => write.kind === kind);
    const silent = lost.filter(([, error]) => !NOT_THERE.has(error));
    const names = lost.filter(([, error]) => NOT_THERE.has(error)).map(([write]) => nameOf(write));
    const result = { kind, where: THE_SITE, asked, missing: names.sort() };
    return silent.length === 0
      ? [result]
      : [{ ...result, unanswered: `${silent.length} of ${asked} got no answer (${silent[0]?.[1]})` }];
  });
}

/** Answers that say that a write is gone, or is another one now. */
const NOT_THERE: ReadonlySet<string> = new Set(['404', 'wrong content']);

async function find(
  write: AcknowledgedWrite,
  { target, patience, retryAfter }: Pick<LoadOptions, 'target' | 'patience' | 'retryAfter'>,
): Promise<string | undefined> {
  const { ask, judge } = readingBack(write);
  let error: string | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, retryAfter));
    const { attempt, answer } = await send(target, ask, now() + patience);
    error = attempt.error ?? (answer ? judge(answer).error : undefined);
    if (error === undefined) return undefined;
  }
  return error;
}
