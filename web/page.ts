/**
 * What scripts add to our own pages: times in the reader's zone, and a conversation that needs no reload.
 */
import { enhance } from './conversation/enhance.ts'
import { tellTimes } from './conversation/times.ts'

const section = document.querySelector<HTMLElement>('section.conversation')
const lang = new URLSearchParams(location.search).get('lang')
const place = {
  site: '',
  asked: lang === null ? '' : `?${new URLSearchParams({ lang })}`,
  signal: new AbortController().signal,
}
if (section) enhance(section, place, liveFrom())
// A language's formats take a while to load, in which the page can answer to its reader.
setTimeout(() => tellTimes(document.documentElement, document))

/** Where to begin to follow: the page's header says so, which a browser that doesn't tell leaves to be guessed. */
function liveFrom(): number {
  const [navigation] = performance.getEntriesByType('navigation')
  const timings = navigation instanceof PerformanceNavigationTiming ? navigation.serverTiming : []
  const said = timings?.find(({ name }) => name === 'live')?.description
  return Number(said) || Math.floor(Date.now() / 10_000) - 6
}
