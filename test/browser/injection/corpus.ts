/**
 * The corpus with numbers. `corpus/` has one file for each kind of technique. Add a new attempt as a new line there.
 */
import { addresses } from './corpus/addresses.ts'
import { breakouts } from './corpus/breakouts.ts'
import { documents } from './corpus/documents.ts'
import { elements } from './corpus/elements.ts'
import { encodings } from './corpus/encodings.ts'
import { handlers } from './corpus/handlers.ts'
import { machines } from './corpus/machines.ts'
import { markdown } from './corpus/markdown.ts'
import { mutations, namespaces } from './corpus/namespaces.ts'
import { armed, type Payload } from './payload.ts'

const TECHNIQUES = [
  elements,
  handlers,
  namespaces,
  mutations,
  addresses,
  markdown,
  breakouts,
  encodings,
  documents,
  machines,
]

export const CORPUS: readonly Payload[] = TECHNIQUES.flatMap(({ name, runsAs, attempts }) =>
  attempts.map(([text, why]) => ({ technique: name, runsAs, text, why })),
).map((one, number) => ({ ...one, number, text: armed(one.text, number) }))
