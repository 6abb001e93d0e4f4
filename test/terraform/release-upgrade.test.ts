import { diffStacks } from '../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../upgrade/steps';
import { needs } from '../helpers/programs';
import { type Stack, synthTexts } from '../helpers/stacks';
import { onRelease, shippedText } from '../helpers/synthesized';
import { type GrowingSite, siteNeeds, startSite } from './growth/ladder';
import { lost, touched } from './growth/plans';

const real = needs(...siteNeeds);

/** What may only change with a machine that is replaced. */
const OF_MACHINES = ['aws_instance', 'aws_volume_attachment', 'aws_eip_association'];

describe('the steps from Debian 12 to 13, as Terraform plans them', () => {
  let site: GrowingSite | undefined;
  afterAll(() => site?.stop(), 60_000);

  // The fake AWS keeps the private address of a machine that is terminated, so that none can be made in its place.
  real(
    'replace one machine each and no volume, where a plain apply replaces none',
    async () => {
      const text = shippedText('02-split-database');
      const [old, now] = synthTexts({ old: onRelease(text, 'debian-12'), now: text }) as [Stack, Stack];
      site = await startSite(old);
      await site.apply(old);
      expect(touched(await site.plan(now), [...OF_MACHINES, 'aws_ebs_volume', 'aws_eip'])).toEqual([]);
      const { steps } = upgradeSteps(diffStacks(old, now), { stack: 'now' });
      const planned: Record<string, readonly string[]> = {};
      for (const { title, commands } of steps) {
        const lines = commands.flatMap((one) => one.lines);
        const flags = lines.flatMap(
          (line) => /^terraform \S+ apply (.*-replace=.*)$/.exec(line)?.[1]?.split(' ') ?? [],
        );
        if (flags.length === 0) continue;
        const plan = await site.plan(now, { flags });
        expect(lost(plan)).toEqual([]);
        planned[title] = touched(plan, OF_MACHINES).map((line) => line.replace(/ \(.*\)$/, ''));
      }
      expect(planned).toEqual({
        'Replace db-1 by a machine of Debian 13': [
          'replace aws_instance.db_1',
          'replace aws_volume_attachment.db_1_data_attachment',
        ],
        'Replace web-1 by a machine of Debian 13': [
          'replace aws_eip_association.web_address',
          'replace aws_instance.web_1',
          'replace aws_volume_attachment.web_1_data_attachment',
        ],
      });
    },
    600_000,
  );
});
