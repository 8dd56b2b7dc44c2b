/**
 * `<understory-comments>`: a conversation in a style scope of its own. It is loaded when its reader comes near it.
 */
import { enhance } from '../conversation/enhance.ts'
import { fetchHtml } from '../conversation/server.ts'
import { tellTimes } from '../conversation/times.ts'

// infra/webBundles.ts puts web/conversation.css here.
declare const CONVERSATION_STYLE: string

/** How far below the window it begins to load: about a flick of the thumb. */
const NEAR = '600px'
/** Where the page's address names a comment, the conversation is loaded wherever it stands. */
const margin = (): string => (location.hash.startsWith('#comment-') ? '100000px' : NEAR)
/** Milliseconds until what failed is tried again. */
const RETRY = 20_000

/** @param site scheme, host and path that the script came from */
export function commentsElement(site: string): CustomElementConstructor {
  return class extends HTMLElement {
    static observedAttributes = ['article', 'url', 'lang']
    #end = new AbortController()

    connectedCallback(): void {
      if (!this.shadowRoot) {
        const style = new CSSStyleSheet()
        style.replaceSync(CONVERSATION_STYLE)
        // Not a style element, which the host page's Content-Security-Policy might refuse.
        this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [style]
      }
      this.#end = new AbortController()
      const { signal } = this.#end
      // What the publisher wrote between the tags stands until then.
      this.shadowRoot?.replaceChildren(document.createElement('slot'))
      let observer: IntersectionObserver | undefined
      const stop = () => {
        observer?.disconnect()
        removeEventListener('hashchange', watch)
      }
      const watch = () => {
        observer?.disconnect()
        observer = new IntersectionObserver(
          (entries) => {
            if (!entries.some(({ isIntersecting }) => isIntersecting)) return
            stop()
            void this.#load(signal)
          },
          { rootMargin: margin() },
        )
        observer.observe(this)
      }
      addEventListener('hashchange', watch)
      watch()
      signal.addEventListener('abort', stop)
    }

    disconnectedCallback(): void {
      this.#end.abort()
    }

    attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
      if (!this.shadowRoot || before === after || !this.isConnected) return
      this.disconnectedCallback()
      this.connectedCallback()
    }

    async #load(signal: AbortSignal): Promise<void> {
      const article = this.getAttribute('article')
      const url = this.#url()
      const asked = `?${new URLSearchParams({ lang: this.closest<HTMLElement>('[lang]')?.lang || navigator.language })}`
      const place = { site, asked, page: { url, title: document.title }, signal }
      try {
        const { content, headers } = await fetchHtml(
          place,
          article === null
            ? `/conversation${asked}&url=${encodeURIComponent(url)}`
            : `/articles/${encodeURIComponent(article)}/conversation${asked}`,
        )
        const section = content.querySelector('section')
        if (signal.aborted || !section) return
        this.shadowRoot?.replaceChildren(section)
        enhance(section, place, Number(headers.get('understory-live-from')))
        tellTimes(section, section)
      } catch (error) {
        if (signal.aborted) return
        console.warn('Understory:', error)
        // Anything but an unknown article or an origin that isn't allowed may pass.
        const { cause: status = 500 } = error as { cause?: number }
        if (status >= 429) setTimeout(() => signal.aborted || void this.#load(signal), RETRY)
      }
    }

    /** The page's own address: as said, as it tells search engines, or where the browser is. */
    #url(): string {
      const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href
      const url = new URL(this.getAttribute('url') || canonical || location.href, document.baseURI)
      url.hash = ''
      return url.href
    }
  }
}
