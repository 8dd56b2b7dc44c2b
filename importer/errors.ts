/** Ends an import at once. The message is for the person who runs it and says what to do. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped'
}

/** The code of an error of Node, such as `ENOENT`. Undefined for other errors. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
