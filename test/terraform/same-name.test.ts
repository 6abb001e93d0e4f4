import { awsNeeds, type FakeAws, startFakeAws } from '../helpers/aws';
import { changes, MOTO_NEVER_CLEAN } from '../helpers/plan-changes';
import { needs } from '../helpers/programs';
import { synthAll } from '../helpers/stacks';
import { prepare, terraformNeeds } from '../helpers/terraform';

/** A copy of a topology, or the same one after its state was lost: Terraform knows of no other site. */
describe('a second site of one name in a region', () => {
  let aws: FakeAws | undefined;
  afterAll(() => aws?.stop());

  needs(...terraformNeeds, ...awsNeeds)(
    'is refused by its name, makes nothing, and leaves the first one as it is',
    async () => {
      aws = await startFakeAws();
      const [stack] = synthAll(['topologies/01-single-server.yaml']);
      const [first, second] = await Promise.all([1, 2].map(() => prepare(stack?.folder ?? '', aws?.endpoint)));
      if (!first || !second) throw new Error('two workspaces');
      await first.plan();
      await first.apply();
      await second.plan();
      await expect(second.apply()).rejects.toThrow(/\/nospof\/shop\/site.*already exists/s);
      const made = await second.run('state', 'list');
      expect(made.stdout.split('\n').filter((line) => line && !line.startsWith('data.'))).toEqual([]);
      expect(changes(await first.plan(), MOTO_NEVER_CLEAN)).toEqual([]);
    },
    300_000,
  );
});
