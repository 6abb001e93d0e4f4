import type { CrowdMeasurement } from '../judging/load-run';
import { type Crowd, type LoadOptions, now } from './protocol';
import { send } from './request';
import { Visits } from './visits';

/** Milliseconds that a visitor waits who was refused: else refusals would be counted as fast answers. */
const AFTER_FAILURE = 100;

/** Lets a crowd come, and measures what it gets. A request counts when it ends within the time that is measured. */
export async function crowd(
  { stream, users, warmUp, duration }: Crowd,
  { target, patience }: Pick<LoadOptions, 'target' | 'patience'>,
): Promise<CrowdMeasurement> {
  const visits = new Visits();
  const begin = now() + warmUp;
  const end = begin + duration;
  let answered = 0;
  let failed = 0;
  let waited = 0;
  const user = async () => {
    while (now() < end) {
      const visit = visits.next(stream);
      if (!visit) throw new RangeError(`nothing to ask for of ${stream}`);
      const { attempt, answer } = await send(target, visit.ask, now() + patience);
      const good = answer !== undefined && visit.judge(answer).error === undefined;
      if (attempt.ended >= begin && attempt.ended < end) {
        if (good) {
          answered += 1;
          waited += attempt.ended - attempt.sent;
        } else failed += 1;
      }
      if (!good) await new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE));
    }
  };
  const atBegin = new Promise<NodeJS.CpuUsage>((resolve) =>
    setTimeout(() => resolve(process.cpuUsage()), Math.max(0, begin - now())),
  );
  await Promise.all([atBegin, ...Array.from({ length: users }, user)]);
  const { user: own, system } = process.cpuUsage(await atBegin);
  return {
    ...{ users, milliseconds: duration, answered, failed },
    ...(answered === 0 ? {} : { meanResponse: waited / answered }),
    generatorBusy: (own + system) / 1_000 / (now() - begin),
  };
}
