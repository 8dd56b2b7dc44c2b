/** Publishes the sample articles on the first start of a data folder, with a progress bar. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Terminal } from '../../player/terminal.ts'
import { PROJECT } from '../project.ts'
import { publishSamples, readSamples, type Target } from './samples.ts'

/**
 * Each sample comment comes from a reader of its own, so that the rate limit per address neither stops them nor has
 * been used up when the developer posts a first comment. These networks are for documentation only (RFC 3849).
 */
const readerAddress = (number: number): string => `2001:db8:0:${number.toString(16)}::1`

export type Seeding = {
  /** Prints only warnings and failures while the samples are published. */
  readonly terminal: Terminal
  /** The address of a client as functions see it. */
  addressOf(connection: string): string
  during(publish: () => Promise<void>): Promise<void>
}

export function createSeeding(terminal: Terminal): Seeding {
  let active = false
  let readers = 0
  return {
    terminal: {
      ...terminal,
      request: (answered) => {
        if (!active || answered.status >= 500) terminal.request(answered)
      },
      functionLog: (name, level, text) => {
        if (!active || level === 'warn' || level === 'error') terminal.functionLog(name, level, text)
      },
    },
    addressOf: (connection) => (active ? readerAddress(++readers) : connection),
    during: async (publish) => {
      active = true
      await publish()
      active = false
    },
  }
}

/** A bar on a terminal; nothing where the output is a file. */
function bar(out: NodeJS.WriteStream) {
  let shown = ''
  const show = (text: string) => {
    if (!out.isTTY || text === shown) return
    out.write(`\r\x1b[K${text}`)
    shown = text
  }
  return {
    progress: (share: number) => {
      const width = 30
      const full = Math.round(share * width)
      show(`Publishing the samples ${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(share * 100)} %`)
    },
    clear: () => show(''),
  }
}

/**
 * @param folder where a file marks that it has been done; undefined when nothing is kept
 */
export async function publishOnFirstStart(
  target: Target,
  folder: string | undefined,
  terminal: Terminal,
  out: NodeJS.WriteStream = process.stdout,
): Promise<void> {
  const mark = folder === undefined ? undefined : join(folder, 'samples')
  if (mark !== undefined && (await readFile(mark, 'utf8').catch(() => undefined)) !== undefined) return
  const started = performance.now()
  const { progress, clear } = bar(out)
  try {
    const { articles, comments } = await publishSamples(target, await readSamples(join(PROJECT, 'content')), progress)
    clear()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    terminal.say(`Published ${articles} sample articles and ${comments} comments in ${seconds} s`)
    if (mark !== undefined) await writeFile(mark, `${new Date().toISOString()}\n`)
  } catch (error) {
    clear()
    // The stack also works without the samples. The next start tries again.
    terminal.warn(`The samples are not published: ${error instanceof Error ? error.message : String(error)}`)
  }
}
