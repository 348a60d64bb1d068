// One runner for every suite. ESM, because agenda and mongoose's newest lines are ESM only.
export default {
  rootDir: '..',
  // modules are loaded by Node and kept by each worker: the application is not loaded anew for every file
  runtime: '<rootDir>/test/runner/runtime.cjs',
  testEnvironment: '<rootDir>/test/runner/environment.mjs',
  testSequencer: '<rootDir>/test/runner/sequencer.cjs',
  injectGlobals: false,
  transform: {},
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/packages/*/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/start-databases.mjs',
  globalTeardown: '<rootDir>/test/drop-databases.mjs',
  // longer than what a test waits for, which says what did not come
  testTimeout: 90_000,
  // a third of the time a worker waits for a database, a process or a clock
  maxWorkers: 3,
  // each file leaves some of its modules behind; a heap of gigabytes costs more than a new worker
  workerIdleMemoryLimit: '800MB',
};
