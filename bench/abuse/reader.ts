/**
 * Measures a reader who requests one page after the other on a local stack: first alone, then while twenty addresses
 * post, vote and report. All functions, the gateway and the engine share this machine's cores. On AWS each environment
 * has its own.
 */
import { Agent, request } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Stack, startStack } from '../../local/stack.ts'
import { against, type Figure, quantile, round } from '../figures.ts'
import { bodyOf, seedThread } from '../throughput/site.ts'
import { dear } from './dear.ts'

const ROUNDS = 4
const SECONDS = 4
const ATTACKERS = 20
/** Milliseconds that a reader, and an attacker, waits before the next request. */
const READING = 20
const BETWEEN = 100
const SLUG = 'attacked'

type Sent = { method?: string; body?: unknown; from?: string; agent?: Agent }
type Page = { name: string; path: string; alone: number[]; attacked: number[]; refused: number }

export async function honestReader(): Promise<Figure[]> {
  const stack = await startStack({ port: 0, data: ':memory:', quiet: true })
  try {
    const comments = await seedThread(stack, SLUG, 0)
    // One after the other: on a busy machine, functions that start may be too late.
    for (let number = 0, tries = 0; number < 25 && tries < 100; tries++) {
      const posted = { method: 'POST', body: JSON.parse(bodyOf(number)), from: `127.0.1.${tries + 1}` }
      if ((await send(stack, comments, posted)).status === 201) number++
    }
    await stack.settled()
    const { text } = await send(stack, comments)
    const [{ id }] = JSON.parse(text).items
    const pages: Page[] = [
      { name: 'a page of 25 comments', path: comments, alone: [], attacked: [], refused: 0 },
      { name: 'an article’s page', path: `/articles/${SLUG}`, alone: [], attacked: [], refused: 0 },
    ]
    await read(stack, pages, () => [])
    for (let turn = 0; turn < ROUNDS; turn++) {
      await read(stack, pages, ({ alone }) => alone)
      const attack = startAttack(stack, comments, id, turn)
      await read(stack, pages, ({ attacked }) => attacked)
      await attack.stop()
    }
    return pages.flatMap(({ name, alone, attacked, refused }) =>
      Object.entries({ median: 0.5, '95th percentile': 0.95 }).map(([what, share]) => ({
        part: 'abuse',
        name: `reading ${name} meanwhile, ${what}`,
        unit: 'ms',
        value: round(quantile(attacked, share)),
        runs: attacked.length,
        ...(refused > 0 && { note: `${refused} refused` }),
        ...against(quantile(attacked, share), quantile(alone, share)),
      })),
    )
  } finally {
    await stack.stop()
  }
}

async function read(stack: Stack, pages: readonly Page[], timesOf: (page: Page) => number[]): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const end = performance.now() + SECONDS * 1000
  while (performance.now() < end) {
    for (const page of pages) {
      const start = performance.now()
      const { status } = await send(stack, page.path, { agent })
      if (status === 200) timesOf(page).push(performance.now() - start)
      else page.refused++
      await sleep(READING)
    }
  }
  agent.destroy()
}

function startAttack(stack: Stack, comments: string, id: string, turn: number) {
  let isOver = false
  const attacker = async (place: number) => {
    const agent = new Agent({ keepAlive: true })
    const more = { from: `127.0.0.${place + 2}`, agent }
    const author = { name: 'Mallory' }
    for (let number = place; !isOver; number += ATTACKERS) {
      const text = `${turn} ${dear(number)}`.slice(0, 8000)
      const sent: [string, Sent][] = [
        [comments, { method: 'POST', body: { author, text } }],
        [comments, { method: 'POST', body: { author, text: `Buy remedy ${turn} ${number} today.` } }],
        [`${comments}/${id}/vote`, { method: 'PUT', body: { value: 1 } }],
        [`${comments}/${id}/reports`, { method: 'POST', body: { reason: 'spam' } }],
      ]
      for (const [path, one] of sent) {
        await send(stack, path, { ...one, ...more })
        await sleep(BETWEEN)
      }
    }
    agent.destroy()
  }
  const attackers = Array.from({ length: ATTACKERS }, (_, place) => attacker(place))
  return {
    stop: async () => {
      isOver = true
      await Promise.all(attackers)
    },
  }
}

/** By node:http, since `fetch` can't choose the address that it sends from. */
function send(stack: Stack, path: string, { method = 'GET', body, from, agent }: Sent = {}) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { port } = new URL(stack.origin)
    const headers = { ...(body !== undefined && { 'content-type': 'application/json' }) }
    const where = { host: '127.0.0.1', port, path, method, headers }
    const sent = request({ ...where, ...(from && { localAddress: from }), ...(agent && { agent }) }, (answer) => {
      textOf(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject)
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
