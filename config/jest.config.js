// One runner for every suite. ESM, because agenda and mongoose's newest lines are ESM only.
export default {
  rootDir: '..',
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['muster-source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/packages/*/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: '<rootDir>/test/start-databases.mjs',
  globalTeardown: '<rootDir>/test/drop-databases.mjs',
  testTimeout: 30_000,
  // a third of the time a worker waits for a database, a process or a clock
  maxWorkers: 3,
  // each file leaves some of its modules behind; a heap of gigabytes costs more than a new worker
  workerIdleMemoryLimit: '800MB',
};
