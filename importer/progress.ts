/**
 * Shows the progress of an import and the time left: a bar on a terminal, a line every 10 seconds in a file.
 */
const WIDTH = 30
/** Milliseconds between two lines. */
const LINE_EVERY = 10_000
/** Milliseconds before the time left is estimated. */
const ESTIMATE_AFTER = 3000

export type Progress = { show: (done: number) => void; print: (line: string) => void; clear: () => void }

/** @param total the number of articles and comments */
export function progressOn(out: NodeJS.WriteStream, total: number, clock: () => number = Date.now): Progress {
  const start = clock()
  const describe = (done: number) => {
    const time = timeLeft(done, total, clock() - start)
    return `${done.toLocaleString('en')} of ${total.toLocaleString('en')}${time === undefined ? '' : `, ${time} left`}`
  }
  return out.isTTY ? barOn(out, total, describe) : linesOn(out, describe, clock)
}

/** The time left at the average speed so far. */
function timeLeft(done: number, total: number, passed: number): string | undefined {
  if (done === 0 || done >= total || passed < ESTIMATE_AFTER) return undefined
  const exact = ((passed / done) * (total - done)) / 60_000
  if (exact < 1) return 'less than a minute'
  const minutes = Math.ceil(exact)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const parts = [...(hours > 0 ? [amountOf(hours, 'hour')] : []), ...(rest > 0 ? [amountOf(rest, 'minute')] : [])]
  return `about ${parts.join(' ')}`
}

const amountOf = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`

function barOn(out: NodeJS.WriteStream, total: number, describe: (done: number) => string): Progress {
  let shown = ''
  const put = (text: string) => {
    if (text !== shown) out.write(`\r\x1b[K${text}`)
    shown = text
  }
  return {
    show: (done) => {
      const share = total === 0 ? 1 : Math.min(1, done / total)
      const full = Math.round(share * WIDTH)
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full)
      put(`${bar} ${Math.floor(share * 100)} %  ${describe(done)}`)
    },
    print: (line) => {
      const bar = shown
      put('')
      out.write(`${line}\n`)
      put(bar)
    },
    clear: () => put(''),
  }
}

function linesOn(out: NodeJS.WriteStream, describe: (done: number) => string, clock: () => number): Progress {
  let last = clock()
  const print = (line: string) => void out.write(`${line}\n`)
  return {
    show: (done) => {
      if (clock() - last < LINE_EVERY) return
      last = clock()
      print(describe(done))
    },
    print,
    clear: () => undefined,
  }
}
