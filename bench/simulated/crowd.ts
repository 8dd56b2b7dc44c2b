/**
 * People who comment on one article. They arrive at a rate that does not depend on the answers. They repeat a refused
 * request, each time after a longer wait, and in the end give up.
 */
import { sleep } from './clock.ts'
import type { SimulatedSite } from './site.ts'

/** What happened in one virtual second. */
export type Second = {
  wanted: number
  stored: number
  /** Requests that were answered 503 by the function or the gateway. */
  refused: number
  gaveUp: number
}

const noSecond = (): Second => ({ wanted: 0, stored: 0, refused: 0, gaveUp: 0 })

const ATTEMPTS = 6
/** Replies among a hundred comments. */
const REPLY_SHARE = 0.1
const TEXT = 'Everybody has something to say about this. '.repeat(12).slice(0, 490)

export class Crowd {
  readonly seconds: Second[] = []
  /** The ids of accepted comments. */
  readonly accepted: string[] = []
  /** Milliseconds from the first request to the accepted answer, and of the accepted request alone. */
  patience: number[] = []
  latency: number[] = []
  /** People whose request was answered neither 201 nor 503. */
  readonly surprises: unknown[] = []
  waiting = 0
  readonly #site: SimulatedSite
  readonly #slug: string
  readonly #random: () => number
  readonly #began = Date.now()
  readonly #recent: string[] = []
  #people = 0

  constructor(site: SimulatedSite, slug: string, random: () => number) {
    this.#site = site
    this.#slug = slug
    this.#random = random
  }

  /** People arrive for a time, at a rate per second that may change. */
  async arrive(milliseconds: number, rate: (elapsed: number) => number): Promise<void> {
    const end = Date.now() + milliseconds
    const began = Date.now()
    let due = 0
    while (Date.now() < end) {
      due += rate(Date.now() - began) / 1000
      // Each millisecond's share is random.
      for (; due >= 1 || this.#random() < due; due--) void this.#comment()
      await sleep(1)
    }
  }

  async #comment(): Promise<void> {
    const person = this.#people++
    const began = Date.now()
    this.waiting++
    this.#now().wanted++
    const parentId =
      this.#random() < REPLY_SHARE ? this.#recent[Math.floor(this.#random() * this.#recent.length)] : undefined
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const asked = Date.now()
      const { status, body } = await this.#site.post({
        path: { slug: this.#slug },
        address: `${20 + (person >> 24)}.${(person >> 16) & 255}.${(person >> 8) & 255}.${person & 255}`,
        headers: { 'idempotency-key': `comment-of-person-${person}` },
        body: { author: { name: `Person ${person}` }, text: `${TEXT} ${person}`, ...(parentId && { parentId }) },
      })
      if (status === 201) {
        this.#now().stored++
        this.#accept(body.comment.id, parentId)
        this.latency.push(Date.now() - asked)
        this.patience.push(Date.now() - began)
        this.waiting--
        return
      }
      this.#now().refused++
      if (status !== 503 && status !== 429) this.surprises.push(body)
      await sleep(Math.round((0.5 + this.#random()) * 1000 * 2 ** (attempt - 1)))
    }
    this.#now().gaveUp++
    this.waiting--
  }

  #accept(id: string, parentId: string | undefined): void {
    this.accepted.push(id)
    if (parentId === undefined) this.#recent[this.accepted.length % 1000] = id
  }

  #now(): Second {
    const second = Math.floor((Date.now() - this.#began) / 1000)
    while (this.seconds.length <= second) this.seconds.push(noSecond())
    return this.seconds[second] ?? noSecond()
  }
}
