import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examineInferred } from '../../../check/inferred/examine';
import { sourceInput, sourceNames } from '../../../cli/terraform/source-files';
import { sourceStack } from '../../../terraform/hcl/source-stack';
import { terraformDocument } from '../../../terraform/plan/document';
import { plannedStack } from '../../../terraform/plan/planned-stack';
import { otherSource } from '../../../terraform/plan/source-match';
import type { ResourceIndex } from '../../../terraform/resource-index';
import { awsNeeds, startFakeAws } from '../../helpers/aws';
import { nospof } from '../../helpers/command-line';
import { needs } from '../../helpers/programs';
import { PROJECT } from '../../helpers/synthesized';
import { temporaryFolder } from '../../helpers/temporary';
import { prepare, terraformNeeds } from '../../helpers/terraform';

const FOLDER = join(PROJECT, 'test/fixtures/terraform/shop-of-modules');
const SITE = (name: string) => `module.site["${name}"]`;

/** All of a verdict but what is said of how it came about. */
function verdictOf(stack: ResourceIndex) {
  const { unknown: _, ...verdict } = examineInferred(stack, { site: 'shop', survives: 'zone' }).verdict;
  return verdict;
}

const input = () => sourceInput(FOLDER, sourceNames(FOLDER), { cwd: FOLDER });

test('the folder: modules three deep, each called for several', async () => {
  const { source, values } = await input();
  const { stack, unread } = sourceStack(source, values);
  expect(unread).toEqual([]);
  expect(
    verdictOf(stack).goals.map(({ goal, singlePoints }) => [goal, singlePoints.map(({ element }) => element)]),
  ).toEqual([
    [
      'serve at site["docs"].balancer.this',
      [`${SITE('docs')}.module.group["pages"].aws_autoscaling_group.this instance 1`, 'eu-west-1a', 'eu-west-1b'],
    ],
    ['serve at site["shop"].balancer.this', []],
  ]);
});

describe("Terraform's own plans and state of it", () => {
  const all = needs(...terraformNeeds, ...awsNeeds);

  all(
    'have its verdict: a fresh plan with the source, a second plan and the state without',
    async () => {
      const { source, values } = await input();
      const expected = verdictOf(sourceStack(source, values).stack);
      const aws = await startFakeAws();
      try {
        const terraform = await prepare(FOLDER, aws.endpoint);
        try {
          expect((await terraform.run('get', '-no-color')).status).toBe(0);
          const fresh = await terraform.plan();
          const document = terraformDocument(fresh);
          expect(otherSource(document, source)).toBeUndefined();
          expect(verdictOf(plannedStack(document, { source }))).toEqual(expected);

          const folder = temporaryFolder('plan');
          writeFileSync(join(folder, 'plan.json'), JSON.stringify(fresh));
          const { out } = await nospof(folder, 'check', 'plan.json', '--source', FOLDER, '--format', 'json');
          expect(JSON.parse(out).stacks[0].goals).toEqual(JSON.parse(JSON.stringify(expected.goals)));

          await terraform.apply();
          expect(verdictOf(plannedStack(terraformDocument(await terraform.plan())))).toEqual(expected);
          const state = await terraform.run('show', '-json');
          expect(verdictOf(plannedStack(terraformDocument(JSON.parse(state.stdout))))).toEqual(expected);
        } finally {
          terraform.dispose();
        }
      } finally {
        await aws.stop();
      }
    },
    600_000,
  );
});
