import { reportProgress } from './progress.ts'

test('a simulation says how far it is every ten seconds of real time, until it is stopped', async () => {
  const lines: string[] = []
  let [virtual, real, stored] = [0, 0, 0]
  let wake = () => {}
  const { stop } = reportProgress('hot', 60, () => `${stored} comments`, {
    sleep: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
    virtual: () => virtual,
    real: () => real,
    write: (line) => lines.push(line),
  })
  /** Each virtual second takes four real ones. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      virtual += 1000
      real += 4000
      stored += 100
      wake()
      await new Promise(setImmediate)
    }
  }
  await pass(7)
  expect(lines).toEqual([
    '  hot: 3 of 60 s simulated in 0.2 min, 300 comments',
    '  hot: 6 of 60 s simulated in 0.4 min, 600 comments',
  ])
  stop()
  await pass(7)
  expect(lines).toHaveLength(2)
})
