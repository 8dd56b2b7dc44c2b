/** The edge of `npm start -- --edge`: the player's HTTP cache with the names that Understory gives it. */
import { CACHED_PARAMETERS } from '../infra/caching.ts'
import { createEdge, type EdgeAnswered } from '../player/edge/edge.ts'
import { close } from '../player/host/listen.ts'
import type { Teardown } from '../player/host/teardown.ts'
import { listenOn } from './ports.ts'

export type EdgeStart = {
  readonly gatewayPort: number
  readonly port: number
  /** The secret that edge and functions share (functions/http/origin/edge.ts). */
  readonly secret: string
  readonly answered: (request: EdgeAnswered) => void
}

/** @returns the port */
export async function startEdge({ gatewayPort, port, secret, answered }: EdgeStart, teardown: Teardown) {
  const edge = createEdge({
    origin: `http://127.0.0.1:${gatewayPort}`,
    name: 'understory-edge',
    secret: { header: 'understory-origin-secret', value: secret },
    // The identity of a guest (functions/http/input/voterIdentity.ts).
    personal: ['understory-voter'],
    parameters: CACHED_PARAMETERS,
    answered,
  })
  const listening = await listenOn(edge.server, port)
  teardown.add(async () => {
    await close(edge.server)
    edge.close()
  })
  return listening
}
