/**
 * A line chart as SVG. It is light or dark as the page around it, has a title and a description for screen readers, and
 * names each line at its end instead of in a legend.
 */
export type Line = { name: string; points: readonly { x: number; y: number }[]; dashed?: boolean }

export type Chart = {
  title: string
  /** What the picture shows, in words. */
  description: string
  xLabel: string
  yLabel: string
  /** @default 'linear' */
  xScale?: 'linear' | 'log'
  xTicks: readonly number[]
  yTicks: readonly number[]
  lines: readonly Line[]
}

const WIDTH = 720
const HEIGHT = 360
const PLOT = { left: 64, right: 560, top: 56, bottom: 300 }

/** Colours with a contrast of 4.5:1 to both backgrounds. Lines differ in shape, too. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #3d444d }
  .title { font-size: 16px; font-weight: 600; fill: #1f2328 }
  .grid { stroke: #d1d9e0 } .axis { stroke: #818b98 }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  .dashed { stroke-dasharray: 2 5; stroke-width: 1.5; stroke-linecap: round }
  .c0 { stroke: #0b63ce } .c1 { stroke: #1a7f37 } .c2 { stroke: #818b98 }
  .d0 { fill: #0b63ce } .d1 { fill: #1a7f37 } .d2 { fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #b7bec7 } .title { fill: #f0f6fc }
    .grid { stroke: #30363d } .axis { stroke: #656c76 }
    .c0 { stroke: #58a6ff } .c1 { stroke: #3fb950 } .c2 { stroke: #818b98 }
    .d0 { fill: #58a6ff } .d1 { fill: #3fb950 }
  }
`

export function svgOf(chart: Chart): string {
  const { title, description, xLabel, yLabel, xTicks, yTicks, lines } = chart
  const [x, y] = [placing(chart), vertical(yTicks)]
  const middle = (PLOT.left + PLOT.right) / 2
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    text(PLOT.left, 24, title, 'title'),
    text(PLOT.left, 44, yLabel),
    ...yTicks.flatMap((tick) => [
      `<path class="${tick === 0 ? 'axis' : 'grid'}" d="M${PLOT.left} ${y(tick)}H${PLOT.right}"/>`,
      text(PLOT.left - 8, y(tick) + 4, words(tick), undefined, 'end'),
    ]),
    ...xTicks.map((tick) => text(x(tick), PLOT.bottom + 20, words(tick), undefined, 'middle')),
    text(middle, PLOT.bottom + 42, xLabel, undefined, 'middle'),
    ...lines.flatMap((line, place) => drawn(line, place, x, y)),
    '</svg>',
    '',
  ].join('\n')
}

type Scale = (value: number) => number

function drawn({ name, points, dashed }: Line, place: number, x: Scale, y: Scale): string[] {
  const path = points.map((point) => `${x(point.x)} ${y(point.y)}`).join('L')
  const last = points.at(-1)
  return [
    `<path class="line c${place}${dashed ? ' dashed' : ''}" d="M${path}"/>`,
    ...(points.length > 12 || dashed
      ? []
      : points.map((point) => `<circle class="d${place}" cx="${x(point.x)}" cy="${y(point.y)}" r="4"/>`)),
    ...(last ? [text(x(last.x) + 10, y(last.y) + 4, name)] : []),
  ]
}

function placing({ xScale = 'linear', xTicks }: Chart): Scale {
  const measure = xScale === 'log' ? Math.log10 : (value: number) => value
  const [low, high] = [measure(xTicks[0] ?? 0), measure(xTicks.at(-1) ?? 1)]
  return (value) => round(PLOT.left + ((measure(value) - low) / (high - low)) * (PLOT.right - PLOT.left))
}

function vertical(ticks: readonly number[]): Scale {
  const high = ticks.at(-1) ?? 1
  return (value) => round(PLOT.bottom - (value / high) * (PLOT.bottom - PLOT.top))
}

const text = (x: number, y: number, words: string, style?: string, anchor?: string): string =>
  `<text x="${x}" y="${y}"${style ? ` class="${style}"` : ''}${anchor ? ` text-anchor="${anchor}"` : ''}>${escaped(words)}</text>`

const words = (value: number): string => value.toLocaleString('en')
const round = (value: number): number => Math.round(value * 10) / 10
const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
