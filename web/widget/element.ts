/**
 * `<understory-comments>`: a conversation in a style scope of its own. It is loaded when its reader comes near it, and
 * follows a site that goes from page to page without a reload.
 */
import { ownAddress, webAddress } from './address.ts'
import type { Shown, Wanted } from './conversation.ts'
import { showFailure } from './failure.ts'

// infra/bundles/webBundles.ts puts the address of web/widget/conversation.ts here.
declare const CONVERSATION_ADDRESS: string

/** How far below the window it begins to load. */
const NEAR = '600px'
/** Where the page's address names a comment, the conversation is loaded wherever on the page it is. */
const margin = (): string => (location.hash.startsWith('#comment-') ? '100000px' : NEAR)
/** Milliseconds until the first retry. Each further one waits as much longer. */
const RETRY = 20_000
/** Retries after which the wait grows no more. */
const MOST_RETRIES = 15
/** Milliseconds to wait for an answer. */
const PATIENCE = 20_000

const STYLE = ':host{display:block;min-block-size:1px}:host([hidden]){display:none}'

/** One function for each element that follows the page, called when this may be another page. */
const followers = new Set<() => void>()

export const followPage = (): void => {
  for (const follow of followers) follow()
}

/** @param site scheme, host and path that the script came from */
export function commentsElement(site: string): CustomElementConstructor {
  let attempts = 0

  return class extends HTMLElement {
    static observedAttributes = ['article', 'url', 'lang']
    #end = new AbortController()
    /** The conversation that was asked for, and on which page. Undefined until its reader has come near. */
    #asked: { address: string; page: string } | undefined
    #shown: Shown | undefined

    /**
     * Shows the conversation of the current page where its address has changed. A comment that is being sent goes there,
     * and so does what was typed on the same page.
     */
    readonly #follow = (event?: Event): void => {
      const before = this.#asked
      if (!before || !this.isConnected || this.#address() === before.address) return
      const isSent = event?.type === 'submit'
      if (isSent) {
        event.preventDefault()
        event.stopImmediatePropagation()
      }
      // On another page, what was typed is the draft of the one before.
      const isSamePage = webAddress(location.href) === before.page
      this.#start({ written: isSent || isSamePage ? this.#shown?.written() : undefined, isSent })
    }

    readonly #root = this.#attach()

    connectedCallback(): void {
      this.#start()
    }

    disconnectedCallback(): void {
      this.#end.abort()
    }

    attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
      if (before !== after && this.isConnected) this.#start()
    }

    #attach(): ShadowRoot {
      const root = this.attachShadow({ mode: 'open' })
      const style = new CSSStyleSheet()
      style.replaceSync(STYLE)
      // Not a style element, which the host page's Content-Security-Policy might refuse.
      root.adoptedStyleSheets = [style]
      // Browsers without the Navigation API do not tell of a new address. There each of these events looks for one.
      for (const name of ['focusin', 'pointerdown', 'input', 'submit'])
        root.addEventListener(name, this.#follow, { capture: true })
      return root
    }

    /** Waits for its reader to come near, and shows what stands between the tags until then. */
    #start(wanted: Wanted = {}): void {
      this.#end.abort()
      this.#end = new AbortController()
      this.#asked = this.#shown = undefined
      const { signal } = this.#end
      this.#root.replaceChildren(document.createElement('slot'))
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
            void this.#load(signal, wanted)
          },
          { rootMargin: margin() },
        )
        observer.observe(this)
      }
      addEventListener('hashchange', watch)
      watch()
      followers.add(this.#follow)
      signal.addEventListener('abort', () => {
        stop()
        followers.delete(this.#follow)
      })
    }

    async #load(signal: AbortSignal, wanted: Wanted): Promise<void> {
      const lang = this.closest<HTMLElement>('[lang]')?.lang || navigator.language
      const asked = `?${new URLSearchParams({ lang })}`
      const address = this.#address(true)
      this.#asked = { address, page: webAddress(location.href) ?? '' }
      const page = {
        url: this.#url(),
        // Read when a comment is sent, because a page may set its title late.
        get title() {
          return titleOf(document.title)
        },
      }
      const place = { site, asked, page, signal }
      try {
        const answer = fetch(site + address + asked.slice(1), {
          signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
        })
        // A browser may remember that an import failed. Another address is another import.
        const script = site + CONVERSATION_ADDRESS + (attempts > 0 ? `?${attempts}` : '')
        const imported: Promise<typeof import('./conversation.ts')> = import(script)
        const [{ show }] = await Promise.all([imported, answer])
        const shown = await show(this, this.#root, place, await answer, wanted)
        if (!signal.aborted) this.#shown = shown
      } catch (error) {
        attempts++
        if (!signal.aborted) this.#fail(error, lang, signal, wanted)
      }
    }

    #fail(error: unknown, lang: string, signal: AbortSignal, wanted: Wanted): void {
      console.warn('Understory:', error)
      let isTried = false
      const again = () => {
        removeEventListener('online', again)
        if (!isTried && !signal.aborted) void this.#load(signal, wanted)
        isTried = true
      }
      // A link may still lead to the conversation. Other content, such as “Loading…”, would be wrong now.
      showFailure(this.#root, this.querySelector('a') ? [document.createElement('slot')] : [], lang, again)
      // An unknown article and an origin that isn't allowed are not tried again.
      const { cause: status = 500 } = error as { cause?: number }
      if (status < 429) return
      addEventListener('online', again, { signal })
      setTimeout(again, RETRY * Math.min(attempts, MOST_RETRIES))
    }

    /** The conversation's address on the server, without the language. */
    #address(isTold = false): string {
      const article = this.getAttribute('article')
      return article === null
        ? `/conversation?url=${encodeURIComponent(this.#url(isTold))}&`
        : `/articles/${encodeURIComponent(article)}/conversation?`
    }

    /** The page's address: the attribute `url`, else the canonical link, else the browser's address. */
    #url(isTold = false): string {
      const said = this.getAttribute('url')
      const address = said ? webAddress(said) : undefined
      if (said && !address && isTold) console.warn(`Understory: url="${said}" is no http or https address.`)
      return address ?? ownAddress()
    }
  }
}

/** Cleaned and shortened to 201 characters. The server cleans more and keeps 200, so it sees that a title was cut. */
const titleOf = (title: string): string =>
  [
    ...title
      .replace(/\p{Cc}/gu, ' ')
      .replace(/\p{Bidi_Control}/gu, '')
      .trim(),
  ]
    .slice(0, 201)
    .join('')
