import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examineInferred } from '../../../check/inferred/examine';
import { examine, examineClaims } from '../../../check/verdict';
import { sourceInput, sourceNames } from '../../../cli/terraform/source-files';
import { noteText } from '../../../report/check/notes';
import { sourceStack } from '../../../terraform/hcl/source-stack';
import { terraformDocument } from '../../../terraform/plan/document';
import { plannedStack } from '../../../terraform/plan/planned-stack';
import { ResourceIndex } from '../../../terraform/resource-index';
import { awsNeeds, type FakeAws, startFakeAws } from '../../helpers/aws';
import { needs } from '../../helpers/programs';
import { synthAll } from '../../helpers/stacks';
import { shippedText, synthesized } from '../../helpers/synthesized';
import { temporaryFolder } from '../../helpers/temporary';
import { prepare, terraformNeeds } from '../../helpers/terraform';
import { terraformFixture } from '../../helpers/terraform-fixture';

const REQUEST = { site: 'site', survives: 'none' } as const;

/** Single points of failure of each goal. */
function points({ verdict }: ReturnType<typeof examineInferred>) {
  return verdict.goals.map(({ goal, works, singlePoints }) => [
    goal,
    works,
    singlePoints.map(({ element }) => element),
  ]);
}

/** moto has no members of replication groups, so Terraform never gets one back. */
function withoutCache(text: string): string {
  return text.replace(/resource "aws_elasticache_[\s\S]*?\n\}\n/g, '');
}

async function withAws(use: (aws: FakeAws) => Promise<void>): Promise<void> {
  const aws = await startFakeAws();
  try {
    await use(aws);
  } finally {
    await aws.stop();
  }
}

describe("Terraform's own plans", () => {
  const all = needs(...terraformNeeds, ...awsNeeds);

  all(
    'of stages have the verdict of their synthesized Terraform, and the zones that it names',
    async () => {
      const names = ['01-single-server', '08-varnish'];
      const stacks = synthAll(names.map((name) => `topologies/${name}.yaml`));
      await withAws(async (aws) => {
        for (const { id, folder } of stacks) {
          const { stack, serviceGraph } = synthesized(shippedText(id), id);
          const terraform = await prepare(folder, aws.endpoint);
          const document = terraformDocument(await terraform.plan());
          terraform.dispose();
          const expected = examine(stack, serviceGraph).verdict;
          const planned = examineClaims(
            plannedStack(document, { synthesized: new ResourceIndex(stack) }),
            serviceGraph,
          ).verdict;
          expect(planned).toEqual(expected);

          const inferred = examineInferred(plannedStack(document), REQUEST).verdict;
          const zones = (elements: typeof inferred.elements) =>
            new Map(elements.flatMap(({ element, zone }) => (zone === undefined ? [] : [[element, zone] as const])));
          const claimed = zones(expected.elements);
          const found = zones(inferred.elements);
          expect([...found.keys()].filter((element) => element.startsWith('aws_instance.'))).not.toEqual([]);
          for (const [element, zone] of found) expect([element, claimed.get(element) ?? zone]).toEqual([element, zone]);
        }
      });
    },
    600_000,
  );

  all(
    'of foreign Terraform leave open what only the apply tells, and nothing afterwards',
    async () => {
      const folder = temporaryFolder('balanced');
      for (const [name, text] of terraformFixture('balanced')) writeFileSync(join(folder, name), withoutCache(text));
      const { source, values } = await sourceInput(folder, sourceNames(folder), { cwd: folder });
      const written = examineInferred(sourceStack(source, values).stack, REQUEST);
      await withAws(async (aws) => {
        const terraform = await prepare(folder, aws.endpoint);
        try {
          const document = terraformDocument(await terraform.plan());
          const configured = examineInferred(plannedStack(document, { source }), REQUEST);
          expect(points(configured)).toEqual(points(written));
          expect(configured.verdict.survivesZone).toBe(true);
          const fresh = examineInferred(plannedStack(document), REQUEST);
          expect(points(fresh)).toEqual([['serve', true, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c', 'unknown zone']]]);
          expect(fresh.verdict.unknown.map(noteText).join('\n')).toMatch(
            /the zones of aws_autoscaling_group\.web: its subnets are some of /,
          );

          await terraform.apply();
          const again = examineInferred(plannedStack(terraformDocument(await terraform.plan())), REQUEST);
          expect(points(again)).toEqual(points(written));
          expect(again.verdict.survivesZone).toBe(true);
          expect(again.verdict.elements).toEqual(written.verdict.elements);
        } finally {
          terraform.dispose();
        }
      });
    },
    600_000,
  );
});
