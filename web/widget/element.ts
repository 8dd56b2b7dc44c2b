/**
 * `<understory-comments>`: a conversation in a shadow tree. It is loaded when the reader comes near it, and follows a
 * site that changes pages without a reload.
 */
import { ownAddress, webAddress } from './address.ts'
import type { Shown, Wanted } from './conversation.ts'
import { showFailure } from './failure.ts'

// infra/bundles/webBundles.ts puts the address of web/widget/conversation.ts here.
declare const CONVERSATION_ADDRESS: string

/** Distance below the window at which loading starts. */
const NEAR = '600px'
/** If the page's address names a comment, the conversation is loaded at any distance. */
const margin = (): string => (location.hash.startsWith('#comment-') ? '100000px' : NEAR)
/** Milliseconds until the first retry. The wait grows by as much with each further one. */
const RETRY = 20_000
/** Retries after which the wait does not grow. */
const MOST_RETRIES = 15
/** Milliseconds to wait for an answer. */
const TIMEOUT = 20_000

const STYLE = ':host{display:block;min-block-size:1px}:host([hidden]){display:none}'

/** A function of each element that follows the page, called when the page may have changed. */
const followers = new Set<() => void>()

export const followPage = (): void => {
  for (const follow of followers) follow()
}

/** Failed imports of the conversation's script, on the whole page. */
let failedImports = 0

/** @param site scheme, host and path that the script came from */
export function commentsElement(site: string): CustomElementConstructor {
  return class extends HTMLElement {
    static observedAttributes = ['article', 'url', 'lang']
    #end = new AbortController()
    /** The requested conversation, and the page's address then. Undefined before the reader has come near. */
    #asked: { address: string; page: string } | undefined
    #shown: Shown | undefined
    /** Attempts to load this conversation that have failed. */
    #failures = 0

    /**
     * Shows the conversation of the current page if its address has changed. A comment that is being sent goes there.
     * So does typed text, if the page is the same.
     */
    readonly #follow = (event?: Event): void => {
      const before = this.#asked
      if (!before || !this.isConnected || this.#address() === before.address) return
      const isSent = event?.type === 'submit'
      if (isSent) {
        event.preventDefault()
        event.stopImmediatePropagation()
      }
      // On another page, typed text stays the draft of the page before.
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
      // Browsers without the Navigation API do not report a new address. There, these events check for one.
      for (const name of ['focusin', 'pointerdown', 'input', 'submit'])
        root.addEventListener(name, this.#follow, { capture: true })
      return root
    }

    /** Waits until the reader comes near. Until then the content of the tag is shown. */
    #start(wanted: Wanted = {}): void {
      this.#end.abort()
      this.#end = new AbortController()
      this.#asked = this.#shown = undefined
      this.#failures = 0
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
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
        })
        // Browsers may cache a failed import. Another address is imported again.
        const script = site + CONVERSATION_ADDRESS + (failedImports > 0 ? `?${failedImports}` : '')
        const imported: Promise<typeof import('./conversation.ts')> = import(script)
        imported.catch(() => failedImports++)
        const [{ show }] = await Promise.all([imported, answer])
        const shown = await show(this, this.#root, place, await answer, wanted)
        if (!signal.aborted) this.#shown = shown
      } catch (error) {
        if (!signal.aborted) this.#fail(error, lang, signal, wanted)
      }
    }

    #fail(error: unknown, lang: string, signal: AbortSignal, wanted: Wanted): void {
      console.warn('Understory:', error)
      this.#failures++
      let isTried = false
      const again = () => {
        removeEventListener('online', again)
        if (!isTried && !signal.aborted) void this.#load(signal, wanted)
        isTried = true
      }
      // A link may lead to the conversation, so it stays. Other content, such as “Loading…”, would be wrong now.
      showFailure(this.#root, this.querySelector('a') ? [document.createElement('slot')] : [], lang, again)
      // Unknown articles and origins that are not allowed are not retried.
      const { cause: status = 500 } = error as { cause?: number }
      if (status < 429) return
      addEventListener('online', again, { signal })
      setTimeout(again, RETRY * Math.min(this.#failures, MOST_RETRIES))
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
      const attribute = this.getAttribute('url')
      const address = attribute ? webAddress(attribute) : undefined
      if (attribute && !address && isTold) console.warn(`Understory: url="${attribute}" is no http or https address.`)
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
