// The browser suite has its own configuration. It needs Chromium and takes too long for `npm test`.
import { project } from '../../jest.config.js'

export default {
  ...project('browser', ['<rootDir>/test/browser/**/*.test.ts'], {
    globalSetup: '<rootDir>/test/browser/setup.ts',
    globalTeardown: '<rootDir>/test/kit/http/teardown.ts',
  }),
  rootDir: '../..',
  testSequencer: '<rootDir>/test/kit/jest/longestFirst.js',
  // Some tests wait for the ten seconds of a change bucket. A third reader uses the core that they leave idle.
  maxWorkers: 3,
}
