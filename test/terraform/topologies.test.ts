import { basename } from 'node:path';
import { awsNeeds, type FakeAws, startFakeAws } from '../helpers/aws';
import { changes, MOTO_NEVER_CLEAN } from '../helpers/plan-changes';
import { needs } from '../helpers/programs';
import { oneOfEach, SAMPLED } from '../helpers/sample';
import { type Stack, synthAll } from '../helpers/stacks';
import { EVERY_TOPOLOGY } from '../helpers/synthesized';
import { prepare, terraformNeeds } from '../helpers/terraform';
import { siteNeeds, startSite } from './growth/ladder';
import { STAGES } from './growth/stages';

/** Names as long as a topology may have them, and every letter that a tag may have. */
const LONGEST_NAMES = 'test/fixtures/longest-names.yaml';

/** Those that no site climbs to in `growth.test.ts`, where each stage of the ladder is applied and planned again. */
const BESIDE = [...EVERY_TOPOLOGY, LONGEST_NAMES]
  .map((file) => basename(file, '.yaml'))
  .filter((id) => !STAGES.includes(id));

describe('the Terraform of', () => {
  let stacks: ReadonlyMap<string, Stack>;
  let aws: FakeAws | undefined;
  beforeAll(async () => {
    stacks = new Map(synthAll([...EVERY_TOPOLOGY, LONGEST_NAMES]).map((stack) => [stack.id, stack]));
    if (awsNeeds.every((need) => need.met)) aws = await startFakeAws();
  }, 60_000);
  afterAll(() => aws?.stop());

  for (const id of [...EVERY_TOPOLOGY, LONGEST_NAMES].map((file) => basename(file, '.yaml'))) {
    needs(...terraformNeeds, ...awsNeeds)(
      `${id} is valid, and its plan only creates`,
      async () => {
        const terraform = await prepare(stacks.get(id)?.folder ?? '', aws?.endpoint);
        try {
          const planned = changes(await terraform.plan());
          expect(planned.length).toBeGreaterThan(0);
          expect(planned.filter((line) => !line.includes(': create ('))).toEqual([]);
        } finally {
          terraform.dispose();
        }
      },
      120_000,
    );
  }

  describe(`a second plan (${SAMPLED})`, () => {
    for (const id of oneOfEach(BESIDE, () => 'beside the ladder')) {
      needs(...siteNeeds)(
        `of ${id} is empty`,
        async () => {
          const stack = stacks.get(id);
          if (!stack) throw new RangeError(`no stack ${id}`);
          // Each has a fake AWS of its own: a name belongs to one site.
          const site = await startSite(stack);
          try {
            await site.apply(stack);
            expect(changes(await site.plan(stack), MOTO_NEVER_CLEAN)).toEqual([]);
          } finally {
            await site.stop();
          }
        },
        900_000,
      );
    }
  });
});
