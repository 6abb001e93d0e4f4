/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{test,examples}/**/*.test.ts'],
  // Many tests wait for daemons or Terraform; jest's default leaves one of two cores idle.
  maxWorkers: 2,
  // Nothing is judged by its time: this only ends what hangs.
  testTimeout: 120_000,
  transform: { '^.+\\.ts$': '@swc/jest' },
  // For `npm run coverage`: what is shipped.
  collectCoverageFrom: ['{model,constructs,stacks,fault-graph,terraform,check,upgrade,drill,report,cli}/**/*.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdktf.out'],
};
