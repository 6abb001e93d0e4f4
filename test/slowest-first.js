const { join } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * Files that take half a minute and more, most of it waiting for Terraform and for clusters; the longest first. On a machine that
 * has not run them yet jest would begin with the largest files, and end with one of these alone.
 */
const SLOWEST = [
  'terraform/growth.test.ts',
  'terraform/single-changes.test.ts',
  'constructs/user-data/glusterfs-cluster.test.ts',
  'constructs/user-data/mysql/galera-data.test.ts',
  'terraform/plan/modules.test.ts',
  'terraform/plan/real-plans.test.ts',
  'constructs/user-data/mysql/cluster-data.test.ts',
  'terraform/replacement.test.ts',
  'terraform/topologies.test.ts',
  'terraform/same-name.test.ts',
  'cli/review.test.ts',
  'constructs/user-data/mysql/fixed-primary.test.ts',
  'check/mutants.test.ts',
  'configuration/rendered-files.test.ts',
  'site/sample-site.test.ts',
];

const ranks = new Map(SLOWEST.map((file, index) => [join(__dirname, file), index]));
const rank = ({ path }) => ranks.get(path) ?? SLOWEST.length;

module.exports = class SlowestFirst extends Sequencer {
  static files = SLOWEST;

  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
