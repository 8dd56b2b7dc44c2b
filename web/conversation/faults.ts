/**
 * What the server would refuse, found before it is sent. Its rules (functions/http/fields.ts) in fewer words: where the
 * two differ, the server decides.
 */
export type Values = { text: string; name: string; email: string; url: string }
export type Field = keyof Values
export type Fault = { field: Field; say: string; count?: number; max?: number }

export const LONGEST: Record<Field, number> = { text: 8000, name: 80, email: 254, url: 2000 }
const FIELDS = ['text', 'name', 'email', 'url'] as const

/** As the server stores and counts it. */
const tidied = (text: string): string => text.replace(/\r\n?/g, '\n').normalize('NFC').trim()

/** Characters as people count them. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of tidied(text)) length++
  return length
}

/** Every fault at once, in the order of the form. */
export function faultsIn(values: Values): Fault[] {
  return FIELDS.flatMap((field): Fault[] => {
    const value = tidied(values[field])
    const [count, max] = [lengthOf(value), LONGEST[field]]
    const isNeeded = field === 'text' || field === 'name'
    if (count === 0) return isNeeded ? [{ field, say: 'faultRequired' }] : []
    if (count > max) return [{ field, say: 'faultTooLong', count, max }]
    if (field === 'email' && !/^[^\s@\p{C}]+@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u.test(value))
      return [{ field, say: 'faultEmail' }]
    if (field === 'url' && !isWebAddress(value)) return [{ field, say: 'faultUrl' }]
    if (field === 'name' && (/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(value) || !isVisible(value)))
      return [{ field, say: 'faultCharacters' }]
    if (field === 'text' && (/[^\P{Cc}\t\n]|[\u202D\u202E]/u.test(value) || !isVisible(value)))
      return [{ field, say: 'faultCharacters' }]
    return []
  })
}

const isVisible = (value: string): boolean =>
  /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u.test(value)

const isWebAddress = (value: string): boolean =>
  /^https?:\/\/[^/?#\s]/i.test(value) && !/[\s\p{C}<>"\\^`{|}]/u.test(value) && URL.canParse(value)

const FIELD_OF: Record<string, Field> = {
  '#/author/name': 'name',
  '#/author/email': 'email',
  '#/author/url': 'url',
  '#/text': 'text',
}

/** What the server found at fault, where the rules here saw nothing. */
export function refused(values: Values, pointers: readonly string[]): Fault[] {
  const found = faultsIn(values)
  if (found.length > 0) return found
  const fields = FIELDS.filter((field) => pointers.some((pointer) => FIELD_OF[pointer] === field))
  return fields.map((field) => ({ field, say: SAY[field] }))
}
const SAY: Record<Field, string> = {
  text: 'faultNested',
  name: 'faultCharacters',
  email: 'faultEmail',
  url: 'faultUrl',
}
