// The browser suite has its own configuration. It needs Chromium and takes too long for `npm test`.
import { project } from '../../jest.config.js'

export default {
  ...project('browser', ['<rootDir>/test/browser/**/*.test.ts'], {
    globalSetup: '<rootDir>/test/browser/setup.ts',
    globalTeardown: '<rootDir>/test/kit/http/teardown.ts',
  }),
  rootDir: '../..',
  testSequencer: '<rootDir>/test/kit/jest/longestFirst.js',
  // Two readers at once keep two cores busy. With three, tests that wait for a change run out of time.
  maxWorkers: 2,
}
