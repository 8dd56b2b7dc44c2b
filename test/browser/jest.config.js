// The browser suite has its own configuration. It needs Chromium and takes too long for `npm test`.
import { project } from '../../jest.config.js'

export default {
  ...project('browser', ['<rootDir>/test/browser/**/*.test.ts'], {
    globalSetup: '<rootDir>/test/browser/setup.ts',
    globalTeardown: '<rootDir>/test/kit/http/teardown.ts',
  }),
  rootDir: '../..',
  testSequencer: '<rootDir>/test/kit/jest/longestFirst.js',
  // Two readers at once keep two cores busy. With three, a page has tasks of more than 50 ms (pages/long.test.ts).
  maxWorkers: 2,
}
