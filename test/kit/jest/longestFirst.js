/**
 * The order of test files: those that take longest come first. Without this, in a fresh clone Jest starts with the
 * largest files. A small file that takes long would then run last, while the other core is idle.
 */
import { statSync } from 'node:fs'

/** By their times in a run of `.ci/run`. */
const LONGEST = [
  'test/browser/injection/comments',
  'test/browser/injection/parameters',
  'test/browser/injection/articles',
  'test/browser/pages/keyboard',
  'test/browser/pages/live',
  'test/browser/pages/axe',
  'test/browser/pages/limits',
  'test/browser/injection/forms',
  'test/browser/injection/imported',
  'test/browser/pages/reading',
  'test/browser/forms/reporting',
  'test/stack/exact',
  'local/start',
  'functions/store/comments/shardedThreads',
  'test/api/contract',
  'functions/commenter/faults',
  'test/api/comments/reading',
  'test/stack/walkthrough',
  'test/api/comments/limits',
  'functions/reader/ceiling',
  'functions/projector/projecting',
  'test/stack/viewer-addresses',
  'test/api/comments/pages-elsewhere',
  'test/api/comments/policy',
]

const place = ({ path }) => {
  const found = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`))
  return found === -1 ? LONGEST.length : found
}

export default class LongestFirst {
  sort(tests) {
    const sized = [...tests].map((test) => ({ test, place: place(test), size: statSync(test.path).size }))
    return sized.sort((one, other) => one.place - other.place || other.size - one.size).map(({ test }) => test)
  }

  allFailedTests(tests) {
    return [...tests]
  }

  cacheResults() {}
}
