/**
 * The texts of what browsers load, in a file of their own, so that they are read when the first browser asks for one.
 */
import type { Texts } from './assets.ts'

// infra/bundles/webBundles.ts wrote it, at build time.
export const TEXTS = JSON.parse(WEB_TEXTS) as Texts
