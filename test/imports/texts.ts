/**
 * Text that lines of code in some folders must not contain. Imports cannot express these rules. Comments are ignored.
 */
import { readFile } from 'node:fs/promises'

type TextRule = {
  /** The files that the rule applies to. */
  files: RegExp
  forbidden: RegExp
  why: string
  /** A line that breaks the rule. */
  breaking: string
}

/** All code of the functions that is not about HTTP. */
const INSIDE =
  /^functions\/(?:domain|store|placement|projector|indexer|(?:commenter|editor|moderator)\/(?!http\/))(?!.*\.test\.ts$)/

const TEXT_RULES: Readonly<Record<string, TextRule>> = {
  'json-pointers-in-http': {
    files: INSIDE,
    forbidden: /['"`]#\//,
    why: 'A fault carries a path. http/problem.ts makes a JSON pointer of it.',
    breaking: "const fault = { pointer: '#/text' }",
  },
  'routes-in-the-contract': {
    files: INSIDE,
    forbidden: /\/v1\/|['"`](?:GET|HEAD|POST|PUT|PATCH|DELETE) \//,
    why: 'Routes are in functions/contract. Endpoints name them by their types.',
    breaking: "const route = 'POST /v1/articles/{slug}/comments'",
  },
  'headers-in-http': {
    files: INSIDE,
    forbidden: /['"`](?:if-match|idempotency-key|authorization|understory-voter|retry-after|set-cookie|origin)['"`]/i,
    why: 'Headers are read and written in functions/http and by endpoints.',
    breaking: "const key = event.headers['idempotency-key']",
  },
}

const COMMENT = /^\s*(?:\/\/|\/?\*)/

/** @returns a message for each line that breaks a rule */
function textFaults(file: string, text: string): string[] {
  return Object.entries(TEXT_RULES).flatMap(([name, { files, forbidden, why }]) =>
    files.test(file)
      ? text
          .split('\n')
          .flatMap((line, index) =>
            !COMMENT.test(line) && forbidden.test(line) ? [`${name}: ${file}:${index + 1}  ${why}`] : [],
          )
      : [],
  )
}

/** @param files all sources of the functions */
export async function textFaultsIn(files: readonly string[]): Promise<string[]> {
  const faults = await Promise.all(files.map(async (file) => textFaults(file, await readFile(file, 'utf8'))))
  return faults.flat()
}

/** @returns a message for each rule that does not refuse its `breaking` line */
export function idleTextRules(): string[] {
  return Object.entries(TEXT_RULES).flatMap(([name, { breaking }]) =>
    ['domain', 'store', 'placement', 'commenter'].flatMap((folder) => {
      const found = textFaults(`functions/${folder}/broken.ts`, breaking)
      return found.some((fault) => fault.startsWith(`${name}: `)) ? [] : [`${name} does not refuse ${breaking}`]
    }),
  )
}
