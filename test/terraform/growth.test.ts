import { awsNeeds, startFakeAws } from '../helpers/aws';
import { changes, destroyed, MOTO_NEVER_CLEAN } from '../helpers/plan-changes';
import { needs } from '../helpers/programs';
import { synthAll } from '../helpers/stacks';
import { prepare, terraformNeeds } from '../helpers/terraform';

/** What loses data when destroyed, or the address that visitors know. */
const STATEFUL = /^(aws_ebs_volume|aws_s3_bucket|aws_eip)\./;

describe('the ladder, from its first stage to its last', () => {
  needs(...terraformNeeds, ...awsNeeds)(
    'applies, reads back as it was set, and destroys nothing that holds data',
    async () => {
      const [first, last] = synthAll(['topologies/01-single-server.yaml', 'topologies/08-varnish.yaml']);
      const aws = await startFakeAws();
      const terraform = await prepare(first?.folder ?? '', aws.endpoint);
      try {
        await terraform.plan();
        await terraform.apply();
        expect(changes(await terraform.plan(), MOTO_NEVER_CLEAN)).toEqual([]);

        terraform.use(last?.folder ?? '');
        expect(destroyed(await terraform.plan()).filter((address) => STATEFUL.test(address))).toEqual([]);
        await terraform.apply();
        expect(changes(await terraform.plan(), MOTO_NEVER_CLEAN)).toEqual([]);
      } catch (error) {
        const refusals = aws.refusals.filter((one) => one.status >= 500).map((one) => JSON.stringify(one));
        throw new Error(`${error}\n${refusals.join('\n')}`);
      } finally {
        terraform.dispose();
        await aws.stop();
      }
    },
    600_000,
  );
});
