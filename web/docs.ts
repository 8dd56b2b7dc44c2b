/**
 * Starts Redoc in the colours of the reader's system. infra/webBundles.ts puts this script behind Redoc itself.
 */
declare const Redoc: {
  init(description: string, options: object, place: Element): void
}

/** `good`, `moved` and `bad` are colours of answers. */
const LIGHT = {
  ink: '#1f2328',
  muted: '#57606a',
  tint: '#f3f5f4',
  line: '#d0d7de',
  accent: '#1f6b4a',
  good: '#1d8127',
  moved: '#ffa500',
  bad: '#d41f1c',
}
const DARK = {
  ink: '#e3e6ea',
  muted: '#a5adb6',
  tint: '#20252b',
  line: '#3a424b',
  accent: '#7fd1a8',
  good: '#63cf77',
  moved: '#ffc14d',
  bad: '#ff9088',
}

/** Redoc's theme: https://github.com/Redocly/redoc/blob/main/src/theme.ts */
function themeOf({ ink, muted, tint, line, accent, good, moved, bad }: typeof LIGHT) {
  return {
    colors: {
      primary: { main: accent },
      success: { main: good },
      warning: { main: moved },
      error: { main: bad },
      text: { primary: ink, secondary: muted },
      border: { dark: line, light: line },
    },
    schema: { nestedBackground: tint, linesColor: line },
    typography: {
      fontFamily: 'system-ui, sans-serif',
      headings: { fontFamily: 'system-ui, sans-serif' },
      code: { fontFamily: 'ui-monospace, monospace', color: ink, backgroundColor: tint },
      links: { color: accent, hover: accent },
    },
    sidebar: { backgroundColor: tint, textColor: ink, activeTextColor: accent },
    rightPanel: { backgroundColor: '#24292f' },
    fab: { backgroundColor: tint, color: accent },
  }
}

const isDark = matchMedia('(prefers-color-scheme: dark)')
const place = document.querySelector('#reference')
if (place) Redoc.init('/v1/openapi.json', { theme: themeOf(isDark.matches ? DARK : LIGHT) }, place)
// Redoc computes other colours from these once.
isDark.addEventListener('change', () => location.reload())
