/**
 * The settings of the tests: phone and desktop, a left-to-right and a right-to-left language, with scripts and, where
 * forms exist, without.
 */
import ar from '../../../functions/pages/languages/ar.json' with { type: 'json' }
import en from '../../../functions/pages/languages/en.json' with { type: 'json' }
import { type Messages, messagesOf } from '../../../functions/pages/languages/messages.ts'

export type Setting = {
  /** The name in Jest's output. */
  name: string
  viewport: { width: number; height: number }
  lang: 'en' | 'ar'
  messages: Messages
  /** Whether the browser runs scripts. */
  scripts: boolean
}

const VIEWPORTS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
]
const english = messagesOf(en)
const LANGUAGES = [
  { lang: 'en', messages: english },
  { lang: 'ar', messages: messagesOf(ar) },
] as const

export const MATRIX: readonly Setting[] = VIEWPORTS.flatMap((viewport) =>
  LANGUAGES.flatMap(({ lang, messages }) =>
    [true, false].map((scripts) => ({
      name: `${viewport.width} px, ${lang}, scripts ${scripts ? 'on' : 'off'}`,
      viewport,
      lang,
      messages,
      scripts,
    })),
  ),
)

export const SCRIPTED = MATRIX.filter(({ scripts }) => scripts)
export const UNSCRIPTED = MATRIX.filter(({ scripts }) => !scripts)

/** For tests that do not depend on the matrix. */
export const PLAIN: Setting = {
  name: 'plain',
  viewport: { width: 1280, height: 800 },
  lang: 'en',
  messages: english,
  scripts: true,
}
