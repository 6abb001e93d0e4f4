import { needs } from '../helpers/programs';
import { type Stack, synthAll } from '../helpers/stacks';
import { type GrowingSite, siteNeeds, startSite } from './growth/ladder';
import { disagreements, lost, predicted, summary } from './growth/plans';
import { STEPS } from './growth/stages';

/*
 * `npm run test:ladder`: every stage over every stage before it, and those beside the ladder. A stage is applied once, and
 * all later ones are planned over it, as the apply left it: nothing else has touched the fake AWS. The steps between
 * neighbours, with a refresh, are in growth.test.ts too.
 */

/** Only ends what hangs: the whole takes minutes on a quiet machine. */
const HANGS_MS = 3_600_000;

describe.each(STEPS)('from %s', (from, later) => {
  let site: GrowingSite | undefined;
  let stacks: ReadonlyMap<string, Stack>;
  const stack = (name: string): Stack => {
    const found = stacks.get(name);
    if (!found) throw new RangeError(`no topology ${name}`);
    return found;
  };
  beforeAll(async () => {
    const files = [from, ...later].map((name) => `topologies/${name}.yaml`);
    stacks = new Map(synthAll(files).map((one) => [one.id, one]));
    if (!siteNeeds.every(({ met }) => met)) return;
    site = await startSite(stack(from));
    await site.apply(stack(from));
  }, HANGS_MS);
  afterAll(() => site?.stop(), 60_000);

  describe.each(later)('to %s', (to) => {
    needs(...siteNeeds)(
      'loses no data, no address, and no machine without a reason, as nospof predicts',
      async () => {
        if (!site) throw new Error(`${from} was not applied`);
        const begun = performance.now();
        const plan = await site.plan(stack(to), { refresh: false });
        process.stderr.write(`${from} → ${to}: planned in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
        expect(lost(plan)).toEqual([]);
        expect(disagreements(plan, predicted(stack(from), stack(to)))).toEqual([]);
        expect(summary(plan).filter((line) => /^(replace|destroy) /.test(line))).toMatchSnapshot();
      },
      HANGS_MS,
    );
  });
});
