/** Everything that ends an import at once. The message is for whoever ran it, and says what to do. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped'
}

/** What Node calls an error of its own, such as `ENOENT`; undefined for any other. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
