/**
 * The HTTP API: routes, throttle, access log. The gateway itself answers missing tokens (401), throttled requests (429)
 * and unknown routes (404; the reader answers a GET). Every other request invokes a function. The gateway has no CORS
 * settings: with them it would ignore the CORS headers of the functions (functions/http/origin/crossOrigin.ts).
 */
import { RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { type Route, routes } from '../functions/contract/routes.ts'
import { acknowledge } from './acknowledgements.ts'
import type { Config } from './config.ts'
import type { Functions } from './functions.ts'
import { throttleOf } from './throttles.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const logFields = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  latency: '$context.responseLatency',
  functionLatency: '$context.integrationLatency',
  error: '$context.error.message',
  functionError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
}
const addressFields = { address: '$context.identity.sourceIp', userAgent: '$context.identity.userAgent' }

export function createApi(scope: Construct, functions: Functions, authorizer: IHttpRouteAuthorizer, config: Config) {
  const api = new HttpApi(scope, 'Api', {
    description: 'Understory: articles and the conversation under them',
    createDefaultStage: false,
  })
  const log = new LogGroup(scope, 'AccessLog', {
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: api,
    autoDeploy: true,
    throttle: { rateLimit: config.throttleRate, burstLimit: config.throttleBurst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(log),
      format: AccessLogFormat.custom(JSON.stringify({ ...logFields, ...(config.logAddresses ? addressFields : {}) })),
    },
  })

  // One permission per function, not per route: a function's resource policy is limited to 20 KB.
  const integrationTo = (name: Route['to']) =>
    new HttpLambdaIntegration(`To-${name}`, functions[name], { scopePermissionToRoute: false })
  const integrations: Readonly<Record<Route['to'], HttpLambdaIntegration>> = {
    reader: integrationTo('reader'),
    commenter: integrationTo('commenter'),
    editor: integrationTo('editor'),
    moderator: integrationTo('moderator'),
  }
  // The stage's resource, because HttpStage has no settings of routes.
  const resource = stage.node.defaultChild
  if (!CfnStage.isCfnStage(resource)) throw new Error('The stage is not a stage')
  resource.routeSettings = Object.fromEntries(
    routes.map(({ method, path, traffic }) => {
      const { rate, burst } = throttleOf(traffic, config)
      return [`${method} ${path}`, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }]
    }),
  )
  for (const { method, path, to, signedIn } of routes) {
    const added = api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration: integrations[to],
      ...(signedIn ? { authorizer } : {}),
    })
    // API Gateway refuses settings of a route that does not exist yet ("Unable to find Route by key",
    // https://github.com/hashicorp/terraform-provider-aws/issues/16094).
    stage.node.addDependency(...added)
    if (signedIn) continue
    for (const route of added) {
      acknowledge(route, {
        'AwsSolutions::AwsSolutions-APIG4':
          'Public by design: anyone may read and comment. An edit token proves who wrote a comment.',
      })
    }
  }
  return api
}
