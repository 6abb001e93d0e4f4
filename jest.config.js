const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{test,examples}/**/*.test.ts'],
  // The longest tests wait for daemons and Terraform two thirds of their time: two to a core keep it busy.
  maxWorkers: Math.min(8, 2 * availableParallelism()),
  testSequencer: '<rootDir>/test/slowest-first.js',
  // Nothing is judged by its time: this only ends what hangs.
  testTimeout: 120_000,
  transform: { '^.+\\.ts$': '@swc/jest' },
  // For `npm run coverage`: what is shipped.
  collectCoverageFrom: ['{model,constructs,stacks,fault-graph,terraform,check,upgrade,drill,report,cli}/**/*.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdktf.out'],
};
