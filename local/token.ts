/** `npm run -s token -- --role editor`: prints a token for the stack at PORT, and nothing else. */
import { parseArgs } from 'node:util'
import { portOf } from './ports.ts'
import { isRole, ROLES, tokenAt } from './tokens.ts'

const usage = `Usage: npm run -s token -- --role ${ROLES.join('|')}   (PORT names the stack, 3000 by default)`

function roleOf(): string | undefined {
  try {
    return parseArgs({ options: { role: { type: 'string' } } }).values.role
  } catch {
    return undefined
  }
}

try {
  const role = roleOf()
  if (!isRole(role)) throw new Error(usage)
  process.stdout.write(`${await tokenAt(portOf(process.env.PORT), role)}\n`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
