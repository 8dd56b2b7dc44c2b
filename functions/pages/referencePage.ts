/**
 * The page of the API reference. The script replaces its content with the reference.
 */
import type { Addresses } from './assets.ts'
import { type Html, html } from './html.ts'

const DESCRIPTION = '/v1/openapi.json'

export const referencePage = (siteName: string, { docs, docsStyle, icon }: Addresses): Html => html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>API reference · ${siteName}</title>
<link rel="service-desc" href="${DESCRIPTION}" type="application/json">
<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${docsStyle}">
<script defer src="${docs}"></script>
</head>
<body>
<main id="reference">
<h1>API reference of ${siteName}</h1>
<noscript><p>The reference needs JavaScript.</p></noscript>
<p><a href="${DESCRIPTION}">The OpenAPI document</a> has the same content, for programs and for other viewers.</p>
</main>
</body>
</html>
`
