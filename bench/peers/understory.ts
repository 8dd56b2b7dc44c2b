/** Understory itself: the local stack without limits, straight through its gateway or behind its edge. */
import type { Stack } from '../../local/stack.ts'
import { bodyOf, ENVIRONMENTS, seedThread, startLimitless } from '../throughput/site.ts'
import { PAGE, type Peer, SIZES } from './peer.ts'

export type Understory = { gateway: Peer; edge: Peer }

export async function startUnderstory(version: string): Promise<Understory> {
  const stack = await startLimitless({ edge: true, environments: ENVIRONMENTS })
  for (const size of SIZES) await seedThread(stack, `thread-${size}`, size)
  await seedThread(stack, 'written', 1)
  const setup = `gateway, ${ENVIRONMENTS} environments a function, and the projector; embedded DynamoDB (dynoxide)`
  return {
    gateway: peerAt(stack, stack.origin, `Understory ${version}`, setup),
    edge: peerAt(stack, stack.url, `Understory ${version}, edge`, 'the same, with the cache in front'),
  }
}

function peerAt(stack: Stack, base: string, name: string, setup: string): Peer {
  const page = (size: number, limit: number) => `${base}/v1/articles/thread-${size}/comments?limit=${limit}`
  return {
    name,
    setup,
    page,
    defaultPage: (size) => ({ url: page(size, PAGE), holds: `${PAGE} comments` }),
    // The contract of the API: items holds the comments of the page.
    count: (answer) => (answer as { items: unknown[] }).items.length,
    post: { url: `${base}/v1/articles/written/comments`, post: { body: bodyOf('{n}') } },
    stop: stack.stop,
  }
}
