import { basename } from 'node:path';
import { awsNeeds, type FakeAws, startFakeAws } from '../helpers/aws';
import { changes } from '../helpers/plan-changes';
import { needs } from '../helpers/programs';
import { type Stack, synthAll } from '../helpers/stacks';
import { EVERY_TOPOLOGY } from '../helpers/synthesized';
import { prepare, terraformNeeds } from '../helpers/terraform';

/** Names as long as a topology may have them, and every letter that a tag may have. */
const LONGEST_NAMES = 'test/fixtures/longest-names.yaml';

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
});
