/**
 * The problems that an operation may answer: its own refusals, and those of all operations of its kind.
 */
import { isForStaff } from './access.ts'
import type { Operation } from './operation.ts'
import type { ProblemKind } from './problems.ts'

/** @param key the operation's route key */
export function problemsOf(key: string, operation: Operation): readonly ProblemKind[] {
  const { access, body, headers = [], refusals = [] } = operation
  const isWrite = !key.startsWith('GET ')
  return [
    ...new Set<ProblemKind>([
      ...refusals,
      // Every operation refuses unknown parameters.
      'invalid-input',
      // The gateway decodes a path before it selects the route, so a variable with a slash leads to another route.
      ...(isWrite || !key.includes('{') ? [] : (['address-unknown'] as const)),
      ...(body ? (['malformed-body', 'body-too-large', 'unsupported-media-type'] as const) : []),
      ...(access === 'author' ? (['unauthenticated', 'forbidden'] as const) : []),
      ...(isForStaff(access) ? (['forbidden'] as const) : []),
      ...(headers.includes('If-Match') ? (['version-required', 'version-changed'] as const) : []),
      ...(isWrite ? (['origin-not-allowed'] as const) : []),
      'internal',
      'busy',
    ]),
  ]
}
