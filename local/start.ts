/** `npm start`: runs the stack until Ctrl-C; `npm start -- --edge` with an HTTP cache in front of it. */
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { whenParentEnds } from '../player/host/parentProcess.ts'
import { refusalOf, StartRefused } from '../player/host/refusal.ts'
import { portOf } from './ports.ts'
import { startDemoSite } from './samples/demoSite.ts'
import { type Stack, startStack } from './stack.ts'

/** The sample article with the longest conversation. */
const ARTICLE = 'leave-the-clock-alone'

const hints = ({ url }: Stack, demoSite: string | undefined): string => `
  ${url}  the paper
  ${demoSite ?? '(not running)'}  somebody else’s site, with the comments widget on its pages

  curl '${url}/v1/articles'
  curl '${url}/v1/articles/${ARTICLE}/comments'
  curl '${url}/v1/articles/${ARTICLE}/comments' -H 'content-type: application/json' -d '{"author": {"name": "Ada"}, "text": "Hello."}'

Ctrl-C stops it; \`npm run -s token -- --role editor\` prints a token for the editors' routes.`

/** @throws StartRefused for an unknown option or argument */
function wantsEdge(): boolean {
  const { tokens } = parseArgs({
    options: { edge: { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    const isEdge = token.kind === 'option' && token.name === 'edge' && token.value === undefined
    if (isEdge || token.kind === 'option-terminator') continue
    const given =
      token.kind === 'option' ? token.rawName + (token.value === undefined ? '' : `=${token.value}`) : token.value
    throw new StartRefused(`npm start does not know "${given}". Its only option is --edge: npm start -- --edge`)
  }
  return tokens.some(({ kind }) => kind === 'option')
}

/** Stops what has started. */
let stop = async (): Promise<void> => undefined

async function end(code: number): Promise<void> {
  await stop()
  process.exit(code)
}

async function start(): Promise<void> {
  const edge = wantsEdge()
  const port = portOf(process.env.PORT)
  const data = process.env.UNDERSTORY_DATA || '.understory'
  const stack = await startStack({ port, data, edge, reload: true, samples: true, lost: () => void end(1) })
  stop = stack.stop

  const token = await stack.token('moderator')
  // Only a demonstration: the stack also starts without it.
  const demoSite = await startDemoSite(stack.url, token, stack.port + 1).catch((error: Error) => {
    console.error(`The site with the widget is not running: ${error.message}`)
    return undefined
  })
  stop = async () => {
    await demoSite?.stop()
    await stack.stop()
  }

  let stoppingSince: number | undefined
  const interrupted = () => {
    // One Ctrl-C arrives twice, from the terminal and from npm. A later one ends the process at once.
    if (stoppingSince !== undefined && performance.now() - stoppingSince > 500) process.exit(130)
    if (stoppingSince !== undefined) return
    stoppingSince = performance.now()
    void end(0)
  }
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  process.on('SIGHUP', interrupted)

  console.log(`Understory is running at ${stack.url}`)
  console.log(hints(stack, demoSite?.url))
}

whenParentEnds(() => void end(0))
start().catch((error: unknown) => {
  const told = refusalOf(error, tmpdir(), 'Correct that and start again: npm start')
  console.error(told instanceof StartRefused ? told.message : told)
  process.exit(1)
})
