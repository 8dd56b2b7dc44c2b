/**
 * WordPress's own shortcodes in an article, as HTML that says the same. Those of plugins stay as the text that readers see
 * once the plugin is gone.
 * Source: https://codex.wordpress.org/Shortcode
 */

const PICTURE = /^\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*<\/a>)?)([\s\S]*)$/i
/** The attributes by which a player is told what to play. */
const MEDIA = /\b(?:src|mp3|m4a|ogg|wav|flac|mp4|m4v|webm|ogv)=["']?(https?:\/\/[^"'\s\]]+)/i

/** @returns HTML without them, and the names of those of which nothing can be shown */
export function withoutShortcodes(html: string): { html: string; lost: string[] } {
  const lost = new Set<string>()
  const replaced = html
    .replace(/(?<!\[)\[(?:wp_)?caption\b[^\]]*\]([\s\S]*?)\[\/(?:wp_)?caption\]/gi, (_, content: string) => {
      const [, picture = content, words = ''] = PICTURE.exec(content) ?? []
      return `<figure>${picture}<figcaption>${words.trim()}</figcaption></figure>`
    })
    .replace(/(?<!\[)\[embed\b[^\]]*\]\s*(https?:\/\/[^\s<[]+)\s*\[\/embed\]/gi, (_, url: string) => `\n\n${url}\n\n`)
    .replace(
      /(?<!\[)\[(audio|video|playlist|gallery)\b([^\]]*)\](?:\s*\[\/\1\])?/gi,
      (_, name: string, attributes: string) => {
        const [, url] = MEDIA.exec(attributes) ?? []
        if (url === undefined) lost.add(name.toLowerCase())
        return url === undefined ? '' : `\n\n${url}\n\n`
      },
    )
    // Doubled brackets are how to write about one.
    .replace(/\[(\[[a-z_]+\b[^\]]*\])\]/gi, '$1')
  return { html: replaced, lost: [...lost] }
}
