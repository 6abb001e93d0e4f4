const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{test,examples}/**/*.test.ts'],
  // The longest tests wait for daemons and Terraform two thirds of their time: two to a core keep it busy.
  maxWorkers: Math.min(8, 2 * availableParallelism()),
  testSequencer: '<rootDir>/test/slowest-first.js',
  globalSetup: '<rootDir>/test/run-setup.ts',
  globalTeardown: '<rootDir>/test/run-teardown.ts',
  // Inside jest's contexts, each mention of a global is a call. These are handed to every module as its own; not those that
  // tests replace, nor those that some library declares at its top.
  sandboxInjectedGlobals: ['Array', 'JSON', 'Map', 'Math', 'Object', 'RegExp', 'Set', 'WeakMap'],
  // Nothing is judged by its time: this only ends what hangs.
  testTimeout: 120_000,
  transform: { '^.+\\.ts$': '@swc/jest' },
  // For `npm run coverage`: what is shipped.
  collectCoverageFrom: ['{model,constructs,stacks,fault-graph,terraform,check,upgrade,drill,report,cli}/**/*.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdktf.out'],
};
