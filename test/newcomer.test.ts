import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsNeeds, type FakeAws, startFakeAws } from './helpers/aws';
import { changes, MOTO_NEVER_CLEAN } from './helpers/plan-changes';
import { type Outcome, run, runOrThrow } from './helpers/processes';
import { findProgram, needs } from './helpers/programs';
import { PROJECT } from './helpers/synthesized';
import { temporaryFolder } from './helpers/temporary';
import { findProviderMirror, type Plan, providerOverride, terraformNeeds } from './helpers/terraform';

/*
 * A newcomer's way from an empty folder to a site and back, by the very commands of the pages. The package is the packed one.
 * npm and npx stand for themselves without a registry: what they would fetch is what this project has installed. Terraform is
 * the real one; it gets the mirror's provider and a fake AWS by an override file beside what nospof wrote.
 */

/** The indented commands after a text of a page. */
function commandsOf(page: string, after: string): string {
  const text = readFileSync(join(PROJECT, page), 'utf8');
  const [, block = ''] = /\n((?: {4}\S.*\n)+)/.exec(text.slice(text.indexOf(after))) ?? [];
  return block.replaceAll(/^ {4}/gm, '');
}

/** An older provider of a mirror does not know every setting of the stacks' own. */
const FIT = `const { readFileSync, writeFileSync } = require('node:fs');
const stack = JSON.parse(readFileSync(process.argv[2], 'utf8'), (key, value) => (key === 'blocked_encryption_types' ? undefined : value));
for (const [type, named] of Object.entries(stack.resource))
  if (type.startsWith('aws_cloudwatch_log_delivery')) for (const one of Object.values(named)) delete one.region;
writeFileSync(process.argv[2], JSON.stringify(stack));`;

const SHIMS = (root: string, version: string) => ({
  npm: `[ "$1" = install ] && [ -f "$2" ] && mkdir -p node_modules && tar -xzf "$2" -C node_modules && mv node_modules/package node_modules/nospof
ln -s ${PROJECT}/node_modules node_modules/nospof/node_modules`,
  npx: `if [ "$1 $2" = '--yes --package' ]; then
  shift
  [ -f "$2" ] || exit 9
  rm -rf ${root}/npx && mkdir ${root}/npx && tar -xzf "$2" -C ${root}/npx && ln -s ${join(PROJECT, 'node_modules')} ${root}/npx/package/node_modules
  shift 3
  exec node ${root}/npx/package/dist/cli/main.js "$@"
fi
[ "$1" = nospof ] && shift && exec node node_modules/nospof/dist/cli/main.js "$@"`,
  terraform: `folder=\${1#-chdir=}
if [ "$2" = init ]; then cp ${root}/override.tf.json "$folder/zz_override.tf.json"; node ${root}/fit.js "$folder/cdk.tf.json"; fi
export TF_CLI_CONFIG_FILE=${root}/cli.tfrc AWS_ENDPOINT_URL=$FAKE CHECKPOINT_DISABLE=1 # ${version}
exec ${findProgram('terraform') ?? 'terraform'} "$@"`,
});

describe("a newcomer's way", () => {
  const check = needs(...terraformNeeds, ...awsNeeds, 'npm', 'bash', 'tar');
  const root = temporaryFolder('newcomer');
  let aws: FakeAws | undefined;

  beforeAll(async () => {
    if (![...terraformNeeds, ...awsNeeds].every(({ met }) => met)) return;
    const mirror = findProviderMirror();
    for (const folder of ['bin', 'nospof', 'work']) mkdirSync(join(root, folder));
    writeFileSync(join(root, 'override.tf.json'), JSON.stringify(providerOverride()));
    writeFileSync(
      join(root, 'cli.tfrc'),
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror?.folder)}\n  }\n}\n`,
    );
    writeFileSync(join(root, 'fit.js'), FIT);
    for (const [name, text] of Object.entries(SHIMS(root, mirror?.version ?? ''))) {
      writeFileSync(join(root, 'bin', name), `#!/bin/bash\n${text}\n`);
      chmodSync(join(root, 'bin', name), 0o755);
    }
    await runOrThrow('npm', ['pack', '--ignore-scripts', '--pack-destination', join(root, 'nospof')], { cwd: PROJECT });
    aws = await startFakeAws();
  }, 180_000);
  afterAll(() => aws?.stop());

  /** As typed by somebody who answers yes. */
  function types(commands: string, cwd: string): Promise<Outcome> {
    const env = { PATH: `${join(root, 'bin')}:${process.env.PATH}`, FAKE: aws?.endpoint ?? '' };
    return run('bash', ['-c', `set -eo pipefail\n${commands}`], { cwd, env, input: 'yes\n'.repeat(20) });
  }

  check(
    'leads from an empty folder to stage 4, whose second plan is empty, and back',
    async () => {
      const shop = join(root, 'shop');
      const up = commandsOf('README.md', '**A deploy takes**');
      expect(up).toMatch(
        /^mkdir shop && cd shop\nnpx .* init .*\nnpm install .*\nnpx nospof check .*\nnpx nospof synth .*\nterraform .* init\nterraform .* apply\n$/,
      );
      const deployed = await types(up, root);
      expect(deployed).toMatchObject({ status: 0, stdout: expect.stringContaining('Apply complete!') });
      expect(readdirSync(shop).sort()).toEqual(
        [
          '.gitignore',
          'cdktf.json',
          'cdktf.out',
          'node_modules',
          'package.json',
          'terraform.shop.tfstate',
          'topologies',
        ].sort(),
      );
      await runOrThrow('git', ['init', '-q', '.'], { cwd: shop });
      const kept = (await runOrThrow('git', ['status', '--porcelain', '-uall'], { cwd: shop })).split('\n');
      expect(kept).toContain('?? cdktf.out/stacks/shop/.terraform.lock.hcl');
      expect(kept.filter((line) => /tfstate|cdk\.tf\.json|node_modules/.test(line))).toEqual([]);

      const again = await types(
        'terraform -chdir=cdktf.out/stacks/shop plan -out=again > /dev/null && terraform -chdir=cdktf.out/stacks/shop show -json again',
        shop,
      );
      expect(changes(JSON.parse(again.stdout) as Plan, MOTO_NEVER_CLEAN)).toEqual([]);

      const down = await types(commandsOf('docs/operations.md', '<!-- down -->'), shop);
      expect(down).toMatchObject({ status: 0, stdout: expect.stringContaining('Destroy complete!') });
      expect(readFileSync(join(shop, 'kept.txt'), 'utf8')).toContain('aws_ebs_volume.db_1_data\n');
    },
    1_200_000,
  );

  needs(
    'npm',
    'tar',
    ...terraformNeeds,
    ...awsNeeds,
  )(
    'to a check alone does without cdktf, and says what a topology takes',
    async () => {
      const folder = join(root, 'work');
      await runOrThrow('tar', ['-xzf', join(root, 'nospof', readdirSync(join(root, 'nospof'))[0] ?? ''), '-C', folder]);
      const modules = join(folder, 'package', 'node_modules');
      mkdirSync(modules);
      for (const name of readdirSync(join(PROJECT, 'node_modules'))) {
        if (/^(cdktf|constructs|@cdktf|nospof|\..*)$/.test(name)) continue;
        symlinkSync(join(PROJECT, 'node_modules', name), join(modules, name));
      }
      mkdirSync(join(modules, '@cdktf'));
      symlinkSync(join(PROJECT, 'node_modules/@cdktf/hcl2json'), join(modules, '@cdktf/hcl2json'));
      const main = join(folder, 'package/dist/cli/main.js');
      const terraform = join(PROJECT, 'test/fixtures/terraform/balanced');
      const checked = await run('node', [main, 'check', terraform], { cwd: folder });
      expect([checked.stderr, checked.stdout]).toEqual(['', expect.stringContaining('serve:')]);
      expect(
        (await run('node', [main, 'validate', join(PROJECT, 'topologies/04-load-balancer-pair.yaml')])).status,
      ).toBe(0);
      const topology = await run('node', [main, 'check', join(PROJECT, 'topologies/04-load-balancer-pair.yaml')], {
        cwd: folder,
      });
      expect([topology.status, topology.stderr]).toEqual([2, expect.stringMatching(/npm install .*cdktf@/)]);
    },
    120_000,
  );
});
