/** Constants that the bundler defines (infra/bundles/webBundles.ts). */
declare const WEB_ADDRESSES: import('./pages/assets.ts').Addresses
/** `Texts` of functions/pages/assets.ts, as JSON. */
declare const WEB_TEXTS: string
/** `DocsTexts` of functions/pages/assets.ts, as JSON. */
declare const DOCS_TEXTS: string
