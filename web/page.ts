/**
 * The script of our own pages: times in the reader's time zone, and a conversation that needs no reload.
 */
import { noteTime, now } from './conversation/clock.ts'
import { enhance } from './conversation/enhance.ts'
import { listenToKeys } from './conversation/keys.ts'
import { tellTimes } from './conversation/times.ts'

const section = document.querySelector<HTMLElement>('section.conversation')
const lang = new URLSearchParams(location.search).get('lang')
const place = {
  site: '',
  asked: lang === null ? '' : `?${new URLSearchParams({ lang })}`,
  signal: new AbortController().signal,
}
const [navigation] = performance.getEntriesByType('navigation')
const arrival = navigation instanceof PerformanceNavigationTiming ? navigation : undefined
const told = (name: string) => arrival?.serverTiming?.find((each) => each.name === name)
noteTime(told('now')?.duration ?? Number.NaN, arrival?.responseStart)
if (section) enhance(section, place, liveFrom())
else listenToKeys(document)
// Loading a language's formats takes a while, and would block the page.
setTimeout(() => tellTimes(document.documentElement, document))

/**
 * The bucket of the change feed to start with. It is in the page's header. Browsers without `serverTiming` use a guess.
 */
function liveFrom(): number {
  return Number(told('live')?.description) || Math.floor(now() / 10_000) - 6
}
