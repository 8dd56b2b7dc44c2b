/** `npm run -s token -- --role editor`: prints a token for the stack at PORT, and nothing else. */
import { parseArgs } from 'node:util'
import { isRole, ROLES, tokenAt } from './tokens.ts'

const usage = `Usage: npm run -s token -- --role ${ROLES.join('|')}   (PORT names the stack, 3000 by default)`

try {
  const { role } = parseArgs({ options: { role: { type: 'string' } } }).values
  if (!isRole(role)) throw new Error(usage)
  process.stdout.write(`${await tokenAt(Number(process.env.PORT ?? 3000), role)}\n`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
