/**
 * The script and the style of the API reference, in a file of their own. It is read when a browser opens the reference.
 */
import type { DocsTexts } from './assets.ts'

// infra/bundles/webBundles.ts makes it at build time.
export const DOCS = JSON.parse(DOCS_TEXTS) as DocsTexts
