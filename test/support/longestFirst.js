/**
 * The order of test files. In a fresh clone Jest begins with the largest, so that a short file that takes long would come
 * last, while the other core has nothing to do. Those that take longest begin.
 */
import { statSync } from 'node:fs'

/** By what they took in a run of `.ci/run`. */
const LONGEST = [
  'test/browser/injection/comments',
  'test/browser/injection/parameters',
  'test/browser/injection/articles',
  'test/browser/keyboard',
  'test/browser/live',
  'test/browser/axe',
  'test/browser/limits',
  'test/browser/injection/forms',
  'test/browser/injection/imported',
  'test/browser/reading',
  'test/browser/reporting',
  'functions/projector/projecting',
  'functions/reader/ceiling',
  'test/api/comments-read',
  'local/start',
  'functions/store/shardedThreads',
  'test/infra/edge',
  'test/stack/exact',
  'local/engineDeath',
  'test/infra/settings',
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
