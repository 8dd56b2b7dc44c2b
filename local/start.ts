/** `npm start`: runs the stack until Ctrl-C; `npm start -- --edge` with an HTTP cache in front of it. */
import { parseArgs } from 'node:util'
import { startElsewhere } from './elsewhere.ts'
import { EngineUnavailable } from './engine.ts'
import { FolderInUse } from './lock.ts'
import { PortInUse, type Stack, startStack } from './stack.ts'
import { SynthesisFailed } from './synthesis.ts'

const KNOWN = [EngineUnavailable, FolderInUse, PortInUse, SynthesisFailed]

/** The port to listen on, from PORT. */
const portOf = (text = '3000'): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new PortInUse(`PORT is "${text}"; it has to be a number from 0 to 65535.`)
}

/** The sample article with the longest conversation. */
const ARTICLE = 'leave-the-clock-alone'

const hints = ({ url }: Stack, elsewhere: string | undefined): string => `
  ${url}  the paper
  ${elsewhere ?? '(not running)'}  somebody else’s site, with the comments widget on its pages

  curl '${url}/v1/articles'
  curl '${url}/v1/articles/${ARTICLE}/comments'
  curl '${url}/v1/articles/${ARTICLE}/comments' -H 'content-type: application/json' -d '{"author": {"name": "Ada"}, "text": "Hello."}'

Ctrl-C stops it; \`npm run -s token -- --role editor\` prints a token for the editors' routes.`

const start = async (): Promise<void> => {
  const { edge } = parseArgs({ options: { edge: { type: 'boolean', default: false } } }).values
  const data = process.env.UNDERSTORY_DATA || '.understory'
  const stack = await startStack({ port: portOf(process.env.PORT), data, edge, reload: true, samples: true })

  const token = await stack.token('moderator')
  // To look at, and no reason not to start without it.
  const elsewhere = await startElsewhere(stack.url, token, stack.port + 1).catch((error: Error) => {
    console.error(`The site with the widget is not running: ${error.message}`)
    return undefined
  })

  let stoppingSince: number | undefined
  const stop = async () => {
    // One Ctrl-C arrives twice, from the terminal and from npm; only a later one means that waiting takes too long.
    if (stoppingSince !== undefined && performance.now() - stoppingSince > 500) process.exit(130)
    if (stoppingSince !== undefined) return
    stoppingSince = performance.now()
    await elsewhere?.stop()
    await stack.stop()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  // npm killed with SIGKILL tells nobody; its child then has another parent.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) void stop()
  }, 1000).unref()

  console.log(`Understory is running at ${stack.url}`)
  console.log(hints(stack, elsewhere?.url))
}

start().catch((error: unknown) => {
  const expected = KNOWN.some((type) => error instanceof type)
  console.error(expected && error instanceof Error ? error.message : error)
  process.exit(1)
})
