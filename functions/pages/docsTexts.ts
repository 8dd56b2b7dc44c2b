/**
 * The script and the style of the API reference, in a file of their own, so that they are read when somebody opens it.
 */
import type { DocsTexts } from './assets.ts'

// infra/webBundles.ts wrote it, at build time.
export const DOCS = JSON.parse(DOCS_TEXTS) as DocsTexts
