/**
 * The limits that synthesized templates set: throttles of routes, maxima of tables, concurrency of functions. The
 * preflight compares them with the account, and the bench adds up what they allow to cost.
 */
import { z } from 'zod'

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
})
const stage = z.object({
  RouteSettings: z.record(z.string(), z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() })),
  AccessLogSettings: z.object({ Format: z.string() }),
})
const lambda = z.object({ ReservedConcurrentExecutions: z.number().default(0) })

export type Limits = {
  /** Requests a second and at once, by route key. */
  readonly routes: Readonly<Record<string, { readonly rate: number; readonly burst: number }>>
  /** Units a second of each table: the table's own and those of its indexes. */
  readonly tables: readonly {
    readonly id: string
    readonly read: readonly number[]
    readonly write: readonly number[]
  }[]
  /** The concurrency that all functions reserve. */
  readonly reserved: number
  /** One entry of the access log, with the names of the variables in place of their values. */
  readonly logEntry: string
}

/** The template has no limit where the stack relies on one. */
class NoLimit extends Error {
  override readonly name = 'NoLimit'
}

/**
 * @param templates of all stacks
 * @throws NoLimit if a table has no maximum, or no stage has throttles of routes
 */
export function limitsOf(templates: readonly unknown[]): Limits {
  const resources = templates.flatMap((each) => Object.entries(template.parse(each).Resources))
  const ofType = (type: RegExp) => resources.filter(([, { Type }]) => type.test(Type))
  const [[, api] = []] = ofType(/^AWS::ApiGatewayV2::Stage$/)
  if (!api) throw new NoLimit('No template has a stage of an HTTP API.')
  const { RouteSettings, AccessLogSettings } = stage.parse(api.Properties)
  return {
    routes: Object.fromEntries(
      Object.entries(RouteSettings).map(([key, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }]) => [
        key,
        { rate, burst },
      ]),
    ),
    tables: ofType(/^AWS::DynamoDB::(Global)?Table$/).map(([id, { Properties }]) => ({
      id,
      read: maximaIn(Properties, 'MaxReadRequestUnits', id),
      write: maximaIn(Properties, 'MaxWriteRequestUnits', id),
    })),
    reserved: ofType(/^AWS::Lambda::Function$/).reduce(
      (sum, [, { Properties }]) => sum + lambda.parse(Properties).ReservedConcurrentExecutions,
      0,
    ),
    logEntry: AccessLogSettings.Format,
  }
}

/** A table has its maxima at one depth of its properties, its indexes have theirs deeper. */
function maximaIn(properties: unknown, name: string, table: string): number[] {
  const found: number[] = []
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === name) found.push(z.number().parse(inner))
      else look(inner)
    }
  }
  look(properties)
  if (found.length === 0) throw new NoLimit(`${table} has no ${name}.`)
  return found
}
