/** Requests to the origin: whole answers for the cache, and requests that pass through. */
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'

export type OriginAnswer = {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** The origin refused the connection, closed it, or was too slow. */
export class OriginUnreachable extends Error {
  override readonly name = 'OriginUnreachable'
}

export type SecretHeader = { readonly header: string; readonly value: string }

export type Origin = {
  /** @throws OriginUnreachable */
  get(path: string, headers: OutgoingHttpHeaders): Promise<OriginAnswer>
  /**
   * Hands a request on and streams its answer back, with these headers added. 502 when there is none. As CloudFront
   * does, it says whose request it is, whatever the client says of itself:
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
   */
  pass(message: IncomingMessage, out: ServerResponse, added: Readonly<Record<string, string>>): void
  close(): void
}

/** Headers for one connection only (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const endToEnd = (headers: Readonly<Record<string, string | string[] | undefined>>): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)))

export const BAD_GATEWAY = { status: 502, body: Buffer.from(JSON.stringify({ message: 'Bad Gateway' })) }

/**
 * @param url of the origin
 * @param timeout of silence, in milliseconds
 * @param secret that each request shows the origin; CloudFront sends it as a custom header, over one of the client's:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
 */
export function createOrigin(url: string, timeout: number, secret: SecretHeader): Origin {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
  const place = { hostname, port, agent, timeout }
  const shown = { [secret.header]: secret.value }

  const attempt = (path: string, headers: OutgoingHttpHeaders, again: boolean): Promise<OriginAnswer> =>
    new Promise((resolve, reject) => {
      const asked = request({ ...place, path, headers: { ...headers, ...shown } }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          resolve({
            status: answer.statusCode ?? 502,
            headers: endToEnd(answer.headers) as OriginAnswer['headers'],
            body: Buffer.concat(chunks),
          })
        })
        answer.on('error', (error) => reject(new OriginUnreachable(error.message)))
      })
      asked.on('timeout', () => asked.destroy(new Error(`no answer for ${timeout} ms`)))
      asked.on('error', (error) => {
        // A kept connection may have been closed just before it was used. A GET may be sent again (RFC 9110 section
        // 9.2.2).
        if (asked.reusedSocket && again) resolve(attempt(path, headers, false))
        else reject(new OriginUnreachable(error.message))
      })
      asked.end()
    })

  return {
    get: (path, headers) => attempt(path, headers, true),
    pass: (message, out, added) => {
      const { method, url: path, headers, socket } = message
      // Without brackets, an address of IPv6 too.
      const viewer = `${socket.remoteAddress?.replace(/^::ffff:/, '')}:${socket.remotePort}`
      const asked = request(
        { ...place, path, method, headers: { ...endToEnd(headers), ...shown, 'cloudfront-viewer-address': viewer } },
        (answer) => {
          // The client may have disconnected in the meantime.
          if (out.destroyed) return void answer.destroy()
          out.writeHead(answer.statusCode ?? 502, { ...endToEnd(answer.headers), ...added })
          pipeline(answer, out, () => undefined)
        },
      )
      asked.on('timeout', () => asked.destroy(new Error(`no answer for ${timeout} ms`)))
      asked.on('error', () => {
        if (out.headersSent || out.destroyed) return void out.destroy()
        out.writeHead(BAD_GATEWAY.status, { 'content-type': 'application/json', ...added })
        out.end(BAD_GATEWAY.body)
      })
      pipeline(message, asked, () => undefined)
    },
    close: () => agent.destroy(),
  }
}
