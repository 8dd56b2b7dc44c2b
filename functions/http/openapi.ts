/**
 * The API's description (OpenAPI 3.1.1), made from the contracts. It is loaded with the first request for it.
 */
import * as z from 'zod/mini'
import { GROUPS, isForStaff } from '../contract/access.ts'
import { CACHE, type CachePolicy } from '../contract/caching.ts'
import { PATH_PARAMETERS, REQUEST_HEADERS, RESPONSE_HEADERS } from '../contract/headers.ts'
import { JSON_TYPES } from '../contract/mediaTypes.ts'
import type { Operation } from '../contract/operation.ts'
import { PROBLEMS, type ProblemKind, problemType } from '../contract/problems.ts'
import { problemsOf } from '../contract/refusals.ts'
import { REMEDIES } from '../contract/remedies.ts'
import { OPERATIONS } from '../contract/routes.ts'
import { ANSWERS } from '../contract/schemas/answers.ts'
import { EXAMPLES } from '../contract/schemas/examples.ts'

type Schema = Record<string, unknown>

const membersOf = (groups: readonly string[]): string =>
  `Operations for members of the group ${groups.map((group) => `\`${group}\``).join(' or ')}.`

const TAGS = {
  readers: 'Operations for everybody.',
  authors: 'Operations for the author of a comment, who has the `editToken` from the answer to the post.',
  editors: membersOf(GROUPS.editors),
  moderators: membersOf(GROUPS.moderators),
}
const TAG_OF = { everyone: 'readers', author: 'authors', editors: 'editors', moderators: 'moderators' } as const

const PROBLEM_KINDS = Object.keys(PROBLEMS) as ProblemKind[]

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** The whole document. */
export function describeApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [key, operation] of Object.entries(OPERATIONS)) {
    const [method = '', path = ''] = key.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(key, path, operation) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Understory',
      version,
      description:
        'Articles and the conversations under them. Every refusal is a problem document (RFC 9457) of one of the types under “errors”. When readers write, vote on or report comments, `Accept-Language` sets the language of the problem’s details.',
      contact: { name: 'The operator of this site' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This site' }],
    security: [],
    tags: Object.entries({ ...TAGS, errors: describeProblems() }).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...answerSchemas(), ...bodySchemas(), GatewayMessage: GATEWAY_MESSAGE },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'From the site’s identity provider.',
        },
        editToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The `editToken` from the answer to a posted comment.',
        },
      },
    },
  }
}

/**
 * The gateway's own answers:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 */
const GATEWAY_MESSAGE: Schema = {
  type: 'object',
  description: 'An answer of the gateway itself.',
  properties: { message: { type: 'string' } },
  required: ['message'],
}

function describe(key: string, path: string, operation: Operation) {
  const { id, summary, description, access, query, headers = [], body, answers, cache } = operation
  const isStaff = isForStaff(access)
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name)),
    ...(query ? queryParameters(query) : []),
    ...headers.map((name) => headerParameter(name, name === 'If-Match')),
    ...(operation.revalidates ? [headerParameter('If-None-Match', false)] : []),
  ]
  return {
    operationId: id,
    summary,
    description,
    tags: [TAG_OF[access]],
    security: access === 'author' ? [{ editToken: [] }] : isStaff ? [{ token: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !body.mayBeEmpty,
        content: Object.fromEntries(
          [...(body.mediaTypes ?? JSON_TYPES)].reverse().map((type) => [type, media(body.name)]),
        ),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [
          status,
          {
            description: answer.description,
            headers: responseHeaders(
              [...(answer.headers ?? []), ...(operation.revalidates ? (['ETag'] as const) : [])],
              cache,
            ),
            ...(answer.body && { content: { 'application/json': media(answer.body) } }),
          },
        ]),
      ),
      ...(operation.follows && {
        301: { description: 'The article has a new address', headers: responseHeaders(['Location'], 'article') },
      }),
      ...(operation.revalidates && { 304: { description: 'Unchanged', headers: responseHeaders(['ETag'], cache) } }),
      ...problems(problemsOf(key, operation), isStaff),
    },
  }
}

const media = (name: string) => ({
  schema: ref(name),
  ...(name in EXAMPLES && { example: EXAMPLES[name as keyof typeof EXAMPLES] }),
})

function responseHeaders(names: readonly (keyof typeof RESPONSE_HEADERS)[], cache: Operation['cache']) {
  const policies = (typeof cache === 'string' ? [cache] : cache).map((policy: CachePolicy) => CACHE[policy])
  return {
    'Cache-Control': { schema: { type: 'string', enum: policies } },
    ...Object.fromEntries(names.map((name) => [name, { ...RESPONSE_HEADERS[name], schema: { type: 'string' } }])),
  }
}

/** Refusals of the gateway itself, by status. 429, 500 and 503 are possible for every operation. */
const GATEWAYS: Readonly<Record<number, string>> = {
  401: 'The token is missing, expired or from another issuer. Get a new token.',
  429: 'The gateway got more requests than it accepts for the whole site. Wait a moment and send the request again.',
  500: 'The gateway got no valid answer from the function. Check what was stored before you repeat a write.',
  503: 'The gateway got no answer from the function in time. Wait a moment and send the request again.',
}

function describeProblem(kind: ProblemKind): string {
  const { cause, remedy } = REMEDIES[kind]
  return `- \`${kind}\`: ${cause} ${remedy}`
}

/** Markdown with a heading for each problem, so that the reference page can list and find them. */
function describeProblems(): string {
  const sections = PROBLEM_KINDS.map((kind) => {
    const { status, title } = PROBLEMS[kind]
    const { cause, remedy } = REMEDIES[kind]
    return `## ${status} ${kind}\n\n${title}: \`${problemType(kind)}\`\n\n**Cause.** ${cause}\n\n**Remedy.** ${remedy}`
  })
  return ['Every type of problem, by status.', ...sections].join('\n\n')
}

function problems(kinds: readonly ProblemKind[], isStaff: boolean) {
  const statuses = new Set([...kinds.map((kind) => PROBLEMS[kind].status), ...(isStaff ? [401] : []), 429])
  return Object.fromEntries(
    [...statuses].sort().map((status) => {
      const ours = kinds.filter((kind) => PROBLEMS[kind].status === status)
      const gateways = isStaff || status !== 401 ? GATEWAYS[status] : undefined
      const described = [...ours.map(describeProblem), ...(gateways === undefined ? [] : [`- ${gateways}`])]
      return [
        status,
        {
          // Redoc shows it in place of the description until the answer is opened.
          'x-summary': ours.map((kind) => PROBLEMS[kind].title).join('; ') || 'The gateway refuses',
          description: described.join('\n'),
          ...([429, 503].includes(status) && {
            headers: { 'Retry-After': { ...RESPONSE_HEADERS['Retry-After'], schema: { type: 'string' } } },
          }),
          content: {
            ...(ours.length > 0 && { 'application/problem+json': { schema: problemOf(ours, status) } }),
            ...(gateways !== undefined && { 'application/json': { schema: ref('GatewayMessage') } }),
          },
        },
      ]
    }),
  )
}

const problemOf = (kinds: readonly ProblemKind[], status: number): Schema => ({
  allOf: [
    ref('Problem'),
    { type: 'object', properties: { type: { enum: kinds.map(problemType) }, status: { const: status } } },
  ],
})

const pathParameter = (name: string) => {
  const { description, ...schema } = PATH_PARAMETERS[name as keyof typeof PATH_PARAMETERS]
  return { name, in: 'path', required: true, description, schema: { type: 'string', ...schema } }
}

function headerParameter(name: keyof typeof REQUEST_HEADERS, required: boolean) {
  const { description, ...schema } = REQUEST_HEADERS[name]
  return { name, in: 'header', required, description, schema: { type: 'string', ...schema } }
}

function queryParameters(query: z.ZodMiniType) {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Schema & { description?: string; pattern?: string; type?: string }>
    required?: string[]
  }
  // A number in a query is text with a pattern. The document shows its type instead.
  return Object.entries(properties).map(([name, { description, pattern, ...schema }]) => ({
    name,
    in: 'query',
    ...(description && { description }),
    required: required.includes(name),
    schema: { ...schema, ...(pattern && schema.type === 'string' && { pattern }) },
  }))
}

/** The schemas of answers. Objects allow unknown fields, because fields may be added at any time. */
function answerSchemas(): Record<string, Schema> {
  return JSON.parse(
    JSON.stringify(named(Object.entries(ANSWERS), 'output'), (name, value) =>
      name === 'additionalProperties' && value === false ? undefined : value,
    ),
  )
}

/** The schemas of request bodies. */
const bodySchemas = (): Record<string, Schema> =>
  named(
    Object.values(OPERATIONS).flatMap(({ body }): [string, z.ZodMiniType][] =>
      body ? [[body.name, body.described ?? body.schema]] : [],
    ),
    'input',
  )

/** OpenAPI 3.1 uses JSON Schema 2020-12, which is also zod's output. Schemas refer to each other by name. */
function named(entries: readonly (readonly [string, z.ZodMiniType])[], io: 'input' | 'output'): Record<string, Schema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of new Map(entries)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    // JavaScript's range of safe integers is not a rule of the API.
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
    uri: (id) => `#/components/schemas/${id}`,
  })
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]))
}
