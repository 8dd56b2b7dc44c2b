import { nextPause, PAUSE } from './pace.ts'

/** The pauses, in seconds, after answers with or without news. */
function pauses(answers: readonly boolean[]): number[] {
  let pause = PAUSE
  return [
    pause,
    ...answers.map((isNews) => {
      pause = nextPause(pause, isNews)
      return pause
    }),
  ].map((each) => each / 1000)
}

test('a quiet page pauses longer each time, up to two minutes, so it asks twice in its first minute', () => {
  expect(pauses([false, false, false, false, false])).toEqual([10, 20, 40, 80, 120, 120])
})

test('news brings back the shortest pause, and without more the page falls back by steps', () => {
  expect(pauses([false, false, true, true, false, false])).toEqual([10, 20, 40, 10, 10, 20, 40])
})
