/**
 * For every test file: a test or its set-up may take a minute, because engines on a busy machine and deployed stacks
 * are slow. After the file the console is as it was.
 */
import { afterAll, jest } from '@jest/globals'

jest.setTimeout(60_000)

const { info } = console
afterAll(() => {
  console.info = info
})
