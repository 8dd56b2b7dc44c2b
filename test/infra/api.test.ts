/** The gateway: one route per endpoint, an authorizer on routes that need a role, and no CORS settings. */
import { z } from 'zod'
import { routes } from '../../functions/contract/routes.ts'
import { CoreTemplate } from './template.ts'

const core = new CoreTemplate()
const deployed = core.ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) =>
  z
    .object({
      RouteKey: z.string(),
      AuthorizationType: z.string(),
      AuthorizerId: z.object({ Ref: z.string() }).optional(),
      Target: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.tuple([z.string(), z.object({ Ref: z.string() })])]) }),
    })
    .parse(Properties),
)

test('the deployed routes are the table of routes, each once', () => {
  expect(deployed.map(({ RouteKey }) => RouteKey).sort()).toEqual(
    routes.map(({ method, path }) => `${method} ${path}`).sort(),
  )
  expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length)
})

test('each route leads to the function that has its permissions', () => {
  for (const { method, path, to } of routes) {
    const route = deployed.find(({ RouteKey }) => RouteKey === `${method} ${path}`)
    const integration = core.resources[route?.Target['Fn::Join'][1][1].Ref ?? '']
    const [functionId] = core.one('AWS::Lambda::Function', to.charAt(0).toUpperCase() + to.slice(1))
    expect(integration?.Properties.IntegrationUri).toEqual({ 'Fn::GetAtt': [functionId, 'Arn'] })
    expect(integration?.Properties.PayloadFormatVersion).toBe('2.0')
  }
})

test('everything under /v1/editor and /v1/moderation wants a token, and nothing else does', () => {
  const [authorizerId] = core.one('AWS::ApiGatewayV2::Authorizer')
  for (const { RouteKey, AuthorizationType, AuthorizerId } of deployed) {
    const role = / \/v1\/(editor|moderation)\//.test(RouteKey)
    expect([RouteKey, AuthorizationType, AuthorizerId?.Ref]).toEqual([
      RouteKey,
      role ? 'JWT' : 'NONE',
      role ? authorizerId : undefined,
    ])
  }
})

test('public reads answer GET and HEAD', () => {
  const reader = routes.filter(({ to }) => to === 'reader')
  const paths = (method: string) => reader.filter((route) => route.method === method).map(({ path }) => path)
  expect(paths('HEAD')).toEqual(paths('GET'))
  expect(reader.filter(({ method }) => method !== 'GET' && method !== 'HEAD').map(({ method }) => method)).toEqual([
    'OPTIONS',
  ])
})

test('preflights reach the reader without a token, and the gateway has no CORS settings, which would take their place', () => {
  const [, { Properties }] = core.one('AWS::ApiGatewayV2::Api')
  expect(Properties).not.toHaveProperty('CorsConfiguration')
  expect(routes.filter(({ method }) => method === 'OPTIONS')).toEqual([
    { method: 'OPTIONS', path: '/{proxy+}', to: 'reader', signedIn: false, traffic: 'reads' },
  ])
})

test('the stage throttles and writes a JSON access log without addresses', () => {
  const [, { Properties }] = core.one('AWS::ApiGatewayV2::Stage')
  const stage = z
    .object({
      StageName: z.literal('$default'),
      DefaultRouteSettings: z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
      AccessLogSettings: z.object({ Format: z.string() }),
    })
    .parse(Properties)
  expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 })
  const fields = z.record(z.string(), z.string()).parse(JSON.parse(stage.AccessLogSettings.Format))
  expect(Object.keys(fields)).toEqual(expect.arrayContaining(['requestId', 'route', 'status', 'latency']))
  expect(Object.values(fields).filter((field) => /identity/.test(field))).toEqual([])
})

test('addresses are logged only when asked for', () => {
  const [, { Properties }] = new CoreTemplate({ logAddresses: 'true' }).one('AWS::ApiGatewayV2::Stage')
  expect(JSON.stringify(Properties.AccessLogSettings)).toContain('$context.identity.sourceIp')
})

/** Requests a second of a route, as they should be by default. */
function expectedRate(key: string): number {
  if (key.startsWith('HEAD ') || /search|feed|comments\.xml|sitemap|robots|oembed|docs|openapi|health/.test(key))
    return 20
  if (/ \/v1\/(editor|moderation)\//.test(key)) return 100
  if (/^(POST|PUT|PATCH|DELETE) \/v1\//.test(key) || key.endsWith('/source')) return 100
  if (/^POST \//.test(key) || key.endsWith('/own')) return 50
  return 200
}

describe('the throttle of a route', () => {
  const [, stage] = core.one('AWS::ApiGatewayV2::Stage')
  const throttle = z.strictObject({ ThrottlingRateLimit: z.int(), ThrottlingBurstLimit: z.int() })
  const settings = z.record(z.string(), throttle).parse(stage.Properties.RouteSettings)

  test('is set for each route, by the class of its requests', () => {
    expect(settings).toEqual(
      Object.fromEntries(
        deployed.map(({ RouteKey }) => [
          RouteKey,
          { ThrottlingRateLimit: expectedRate(RouteKey), ThrottlingBurstLimit: 2 * expectedRate(RouteKey) },
        ]),
      ),
    )
  })

  test('is set after the route exists, because API Gateway refuses it before', () => {
    const ids = core.ofType('AWS::ApiGatewayV2::Route').map(([id]) => id)
    expect(stage.DependsOn).toEqual(expect.arrayContaining(ids))
  })

  test('is a share of the settings, and never nothing', () => {
    const [, { Properties }] = new CoreTemplate({ throttleRate: '5', throttleBurst: '7' }).one(
      'AWS::ApiGatewayV2::Stage',
    )
    const few = z.record(z.string(), throttle).parse(Properties.RouteSettings)
    expect(few['GET /articles/{slug}']).toEqual({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 })
    expect(few['PUT /v1/editor/articles/{slug}']).toEqual({ ThrottlingRateLimit: 3, ThrottlingBurstLimit: 4 })
    expect(few['GET /v1/search']).toEqual({ ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 })
  })
})
