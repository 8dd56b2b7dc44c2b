/** `npm run import -- FILE`: imports articles and comments of another site. */
import { codeOf, ImportStopped } from './errors.ts'
import { optionsFrom, USAGE } from './options.ts'
import { runImport } from './running.ts'

// The reader of the pipe has ended, as with `| head`.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') throw error
  process.exit(1)
})

// The second Ctrl-C ends the process.
const stopping = new AbortController()
process.once('SIGINT', () => stopping.abort())

try {
  const options = optionsFrom(process.argv.slice(2))
  if (options === undefined) console.log(USAGE)
  else if (!(await runImport(options, process.env, process.stdout, stopping.signal))) process.exitCode = 1
} catch (error) {
  if (!(error instanceof ImportStopped)) throw error
  console.error(error.message)
  // The exit code that shells use for SIGINT.
  process.exitCode = stopping.signal.aborted ? 130 : 1
}
