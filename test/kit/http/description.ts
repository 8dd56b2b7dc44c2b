/**
 * Checks every answer against the API's OpenAPI document.
 */
import { z } from 'zod'
import { baseUrl } from './target.ts'

type Schema = Parameters<typeof z.fromJSONSchema>[0]
type Described = { description: string; content?: Record<string, { schema: Schema }> }
type Parameter = { name: string; in: string; required?: boolean; schema: Schema }

export type Operation = {
  summary: string
  parameters?: Parameter[]
  security?: unknown[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, Described>
}

export type Document = {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> }
}

let document: Promise<Document> | undefined
const compiled = new Map<Schema, z.ZodType>()

export function described(): Promise<Document> {
  document ??= fetch(`${baseUrl()}/v1/openapi.json`).then((response) => response.json() as Promise<Document>)
  return document
}

/** @throws Error when an answer with a body does not match the document, or is not in it */
export async function checkDescribed(
  method: string,
  path: string,
  { status, headers, body }: { status: number; headers: Record<string, string>; body: unknown },
): Promise<void> {
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  // The document does not describe pages, feeds and the gateway's own refusals, which are plain JSON.
  if (!path.startsWith('/v1/')) return
  if (body === undefined || (status >= 400 && type !== 'application/problem+json')) return
  const all = await described()
  const operation = operationOf(all, method, path)
  if (!operation) throw new Error(`${method} ${path} answers ${status}, but is not described.`)
  const schema = operation.responses[status]?.content?.[type]?.schema
  if (!schema) throw new Error(`${method} ${path} answers ${status} as ${type}, which is not described.`)
  const known = compiled.get(schema) ?? z.fromJSONSchema(closed(schema, all))
  compiled.set(schema, known)
  const { success, error } = known.safeParse(body)
  if (!success) {
    const received = JSON.stringify(body).slice(0, 2000)
    throw new Error(
      `${method} ${path} answers ${status} otherwise than described:\n${z.prettifyError(error)}\n${received}`,
    )
  }
}

/** The schema that a `$ref` names. */
export function resolved(schema: unknown, { components }: Document): unknown {
  const { $ref } = schema as { $ref?: string }
  return $ref === undefined ? schema : components.schemas[$ref.slice(COMPONENTS.length)]
}

const COMPONENTS = '#/components/schemas/'

/**
 * One schema with all that it refers to. The document's objects are open, because fields may be added later. Here they
 * are closed, because every field of today has to be described.
 */
function closed(schema: Schema, { components }: Document): Schema {
  const text = JSON.stringify({ ...(schema as object), $defs: components.schemas })
  return closedInside(JSON.parse(text.replaceAll(COMPONENTS, '#/$defs/'))) as Schema
}

function closedInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedInside)
  if (typeof value !== 'object' || value === null) return value
  const inside = Object.entries(value).map(([name, part]) => [
    name,
    // A schema that narrows another has no fields of its own.
    name === 'allOf' ? part : closedInside(part),
  ])
  const isOpen = 'properties' in value && 'type' in value && !('additionalProperties' in value)
  return Object.fromEntries([...inside, ...(isOpen ? [['additionalProperties', false]] : [])])
}

function operationOf({ paths }: Document, method: string, path: string): Operation | undefined {
  const parts = segments(new URL(path, baseUrl()).pathname.replace(new URL(baseUrl()).pathname.replace(/\/$/, ''), ''))
  const candidates = Object.entries(paths).filter(([template]) => {
    const expected = segments(template)
    return expected.length === parts.length && expected.every((part, i) => part.startsWith('{') || part === parts[i])
  })
  // The fewest variables first: `/v1/openapi.json` is not an article.
  const [best] = candidates.sort(([a], [b]) => a.split('{').length - b.split('{').length)
  return best?.[1][method === 'HEAD' ? 'get' : method.toLowerCase()]
}

const segments = (path: string): string[] => path.split('/').slice(1)
