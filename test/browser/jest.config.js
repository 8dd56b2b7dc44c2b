// The browser suite by itself: it needs Chromium and more patience than `npm test` should take.
import { project } from '../../jest.config.js'

export default {
  ...project('browser', ['<rootDir>/test/browser/**/*.test.ts'], {
    globalSetup: '<rootDir>/test/browser/setup.ts',
    globalTeardown: '<rootDir>/test/kit/http/teardown.ts',
  }),
  rootDir: '../..',
  testSequencer: '<rootDir>/test/kit/jest/longestFirst.js',
  // Two readers at once keep two cores busy: each has a browser's processes and a share of the stack's behind it.
  maxWorkers: 2,
}
