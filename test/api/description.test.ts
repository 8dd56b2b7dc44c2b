/** The OpenAPI document. All other files of the suite validate each answer against it. */
import { z } from 'zod'
import { get } from '../kit/http/client.ts'
import { type Document, described, type Operation, resolved } from '../kit/http/description.ts'
import { having } from '../kit/http/fixtures.ts'
import { all, nameOf } from './site/routes.ts'

let document: Document
beforeAll(async () => {
  document = await described()
})

const operationOf = (method: string, path: string): Operation | undefined =>
  document.paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]

describe('the OpenAPI document', () => {
  test('is one of version 3.1, for this version of the API', async () => {
    const { headers } = having(200, await get('/v1/openapi.json'))
    expect(headers['content-type']).toMatch(/^application\/json/)
    const health = having(200, await get<{ version: string }>('/v1/health'))
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: 'Understory', version: health.body.version })
  })

  test.each(all.map((route) => [nameOf(route), route] as const))('describes %s', (_, { method, path, signedIn }) => {
    const operation = operationOf(method, path)
    expect(operation).toMatchObject({ summary: expect.stringMatching(/\S/), responses: expect.any(Object) })
    const variables = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = operation?.parameters?.filter((parameter) => parameter.in === 'path') ?? []
    expect(described.map(({ name }) => name)).toEqual(variables)
    expect(described.every(({ required }) => required)).toBe(true)
    if (signedIn) expect(operation?.security).toEqual([{ token: [] }])
    expect(Boolean(operation?.requestBody)).toBe(['POST', 'PUT', 'PATCH'].includes(method))
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['422', '429', '500', '503']))
  })

  test('describes nothing that is not routed', () => {
    const routed = new Set(all.map(({ method, path }) => `${method.toLowerCase()} ${path}`))
    const known = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    )
    expect(known.filter((name) => !routed.has(name))).toEqual([])
  })

  test('has schemas that a validator understands, and references that lead somewhere', () => {
    let schemas = 0
    for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item))) {
      const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((one) =>
        Object.values(one?.content ?? {}),
      )
      for (const { schema } of contents) {
        const $defs = document.components.schemas
        const text = JSON.stringify({ ...(schema as object), $defs }).replaceAll('#/components/schemas/', '#/$defs/')
        expect(() => z.fromJSONSchema(JSON.parse(text))).not.toThrow()
        schemas++
      }
      for (const { schema } of operation.parameters ?? []) expect(() => z.fromJSONSchema(schema)).not.toThrow()
    }
    expect(schemas).toBeGreaterThan(Object.keys(document.paths).length)
    expect(JSON.stringify(document)).not.toMatch(/"\$ref":"#\/(?!components\/)/)
  })

  test('names the limits that hold', () => {
    const schema = operationOf('POST', '/v1/articles/{slug}/comments')?.requestBody?.content['application/json']?.schema
    expect(resolved(schema, document)).toMatchObject({
      additionalProperties: false,
      required: ['author', 'text'],
      properties: { text: { maxLength: 8000 }, author: { properties: { name: { maxLength: 80 } } } },
    })
    const parameters = operationOf('GET', '/v1/articles/{slug}/comments')?.parameters ?? []
    expect(parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 100,
    })
    expect(operationOf('PATCH', '/v1/editor/articles/{slug}')?.parameters).toContainEqual(
      expect.objectContaining({ name: 'If-Match', in: 'header', required: true }),
    )
  })

  test('names every type of problem that the suite meets', () => {
    for (const kind of [
      'invalid-input',
      'malformed-body',
      'body-too-large',
      'comments-closed',
      'too-many-requests',
      'article-gone',
    ])
      expect(JSON.stringify(document)).toContain(`urn:problem-type:understory:${kind}`)
  })
})

test('health names the version, for everybody and for no cache', async () => {
  const { body, headers } = having(200, await get<Record<string, string>>('/v1/health'))
  expect(body.version).toMatch(/^\S+$/)
  expect(headers['cache-control']).toMatch(/no-store/)
})
