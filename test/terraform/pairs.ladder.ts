import { needs } from '../helpers/programs';
import { type Stack, synthAll } from '../helpers/stacks';
import { type GrowingSite, siteNeeds, startSite } from './growth/ladder';
import { disagreements, lost, predicted, summary } from './growth/plans';
import { STEPS } from './growth/stages';

/*
 * `npm run test:ladder`: every stage over every stage before it, and those beside the ladder. A stage is applied once, and
 * all later ones are planned over it. The steps between neighbours are in growth.test.ts too.
 */

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
  }, 600_000);
  afterAll(() => site?.stop(), 60_000);

  describe.each(later)('to %s', (to) => {
    needs(...siteNeeds)(
      'loses no data, no address, and no machine without a reason, as nospof predicts',
      async () => {
        if (!site) throw new Error(`${from} was not applied`);
        const plan = await site.plan(stack(to));
        expect(lost(plan)).toEqual([]);
        expect(disagreements(plan, predicted(stack(from), stack(to)))).toEqual([]);
        expect(summary(plan).filter((line) => /^(replace|destroy) /.test(line))).toMatchSnapshot();
      },
      300_000,
    );
  });
});
