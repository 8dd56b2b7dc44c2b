/** What the bundler puts in: see infra/bundles/webBundles.ts. */
declare const WEB_ADDRESSES: { style: string; page: string; widget: string; icon: string }
/** `Texts` of functions/pages/assets.ts, as JSON. */
declare const WEB_TEXTS: string
