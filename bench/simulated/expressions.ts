/**
 * DynamoDB's condition and update expressions, as far as Understory uses them. Any other expression is an error.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item } from '../../functions/store/client/dynamodb.ts'

/** The names and values of an expression. */
export type Placeholders = {
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined
}

type Operand = (item: Item, given: Placeholders) => AttributeValue | undefined
type Condition = (item: Item, given: Placeholders) => boolean
type Update = (item: Item, given: Placeholders) => Item

const TOKEN = /\s*([:#]?\w+|<=|>=|<>|[=<>(),+-])/y
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'SET', 'ADD', 'REMOVE'])

/** Whether an item (or the lack of one) meets a condition. */
export const holds = (expression: string, item: Item | undefined, given: Placeholders): boolean =>
  conditionIn(expression)(item ?? {}, given)

/** The item after an update. */
export const updated = (expression: string, item: Item, given: Placeholders): Item => updateIn(expression)(item, given)

const conditionIn = remembered((expression: string): Condition => {
  const reader = readerOf(expression)
  const condition = readOr(reader)
  reader.end()
  return condition
})

const updateIn = remembered((expression: string): Update => {
  const reader = readerOf(expression)
  const updates: Update[] = []
  for (let clause = reader.next(); clause !== ''; clause = reader.next()) {
    do updates.push(readUpdate(clause, reader))
    while (reader.skip(','))
  }
  // All clauses read the item as it was before.
  return (item, given) => Object.assign({}, item, ...updates.map((update) => update(item, given)))
})

type Reader = ReturnType<typeof readerOf>

function readerOf(expression: string) {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const token = TOKEN.exec(expression)?.[1]
    if (token === undefined) throw new Error(`The simulation cannot read “${expression}”.`)
    tokens.push(token)
  }
  let at = 0
  const reader = {
    peek: () => tokens[at] ?? '',
    next: () => tokens[at++] ?? '',
    skip: (token: string) => reader.peek() === token && reader.next() === token,
    expect: (token: string) => {
      if (!reader.skip(token)) throw new Error(`The simulation misses “${token}” in “${expression}”.`)
    },
    end: () => {
      if (at < tokens.length) throw new Error(`The simulation cannot read “${reader.peek()}” in “${expression}”.`)
    },
  }
  return reader
}

function readOr(reader: Reader): Condition {
  const either = [readAnd(reader)]
  while (reader.skip('OR')) either.push(readAnd(reader))
  return (item, given) => either.some((condition) => condition(item, given))
}

function readAnd(reader: Reader): Condition {
  const all = [readOne(reader)]
  while (reader.skip('AND')) all.push(readOne(reader))
  return (item, given) => all.every((condition) => condition(item, given))
}

function readOne(reader: Reader): Condition {
  if (reader.skip('NOT')) {
    const denied = readOne(reader)
    return (item, given) => !denied(item, given)
  }
  if (reader.skip('(')) {
    const inner = readOr(reader)
    reader.expect(')')
    return inner
  }
  const name = reader.peek()
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    reader.next()
    reader.expect('(')
    const attribute = readOperand(reader)
    reader.expect(')')
    return (item, given) => (attribute(item, given) !== undefined) === (name === 'attribute_exists')
  }
  const left = readOperand(reader)
  const operator = reader.next()
  const right = readOperand(reader)
  return (item, given) => {
    const order = compare(left(item, given), right(item, given))
    switch (operator) {
      case '=':
        return order === 0
      case '<>':
        return order !== 0
      case '<':
        return order < 0
      case '<=':
        return order <= 0
      case '>':
        return order > 0
      case '>=':
        return order >= 0
      default:
        throw new Error(`The simulation knows no operator “${operator}”.`)
    }
  }
}

function readUpdate(clause: string, reader: Reader): Update {
  const name = reader.next()
  const nameIn = (given: Placeholders) => attributeName(name, given)
  if (clause === 'SET') {
    reader.expect('=')
    const value = readSum(reader)
    return (item, given) => withValue(nameIn(given), value(item, given))
  }
  if (clause === 'ADD') {
    const value = readOperand(reader)
    return (item, given) => withValue(nameIn(given), sum(item[nameIn(given)], value(item, given), 1))
  }
  if (clause === 'REMOVE') return (_, given) => ({ [nameIn(given)]: REMOVED })
  throw new Error(`The simulation knows no clause “${clause}”.`)
}

/** Marks a removed attribute until {@link clean} deletes it. */
const REMOVED: AttributeValue = { NULL: true }

/** An item without removed attributes. */
export const clean = (item: Item): Item =>
  Object.values(item).includes(REMOVED)
    ? Object.fromEntries(Object.entries(item).filter(([, value]) => value !== REMOVED))
    : item

function withValue(name: string, value: AttributeValue | undefined): Item {
  if (!value) throw new Error(`The simulation was given no value for “${name}”.`)
  return { [name]: value }
}

function readSum(reader: Reader): Operand {
  const left = readOperand(reader)
  const sign = reader.peek()
  if (sign !== '+' && sign !== '-') return left
  reader.next()
  const right = readOperand(reader)
  return (item, given) => sum(left(item, given), right(item, given), sign === '+' ? 1 : -1)
}

const sum = (left: AttributeValue | undefined, right: AttributeValue | undefined, sign: 1 | -1): AttributeValue => ({
  N: String(Number(left?.N ?? 0) + sign * Number(right?.N ?? 0)),
})

function readOperand(reader: Reader): Operand {
  const token = reader.next()
  if (token === '' || KEYWORDS.has(token)) throw new Error(`The simulation misses an operand before “${token}”.`)
  if (token.startsWith(':')) return (_, given) => given.ExpressionAttributeValues?.[token]
  return (item, given) => item[attributeName(token, given)]
}

function attributeName(token: string, { ExpressionAttributeNames }: Placeholders): string {
  if (!token.startsWith('#')) return token
  const name = ExpressionAttributeNames?.[token]
  if (name === undefined) throw new Error(`The simulation was given no name for “${token}”.`)
  return name
}

/** Negative, zero or positive as the first value is less, equal or greater. NaN when they cannot be compared. */
function compare(left: AttributeValue | undefined, right: AttributeValue | undefined): number {
  if (left?.N !== undefined && right?.N !== undefined) return Number(left.N) - Number(right.N)
  if (left?.S === undefined || right?.S === undefined) return Number.NaN
  return left.S === right.S ? 0 : left.S < right.S ? -1 : 1
}

function remembered<T>(read: (expression: string) => T): (expression: string) => T {
  const known = new Map<string, T>()
  return (expression) => {
    const value = known.get(expression) ?? read(expression)
    known.set(expression, value)
    return value
  }
}
