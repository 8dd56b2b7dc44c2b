import { availableParallelism } from 'node:os'

// Jest runs TypeScript as native ES modules. swc only removes the types. `tsc` checks them in `npm run check`.
const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2024', experimental: { keepImportAttributes: true } },
  module: { type: 'es6' },
}

/** Also used by suites with their own configuration. */
export const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  setupFilesAfterEnv: ['<rootDir>/test/kit/jest/setup.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  // The cloud assembly contains copies of bundles. Jest would be slower if it read them.
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/\\.understory', '<rootDir>/\\.tmp'],
  ...extra,
})

export default {
  // One more than there are cores, because some tests wait for seconds.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/test/kit/jest/longestFirst.js',
  projects: [
    project('unit', ['<rootDir>/{functions,importer,infra,player,local,bench,web}/**/*.test.ts']),
    project('infra', ['<rootDir>/test/infra/**/*.test.ts']),
    project('stack', ['<rootDir>/test/stack/**/*.test.ts']),
    project('api', ['<rootDir>/test/api/**/*.test.ts'], {
      globalSetup: '<rootDir>/test/kit/http/setup.ts',
      globalTeardown: '<rootDir>/test/kit/http/teardown.ts',
    }),
  ],
}
