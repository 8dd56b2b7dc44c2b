/** Servers on loopback. */
import type { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'

/** @param port 0 for any free one. @returns the port */
export const listen = (server: Server, port: number, host = '127.0.0.1'): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      const address = server.address()
      done(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** Settles once the server has closed. Requests under way get a second to end. */
export const close = (server: HttpServer): Promise<void> =>
  new Promise((closed) => {
    server.close(() => closed())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 1000).unref()
  })
