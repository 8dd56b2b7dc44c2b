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
    { method: 'OPTIONS', path: '/{proxy+}', to: 'reader', signedIn: false },
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
  expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 })
  const fields = z.record(z.string(), z.string()).parse(JSON.parse(stage.AccessLogSettings.Format))
  expect(Object.keys(fields)).toEqual(expect.arrayContaining(['requestId', 'route', 'status', 'latency']))
  expect(Object.values(fields).filter((field) => /identity/.test(field))).toEqual([])
})

test('addresses are logged only when asked for', () => {
  const [, { Properties }] = new CoreTemplate({ logAddresses: 'true' }).one('AWS::ApiGatewayV2::Stage')
  expect(JSON.stringify(Properties.AccessLogSettings)).toContain('$context.identity.sourceIp')
})
