/**
 * The bench's results: one type for every figure, so that one table prints them and one file keeps them.
 */
export type Figure = {
  /** The part of the bench that measured it. A partial run replaces only its own figures. */
  part: string
  name: string
  unit: string
  value: number
  /** Half the distance between the quartiles of the runs, in the same unit. */
  spread?: number
  runs?: number
  /** The same work without our code, in the same unit. */
  floor?: number
  /** value / floor */
  ratio?: number
  /** What docs/architecture.md allows. */
  budget?: number
  /** @default 'value' */
  budgetOf?: 'value' | 'ratio'
  note?: string
}

/** What a part exports. */
export type Part = () => Promise<Figure[]>

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN]
  return below + (above - below) * (place - Math.floor(place))
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Median, spread and number of runs, ready to be part of a figure. */
export const summary = (values: readonly number[]): { value: number; spread: number; runs: number } => ({
  value: round(median(values)),
  spread: round((quantile(values, 0.75) - quantile(values, 0.25)) / 2),
  runs: values.length,
})

/** Rounds to four significant digits. Large numbers become whole. */
export const round = (value: number): number =>
  Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4))

/** A floor with the ratio to it. */
export const against = (value: number, floor: number): { floor: number; ratio: number } => ({
  floor: round(floor),
  ratio: Number((value / floor).toFixed(2)),
})
