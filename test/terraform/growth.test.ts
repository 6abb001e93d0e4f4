import { changes, MOTO_NEVER_CLEAN } from '../helpers/plan-changes';
import { needs } from '../helpers/programs';
import { oneOfEach, SAMPLED } from '../helpers/sample';
import { type Stack, synthAll } from '../helpers/stacks';
import type { Plan } from '../helpers/terraform';
import { type GrowingSite, siteNeeds, startSite } from './growth/ladder';
import { disagreements, lost, predicted, summary, touched } from './growth/plans';
import { renamed } from './growth/renamed';
import { STAGES } from './growth/stages';

/** The last stage has all that the others have; of those between, one is drawn. The first is planned twice in any case. */
const PLANNED_AGAIN = [...oneOfEach(STAGES.slice(1, -1), () => 'between'), ...STAGES.slice(-1)];

describe('a site that climbs the ladder', () => {
  let stacks: readonly Stack[];
  let site: GrowingSite | undefined;
  beforeAll(() => {
    stacks = synthAll(STAGES.map((stage) => `topologies/${stage}.yaml`));
  }, 60_000);
  afterAll(() => site?.stop(), 60_000);

  const stage = (index: number): Stack => {
    const found = stacks[index];
    if (!found) throw new RangeError(`no stage ${index}`);
    return found;
  };

  needs(...siteNeeds)(
    'begins with one server, which reads back as it was set',
    async () => {
      site = await startSite(stage(0));
      await site.apply(stage(0));
      expect(changes(await site.plan(stage(0)), MOTO_NEVER_CLEAN)).toEqual([]);
    },
    600_000,
  );

  needs(...siteNeeds)(
    'keeps its volume and address when a release renames them',
    async () => {
      const after = renamed(stage(0));
      const plan = (await site?.plan(after)) ?? {};
      expect(summary(plan)).toEqual(['move aws_ebs_volume.web_1_store', 'move aws_eip.entrance']);
      expect(disagreements(plan, predicted(stage(0), after))).toEqual([]);
    },
    600_000,
  );

  describe.each(STAGES.slice(1).map((name, index) => [name, index] as const))('to %s', (_, before) => {
    let plan: Plan;
    needs(...siteNeeds)(
      'loses no data, no address, and no machine without a reason',
      async () => {
        if (!site) throw new Error('the stage before was not applied');
        plan = await site.apply(stage(before + 1));
        expect(lost(plan)).toEqual([]);
        expect(touched(plan, ['aws_nat_gateway', 'aws_subnet', 'aws_vpc', 'aws_internet_gateway'])).toEqual([]);
        expect(summary(plan)).toMatchSnapshot();
      },
      600_000,
    );

    if (PLANNED_AGAIN.includes(STAGES[before + 1] ?? ''))
      needs(...siteNeeds)(
        `and a second plan is empty (${SAMPLED})`,
        async () => {
          expect(changes((await site?.plan(stage(before + 1))) ?? {}, MOTO_NEVER_CLEAN)).toEqual([]);
        },
        600_000,
      );

    needs(...siteNeeds)('as nospof predicts without Terraform', () => {
      expect(disagreements(plan, predicted(stage(before), stage(before + 1)))).toEqual([]);
    });
  });
});
