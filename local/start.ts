/** `npm start`: runs the stack until Ctrl-C. */
import { z } from 'zod'
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

const hints = ({ url }: Stack, article: string): string => `
  curl '${url}/v1/articles'
  curl '${url}/v1/articles/${article}/comments'
  curl '${url}/v1/articles/${article}/comments' -H 'content-type: application/json' -d '{"author": {"name": "Ada"}, "text": "Hello."}'

Ctrl-C stops it; \`npm run -s token -- --role editor\` prints a token for the editors' routes.`

const listing = z.object({ items: z.array(z.object({ slug: z.string() })) })

const newestSlug = async ({ url }: Stack): Promise<string> => {
  const response = await fetch(`${url}/v1/articles?limit=1`)
  const answer = listing.safeParse(response.ok ? await response.json() : undefined)
  return answer.data?.items[0]?.slug ?? 'a-slug'
}

const start = async (): Promise<void> => {
  const data = process.env.UNDERSTORY_DATA || '.understory'
  const stack = await startStack({ port: portOf(process.env.PORT), data, reload: true, samples: true })

  let stoppingSince: number | undefined
  const stop = async () => {
    // One Ctrl-C arrives twice, from the terminal and from npm; only a later one means that waiting takes too long.
    if (stoppingSince !== undefined && performance.now() - stoppingSince > 500) process.exit(130)
    if (stoppingSince !== undefined) return
    stoppingSince = performance.now()
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
  console.log(hints(stack, await newestSlug(stack)))
}

start().catch((error: unknown) => {
  const expected = KNOWN.some((type) => error instanceof type)
  console.error(expected && error instanceof Error ? error.message : error)
  process.exit(1)
})
