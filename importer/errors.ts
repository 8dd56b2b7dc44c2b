/** Everything that ends an import at once. The message is for whoever ran it, and says what to do. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped'
}
