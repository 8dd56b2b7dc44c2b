import { eventFor } from '../../../test/kit/site/events.ts'
import { Forbidden } from '../../domain/errors.ts'
import { onlyGroups } from './groups.ts'

const ROUTE = 'GET /v1/editor/articles'
const isLetIn = (claims: object, claim = 'cognito:groups', headers?: Record<string, string>): boolean => {
  try {
    onlyGroups(['editor', 'admin'], claim)(eventFor(ROUTE, { claims, ...(headers && { headers }) }))
    return true
  } catch (error) {
    if (error instanceof Forbidden) return false
    throw error
  }
}

test.each([
  ['in a list', ['admin']],
  ['among others', ['sports', 'editor']],
  ['as a single text', 'editor'],
])('a group %s opens the route', (_, groups) => {
  expect(isLetIn({ 'cognito:groups': groups })).toBe(true)
})

test.each([
  'not admin',
  'x,admin',
  'admin,x',
  '[admin]',
  '[editor admin]',
  'admin ',
  ' admin',
  'Admin',
  'admin\n',
  '',
  '["admin"]',
])('%j is one group of that name, alone or in a list, and opens nothing', (group) => {
  expect(isLetIn({ 'cognito:groups': group })).toBe(false)
  expect(isLetIn({ 'cognito:groups': [group, 'sports'] })).toBe(false)
})

test.each([undefined, null, true, 1, {}, { admin: true }, [['admin']], ['admin', 1], [{ name: 'admin' }]])(
  'a claim that is neither a text nor a list of texts names nobody: %j',
  (groups) => expect(isLetIn({ 'cognito:groups': groups })).toBe(false),
)

describe('a claim within another', () => {
  test('is found by its path', () => {
    expect(isLetIn({ realm_access: { roles: ['admin'] } }, 'realm_access.roles')).toBe(true)
    expect(isLetIn({ a: { b: { c: 'admin' } } }, 'a.b.c')).toBe(true)
  })

  test('comes after one of that very name', () => {
    const claims = { 'https://news.example/groups': ['admin'], 'a.b': ['sports'], a: { b: ['admin'] } }
    expect(isLetIn(claims, 'https://news.example/groups')).toBe(true)
    expect(isLetIn(claims, 'a.b')).toBe(false)
  })

  test.each(['realm_access', 'realm_access.roles.0', 'realm_access.other', 'other.roles', 'realm_access.roles.length'])(
    'is not found at %s',
    (path) => expect(isLetIn({ realm_access: { roles: ['admin'] } }, path)).toBe(false),
  )

  test('is nothing that objects have by themselves', () => {
    expect(isLetIn({ a: {} }, 'a.constructor.name')).toBe(false)
    expect(isLetIn({}, '__proto__')).toBe(false)
  })
})

describe('a token', () => {
  const claims = { 'cognito:groups': ['admin'] }
  const { authorization = '' } = eventFor(ROUTE, { claims }).headers

  test('may come without “Bearer”, as the gateway takes it', () => {
    expect(isLetIn(claims, undefined, { authorization: authorization.replace('Bearer ', '') })).toBe(true)
  })

  test.each([
    ['none', ''],
    ['one of two parts', authorization.split('.').slice(0, 2).join('.')],
    ['two at once', `${authorization},${authorization}`],
    ['one whose payload is no JSON', `Bearer e30.${Buffer.from('{').toString('base64url')}.c2ln`],
    ['one whose payload is no object', `Bearer e30.${Buffer.from('"admin"').toString('base64url')}.c2ln`],
  ])('that cannot be read opens nothing, though the gateway let it pass: %s', (_, unread) => {
    expect(isLetIn(claims, undefined, { authorization: unread })).toBe(false)
  })

  test('that no authorizer has verified opens nothing', () => {
    const guard = onlyGroups(['admin'], 'cognito:groups')
    expect(() => guard(eventFor(ROUTE, { headers: { authorization } }))).toThrow(Forbidden)
  })
})
