/** The layering of the pipeline, room by room: topology → constructs → Terraform → fault graph → verdict → report. Each rule says why. */
const ROOMS =
  'model|constructs|stacks|fault-graph|terraform|check|cost|capacity|picture|upgrade|report|drill|cli|main\\.ts|topologies|test';

/** What the files of a folder may import of the project's own rooms, besides their own folder. */
const layer = (name, may, why) => ({
  name,
  comment: why,
  severity: 'error',
  from: { path: `^${name}/` },
  to: { path: `^(${ROOMS})`, pathNot: `^(${[name, ...may].join('|')})/` },
});

/** A wall inside a room: `from` may not import `to`. */
const wall = (from, to, why) => ({
  name: `${from} not ${to}`,
  comment: why,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: `^${to}/` },
});

const VERDICT = ['check', 'fault-graph', 'terraform', 'model'];

module.exports = {
  forbidden: [
    layer('model', [], 'the model is read by everything, so it reads nothing'),
    layer('constructs', ['model'], 'constructs know the model, and nothing of what is later made of their Terraform'),
    layer('stacks', ['constructs', 'model'], 'stacks only wire constructs together'),
    layer('fault-graph', [], 'the graph and its algorithms know nothing of AWS: they could be a package of their own'),
    layer('terraform', ['model'], 'what Terraform says is read here, and what it means for a site is judged elsewhere'),
    layer(
      'check',
      ['fault-graph', 'terraform', 'model'],
      'the verdict comes from the Terraform as data, never from the constructs that wrote it',
    ),
    wall('check/evidence', 'check/inferred', 'what our stacks prove and what is guessed of others share nothing'),
    wall('check/inferred', 'check/evidence', 'what our stacks prove and what is guessed of others share nothing'),
    wall('check/claims', 'check/inferred', 'a stack with claims is never guessed at'),
    layer('cost', ['terraform', 'model'], 'a price follows from the Terraform, whatever the verdict on it is'),
    layer('capacity', ['model'], 'laws of scalability know nothing of Terraform'),
    layer('picture', ['check', 'fault-graph'], 'a picture shows what the verdict found'),
    layer('upgrade', VERDICT, 'an upgrade compares two verdicts and the Terraform below them'),
    wall('upgrade/steps', 'upgrade/diff', 'steps follow from the upgrade as a fact, however it was found'),
    wall('upgrade/diff', 'upgrade/review', 'a diff of topologies knows nothing of plans'),
    wall('upgrade/steps', 'upgrade/review', 'steps are the same for a diff and a plan'),
    layer('drill/judging', VERDICT, 'what a drill saw is judged as data: pure, and so testable without a machine'),
    layer('drill', ['stacks', ...VERDICT], 'the drill runs what the stack rendered and compares with the verdict'),
    layer(
      'report',
      ['upgrade', 'cost', 'capacity', 'picture', 'drill/judging', ...VERDICT],
      'reports show results and compute nothing',
    ),
    {
      name: 'framework-where-it-belongs',
      comment: 'cdktf is imported where constructs are made, so that it can be exchanged for its fork',
      severity: 'error',
      from: { pathNot: '^(constructs|stacks|examples|test|bench|main\\.ts|checking\\.ts)' },
      // The parser of HCL is a library like any other.
      to: { path: '^node_modules/(cdktf|constructs|@cdktf)/', pathNot: '^node_modules/@cdktf/hcl2json/' },
    },
    {
      name: 'no-provider-barrel',
      comment: "the provider's index loads every resource of AWS: ten times slower than lib/<resource>",
      severity: 'error',
      from: { pathNot: '^bench/' },
      to: { path: '^node_modules/@cdktf/provider-aws/lib/index' },
    },
    {
      name: 'disk-at-the-edge',
      comment:
        'only the command line and the drill touch the disk; the application archive is an asset that cdktf copies',
      severity: 'error',
      from: {
        path: '^(model|constructs|stacks|fault-graph|terraform|check|cost|capacity|picture|upgrade|report|drill/judging)/',
        pathNot: '^constructs/application\\.ts$',
      },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http)$' },
    },
    {
      name: 'no-circles',
      comment: 'files that need each other are one subject in two places',
      severity: 'error',
      from: {},
      // A type alone leaves no trace at run time.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'declared',
      comment: 'what is imported stands in package.json',
      severity: 'error',
      from: { pathNot: '^test/' },
      // The cruiser takes peerDependenciesMeta for a list of dependencies that it does not know.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdktf\\.out|coverage)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], mainFields: ['main', 'types'] },
  },
};
