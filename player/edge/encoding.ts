/** Compression of text by Accept-Encoding (RFC 9110 section 12.5.3). */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip'

const zip = promisify(gzip)
const brotli = promisify(brotliCompress)

/** CloudFront compresses from 1,000 bytes on. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html */
const LEAST_BYTES = 1000
const TEXT = /^(text\/|image\/svg\+xml|application\/(json|javascript|xml|[\w.-]+\+(json|xml)))/i

export const isCompressible = (contentType: string | undefined, bytes: number): boolean =>
  bytes >= LEAST_BYTES && contentType !== undefined && TEXT.test(contentType)

/** The encoding with the highest weight that the client gives; Brotli if both have the same. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding | undefined {
  if (acceptEncoding === undefined) return undefined
  const weights = new Map(
    acceptEncoding.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const weight = parameters.find((text) => text.startsWith('q='))
      return [name, weight === undefined ? 1 : Number(weight.slice(2)) || 0] as const
    }),
  )
  const weightOf = (name: Encoding) => weights.get(name) ?? weights.get('*') ?? 0
  const [br, gz] = [weightOf('br'), weightOf('gzip')]
  if (br === 0 && gz === 0) return undefined
  return br >= gz ? 'br' : 'gzip'
}

/** At quality 5 Brotli is as fast as gzip, and its output is smaller. */
export const compress = (body: Buffer, encoding: Encoding): Promise<Buffer> =>
  encoding === 'gzip' ? zip(body) : brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
