/**
 * Reads a synthesized template into the parts that the player runs: functions, routes, authorizers, throttles, event
 * source mappings and schedules.
 */
import { join } from 'node:path'
import { z } from 'zod'
import type { Resolver } from './expressions.ts'
import {
  apiProperties,
  authorizerProperties,
  functionProperties,
  integrationProperties,
  mappingProperties,
  routeProperties,
  type routeSettings,
  ruleProperties,
  secretProperties,
  stageProperties,
} from './properties.ts'
import type { Template, TemplateResource } from './template.ts'

export type FunctionSpec = {
  readonly logicalId: string
  /** The construct's own id in lower case (`reader`): the name in the log. */
  readonly name: string
  /** Folder that holds the bundle. */
  readonly code: string
  /** `index.handler`, as Lambda writes it. */
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly memoryMegabytes: number
  readonly arn: string
}

export type Throttle = {
  readonly rate: number
  readonly burst: number
}

export type RouteSpec = {
  /** `GET /v1/articles/{slug}`, `ANY /{proxy+}` or `$default`. */
  readonly key: string
  readonly functionId: string
  readonly authorizer?: AuthorizerSpec
  readonly throttle?: Throttle
}

export type AuthorizerSpec = {
  readonly issuer: string
  readonly audiences: readonly string[]
}

export type MappingSpec = {
  readonly id: string
  readonly functionId: string
  readonly streamArn: string
  readonly batchSize: number
  readonly windowSeconds: number
  /** -1: as long as the stream keeps the record. */
  readonly maximumRetries: number
  /** -1: as long as the stream keeps the record. */
  readonly maximumAgeSeconds: number
  readonly bisect: boolean
  readonly reportsFailures: boolean
  /** Each a JSON pattern; a record passes when any of them matches, or when there is none. */
  readonly filters: readonly string[]
  readonly failureDestination?: string
}

export type ScheduleSpec = {
  readonly id: string
  readonly ruleArn: string
  readonly everySeconds: number
  readonly functionId: string
  /** A constant input that replaces the event, as JSON. */
  readonly input?: string
}

export type SecretSpec = {
  readonly logicalId: string
  readonly arn: string
  readonly length: number
}

export type System = {
  readonly functions: readonly FunctionSpec[]
  readonly routes: readonly RouteSpec[]
  readonly throttle?: Throttle
  readonly mappings: readonly MappingSpec[]
  readonly schedules: readonly ScheduleSpec[]
  readonly secrets: readonly SecretSpec[]
}

/** `rate(1 minute)` in seconds. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
export function rateSeconds(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (count === undefined) throw new Error(`The player knows rate(...) only, not the schedule "${expression}".`)
  return Number(count) * (unit === 'minute' ? 60 : unit === 'hour' ? 3600 : 86_400)
}

const throttleOf = (settings: z.infer<typeof routeSettings> | undefined): Throttle | undefined =>
  settings?.ThrottlingRateLimit === undefined
    ? undefined
    : {
        rate: settings.ThrottlingRateLimit,
        burst: settings.ThrottlingBurstLimit ?? settings.ThrottlingRateLimit,
      }

/** `Stack/Reader/Resource` → `reader`. */
function constructName(logicalId: string, resource: TemplateResource): string {
  const path = resource.Metadata?.['aws:cdk:path']
  return (typeof path === 'string' ? path.split('/').at(-2) : undefined)?.toLowerCase() ?? logicalId
}

/**
 * @param template as synthesized, with the CDK's asset and path metadata
 * @param resolver that knows the tables
 * @param assembly folder that asset paths are relative to
 */
export function readSystem(template: Template, resolver: Resolver, assembly: string): System {
  const ofType: Resources = (type, properties) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => {
        const parsed = properties.safeParse(resolver.resolve(resource.Properties ?? {}))
        if (!parsed.success) throw new Error(`The player cannot play ${id} (${type}): ${z.prettifyError(parsed.error)}`)
        return { id, resource, properties: parsed.data }
      })
  const functions = readFunctions(ofType, resolver, assembly)
  // Integrations, mappings and targets name a function by its ARN, or its name, or wrap the ARN in an invocation URI.
  const functionBehind = (reference: string): string => {
    const found = functions.find(({ arn, logicalId }) => reference === logicalId || reference.includes(arn))
    if (found === undefined) throw new Error(`The template has no function behind "${reference}".`)
    return found.logicalId
  }
  const [stage] = ofType('AWS::ApiGatewayV2::Stage', stageProperties)
  const throttle = throttleOf(stage?.properties.DefaultRouteSettings)
  return {
    functions,
    routes: readRoutes(ofType, stage?.properties.RouteSettings ?? {}, functionBehind),
    ...(throttle && { throttle }),
    mappings: readMappings(ofType, functionBehind),
    schedules: readSchedules(ofType, resolver, functionBehind),
    secrets: ofType('AWS::SecretsManager::Secret', secretProperties).map(({ id, properties }) => ({
      logicalId: id,
      arn: resolver.text({ Ref: id }),
      length: properties.GenerateSecretString.PasswordLength,
    })),
  }
}

/** The template's resources of one type, with their properties worked out and checked. */
type Resources = <T>(
  type: string,
  properties: z.ZodType<T>,
) => { readonly id: string; readonly resource: TemplateResource; readonly properties: T }[]

/** From a reference in the template to the logical id of a function. */
type FunctionBehind = (reference: string) => string

const readFunctions = (ofType: Resources, resolver: Resolver, assembly: string): FunctionSpec[] =>
  ofType('AWS::Lambda::Function', functionProperties)
    // The CDK's own custom resources bring code of their own and have no part in a running system.
    .filter(({ resource }) => typeof resource.Metadata?.['aws:asset:path'] === 'string')
    .map(({ id, resource, properties }) => ({
      logicalId: id,
      name: constructName(id, resource),
      code: join(assembly, String(resource.Metadata?.['aws:asset:path'])),
      handler: properties.Handler,
      environment: properties.Environment?.Variables ?? {},
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      arn: resolver.text({ 'Fn::GetAtt': [id, 'Arn'] }),
    }))

function readRoutes(
  ofType: Resources,
  settings: Readonly<Record<string, z.infer<typeof routeSettings>>>,
  functionBehind: FunctionBehind,
): RouteSpec[] {
  const integrations = ofType('AWS::ApiGatewayV2::Integration', integrationProperties)
  const authorizers = ofType('AWS::ApiGatewayV2::Authorizer', authorizerProperties)
  // Only to check the properties.
  ofType('AWS::ApiGatewayV2::Api', apiProperties)
  return ofType('AWS::ApiGatewayV2::Route', routeProperties).map(({ properties }) => {
    const { RouteKey, Target, AuthorizationType, AuthorizerId } = properties
    const integration = withId(integrations, Target.replace('integrations/', ''), 'integration')
    const own = throttleOf(settings[RouteKey])
    const jwt =
      AuthorizationType === 'JWT'
        ? withId(authorizers, AuthorizerId ?? '', 'authorizer').properties.JwtConfiguration
        : undefined
    return {
      key: RouteKey,
      functionId: functionBehind(integration.properties.IntegrationUri),
      ...(jwt && { authorizer: { issuer: jwt.Issuer, audiences: jwt.Audience } }),
      ...(own && { throttle: own }),
    }
  })
}

function withId<T extends { id: string }>(found: readonly T[], id: string, what: string): T {
  const match = found.find((item) => item.id === id)
  if (match === undefined) throw new Error(`The template has no ${what} "${id}".`)
  return match
}

const readMappings = (ofType: Resources, functionBehind: FunctionBehind): MappingSpec[] =>
  ofType('AWS::Lambda::EventSourceMapping', mappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ id, properties }) => {
      const destination = properties.DestinationConfig?.OnFailure?.Destination
      return {
        id,
        functionId: functionBehind(properties.FunctionName),
        streamArn: properties.EventSourceArn,
        batchSize: properties.BatchSize,
        windowSeconds: properties.MaximumBatchingWindowInSeconds,
        maximumRetries: properties.MaximumRetryAttempts,
        maximumAgeSeconds: properties.MaximumRecordAgeInSeconds,
        bisect: properties.BisectBatchOnFunctionError,
        reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        filters: properties.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? [],
        ...(destination !== undefined && { failureDestination: destination }),
      }
    })

const readSchedules = (ofType: Resources, resolver: Resolver, functionBehind: FunctionBehind): ScheduleSpec[] =>
  ofType('AWS::Events::Rule', ruleProperties).flatMap(({ id, properties }) => {
    const { ScheduleExpression, State, Targets } = properties
    if (ScheduleExpression === undefined || State !== 'ENABLED') return []
    return Targets.map((target) => ({
      id,
      ruleArn: resolver.text({ 'Fn::GetAtt': [id, 'Arn'] }),
      everySeconds: rateSeconds(ScheduleExpression),
      functionId: functionBehind(target.Arn),
      ...(target.Input !== undefined && { input: target.Input }),
    }))
  })
