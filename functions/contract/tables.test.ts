/** The tables of the documentation that repeat the contract. A test that fails prints the table as it must be. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE } from './caching.ts'
import { PROBLEMS, type ProblemKind } from './problems.ts'
import { REMEDIES } from './remedies.ts'
import { OPERATIONS } from './routes.ts'
import { FAULTS } from './schemas/faults.ts'

/** The cells of each row of the first table under a heading. */
function tableIn(file: string, heading: string): string[][] {
  const text = readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8')
  const [, section = ''] = text.split(`${heading}\n`)
  const lines = section.slice(section.indexOf('\n|') + 1).split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

test('docs/errors.md has every problem with its cause and remedy', () => {
  const kinds = Object.keys(PROBLEMS) as ProblemKind[]
  const rows = kinds.map((kind) => {
    const { cause, remedy } = REMEDIES[kind]
    return [String(PROBLEMS[kind].status), `\`${kind}\``, cause, remedy]
  })
  expect(tableIn('errors.md', '# Errors')).toEqual(rows)
})

test('docs/errors.md has every code of a fault with its meaning', () => {
  const rows = Object.entries(FAULTS).map(([code, meaning]) => [`\`${code}\``, meaning])
  expect(tableIn('errors.md', '## Codes of faults')).toEqual(rows)
})

test('docs/api.md has every cache policy with the operations that use it', () => {
  const rows = Object.entries(CACHE).map(([policy, value]) => {
    const users = Object.values(OPERATIONS).filter(({ cache }) => [cache].flat().some((one) => one === policy))
    return [policy, users.map(({ id }) => `\`${id}\``).join(', '), `\`${value}\``]
  })
  const documented = tableIn('api.md', '## Caching').map(([policy, users, , value]) => [policy, users, value])
  expect(documented).toEqual(rows)
})
