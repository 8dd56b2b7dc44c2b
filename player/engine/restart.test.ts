/** Engines that die, played with servers that end when the test says so. */
import type { Listening } from './programs.ts'
import { keepRunning } from './restart.ts'

const AGAIN = { start: 'npm start' }

type Fake = Listening & {
  readonly stopped: () => boolean
  die(how?: string): void
}

function fake(port: number): Fake {
  let die: (how: string) => void = () => undefined
  const ended = new Promise<string>((settle) => {
    die = settle
  })
  let stopped = false
  const stop = async () => {
    stopped = true
    die('SIGTERM')
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    ended,
    stop,
    stopped: () => stopped,
    die: (how = 'SIGKILL') => die(how),
  }
}

async function scene(survives: boolean) {
  const started: Fake[] = []
  const told: string[] = []
  const start = async (port = 4000) => {
    const one = fake(port)
    started.push(one)
    return one
  }
  const engine = await keepRunning(
    'dynoxide',
    survives,
    start,
    {
      restarts: (sentence) => told.push(`restarts: ${sentence}`),
      lost: (sentence) => told.push(`lost: ${sentence}`),
    },
    AGAIN,
  )
  return { engine, started, told }
}
const settle = () => new Promise((done) => setTimeout(done, 5))

test('an engine that dies is started once more at its port, and the second death ends it', async () => {
  const { engine, started, told } = await scene(true)
  started[0]?.die()
  await settle()
  expect(told).toEqual(['restarts: dynoxide has ended (SIGKILL). It is started again; the data on disk is kept.'])
  expect(started.map(({ port }) => port)).toEqual([4000, 4000])
  started[1]?.die('exit code 1')
  await settle()
  expect(told).toHaveLength(2)
  expect(told[1]).toMatch(/^lost: dynoxide has ended a second time \(exit code 1\)/)
  expect(started).toHaveLength(2)
  await engine.stop()
})

test('an engine that kept its data in memory is not started again', async () => {
  const { started, told } = await scene(false)
  started[0]?.die()
  await settle()
  expect(told).toEqual([expect.stringMatching(/^lost: .*memory is lost/)])
  expect(started).toHaveLength(1)
})

test('an engine that is stopped in order is no death', async () => {
  const { engine, started, told } = await scene(true)
  await engine.stop()
  await settle()
  expect([started.length, told]).toEqual([1, []])
})

test('one that was started again is stopped with the stack', async () => {
  const { engine, started } = await scene(true)
  started[0]?.die()
  await settle()
  await engine.stop()
  expect(started[1]?.stopped()).toBe(true)
})

test('one that does not start again is lost, with the reason', async () => {
  const told: string[] = []
  const first = fake(4000)
  let starts = 0
  const start = () => (starts++ === 0 ? Promise.resolve(first) : Promise.reject(new Error('port taken')))
  const engine = await keepRunning(
    'dynoxide',
    true,
    start,
    {
      restarts: () => undefined,
      lost: (sentence) => told.push(sentence),
    },
    AGAIN,
  )
  first.die()
  await settle()
  expect(told).toEqual(['dynoxide has ended (SIGKILL) and cannot be started again: port taken'])
  await engine.stop()
})
