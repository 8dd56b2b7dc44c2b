/**
 * Replaces WordPress's own shortcodes in an article by HTML. Shortcodes of plugins stay as text, as in WordPress
 * without the plugin.
 * Source: https://codex.wordpress.org/Shortcode
 */
import { replaceBetween } from './between.ts'

const PICTURE = /^\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*<\/a>)?)([\s\S]*)$/i
/** The attributes of a player that name its file. */
const MEDIA = /\b(?:src|mp3|m4a|ogg|wav|flac|mp4|m4v|webm|ogv)=["']?(https?:\/\/[^"'\s\]]+)/i

/** The attributes of a shortcode. Quoted values may hold brackets. */
export const ATTRIBUTES = String.raw`(?:\s(?:"[^"]*"|'[^']*'|[^\]"'])*)?`
const CAPTION = new RegExp(String.raw`(?<!\[)\[((?:wp_)?caption)(${ATTRIBUTES})\]`, 'gi')
const PLAYER = new RegExp(String.raw`(?<!\[)\[(audio|video|playlist|gallery)(${ATTRIBUTES})\](?:\s*\[/\1\])?`, 'gi')
/** `[youtube=https://…]`, `[youtube id="…"]`, `[vimeo 123]`, as WordPress.com and Jetpack write them. */
const VIDEO = /(?<!\[)\[(youtube|vimeo)(?:[\s=]+([^\]]*))?\](?:([^[]*)\[\/\1\])?/gi

/**
 * HTML without shortcodes.
 * @param lost called with the name of each shortcode that is removed without a replacement
 */
export function withoutShortcodes(html: string, lost: (name: string) => void): string {
  return (
    replaceBetween(
      html,
      CAPTION,
      (name) => [`[/${name}]`, ']'],
      ([, , attributes = ''], content) => figure(attributes, content),
    )
      .replace(/(?<!\[)\[embed\b[^\]]*\]\s*(https?:\/\/[^\s<[]+)\s*\[\/embed\]/gi, (_, url: string) => `\n\n${url}\n\n`)
      .replace(VIDEO, (whole: string, site: string, inside = '', between = '') => {
        const url = videoAddress(site.toLowerCase(), `${inside} ${between}`)
        return url === undefined ? whole : `\n\n${url}\n\n`
      })
      .replace(PLAYER, (_, name: string, attributes: string) => {
        const [, url] = MEDIA.exec(attributes) ?? []
        if (url === undefined) lost(name.toLowerCase())
        return url === undefined ? '' : `\n\n${url}\n\n`
      })
      // Doubled brackets show a shortcode as text.
      .replace(/\[(\[[a-z_]+\b[^\]]*\])\]/gi, '$1')
  )
}

function figure(attributes: string, content: string): string {
  const [, picture = content, text = ''] = PICTURE.exec(content) ?? []
  // Before WordPress 3.4 the caption was an attribute.
  const [, , attribute = ''] = /\scaption=(["'])([\s\S]*?)\1/i.exec(attributes) ?? []
  const caption = [attribute, text].map((each) => each.trim()).filter((each) => each !== '')
  return `<figure>${picture}<figcaption>${caption.join(' ')}</figcaption></figure>`
}

function videoAddress(site: string, text: string): string | undefined {
  const [url] = /https?:\/\/[^\s"'<>\]]+/i.exec(text) ?? []
  if (url !== undefined) return url.replace(/&(?:amp|#0?38);/g, '&')
  if (site === 'vimeo') {
    const [, id] = /(?:^|[\s="'])(\d{5,})/.exec(text) ?? []
    return id && `https://vimeo.com/${id}`
  }
  const [, id] = /(?:^|[\s="'])([\w-]{11})(?:["'\s]|$)/.exec(text) ?? []
  return id && `https://www.youtube.com/watch?v=${id}`
}
