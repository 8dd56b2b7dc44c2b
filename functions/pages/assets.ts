/**
 * What pages load, each under an address with a hash of its content, so that browsers keep it for good.
 */
import { createHash } from 'node:crypto'

/** A leaf above a line: one small picture for tabs and bookmarks. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#2e6b4f" d="M4 4h24v16H15l-7 8v-8H4z"/><path stroke="#fff" stroke-width="2.5" d="M9 10h14M9 15h9"/></svg>'

const TYPES = { css: 'text/css; charset=utf-8', svg: 'image/svg+xml', js: 'text/javascript; charset=utf-8' }

export type Asset = { body: string; type: string; address: string }

/** @param style the text of web/style.css */
export function assetsOf(style: string): Record<'style' | 'icon', Asset> {
  return { style: asset('style', 'css', withoutComments(style)), icon: asset('icon', 'svg', ICON) }
}

/** The addresses alone. */
export const addressesOf = (assets: ReturnType<typeof assetsOf>) => ({
  style: assets.style.address,
  icon: assets.icon.address,
})

function asset(name: string, extension: keyof typeof TYPES, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { body, type: TYPES[extension], address: `/assets/${name}.${hash}.${extension}` }
}

const withoutComments = (css: string): string => css.replace(/\/\*[\s\S]*?\*\/\s*/g, '')
