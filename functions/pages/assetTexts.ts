/**
 * The texts of the assets, in a module of their own. It is loaded when a browser first asks for one.
 */
import type { Texts } from './assets.ts'

// infra/bundles/webBundles.ts makes it at build time.
export const TEXTS = JSON.parse(WEB_TEXTS) as Texts
