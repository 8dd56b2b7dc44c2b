/** Minutes and seconds, as a clock that runs down. @param time milliseconds */
export function remaining(lang: string, time: number): string {
  const seconds = Math.ceil(time / 1000)
  const two = new Intl.NumberFormat(lang, { minimumIntegerDigits: 2 })
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => two.format(part))
  const hours = Math.floor(seconds / 3600)
  return [...(hours > 0 ? [new Intl.NumberFormat(lang).format(hours)] : []), ...parts].join(':')
}
