/** Free loopback ports, for servers that cannot report the port they were given. */
import { createServer } from 'node:net'

/** @returns a TCP port that was free on 127.0.0.1 a moment ago; the caller retries when somebody else was faster */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
