/**
 * How far an import is: a bar on a terminal, a line now and then where the output is a file.
 */
const WIDTH = 30
/** Milliseconds between two lines. */
const LINE_EVERY = 10_000

export type Progress = { show: (done: number) => void; say: (line: string) => void; clear: () => void }

/** @param total how many there are; a bar is of no use for none */
export function progressOn(out: NodeJS.WriteStream, total: number, clock: () => number = Date.now): Progress {
  return out.isTTY ? barOn(out, total) : linesOn(out, total, clock)
}

function barOn(out: NodeJS.WriteStream, total: number): Progress {
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
      put(`${bar} ${Math.floor(share * 100)} %  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`)
    },
    say: (line) => {
      const bar = shown
      put('')
      out.write(`${line}\n`)
      put(bar)
    },
    clear: () => put(''),
  }
}

function linesOn(out: NodeJS.WriteStream, total: number, clock: () => number): Progress {
  let last = clock()
  const say = (line: string) => void out.write(`${line}\n`)
  return {
    show: (done) => {
      if (clock() - last < LINE_EVERY) return
      last = clock()
      say(`${done.toLocaleString('en')} of ${total.toLocaleString('en')}`)
    },
    say,
    clear: () => undefined,
  }
}
