/**
 * The frame of the API reference. The script puts the reference in the place of what stands here.
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
<p>The same is in <a href="${DESCRIPTION}">the OpenAPI document</a>, for programs and other viewers.</p>
<noscript><p>This page needs JavaScript to show it.</p></noscript>
</main>
</body>
</html>
`
