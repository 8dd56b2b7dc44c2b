/** A synthesized template, read into what runs. */

import { resolverOf } from './expressions.ts'
import { rateSeconds, readSystem } from './system.ts'
import type { Template } from './template.ts'

const template: Template = {
  Resources: {
    Work123: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Timeout: 7, Environment: { Variables: { SECRET: { Ref: 'Key' } } } },
      Metadata: { 'aws:cdk:path': 'Stack/Reader/Resource', 'aws:asset:path': 'asset.1' },
    },
    Cleanup: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'x.y' } },
    Key: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: { PasswordLength: 64 } } },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 } },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
        IntegrationUri: { 'Fn::GetAtt': ['Work123', 'Arn'] },
      },
    },
    Jwt: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: 'https://i', Audience: ['a'] } },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'GET /x',
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: 'Jwt' },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        State: 'ENABLED',
        Targets: [{ Arn: { 'Fn::GetAtt': ['Work123', 'Arn'] }, Id: 't' }],
      },
    },
  },
}

const system = readSystem(template, resolverOf(template), '/assembly')

test('functions have their name, code, timeout and resolved environment; those without an asset are left out', () => {
  expect(system.functions).toEqual([
    expect.objectContaining({
      logicalId: 'Work123',
      name: 'reader',
      code: '/assembly/asset.1',
      timeoutSeconds: 7,
      environment: { SECRET: system.secrets[0]?.arn },
    }),
  ])
})

test('routes lead to functions, with authorizer and the stage’s throttle', () => {
  expect(system.routes).toEqual([
    { key: 'GET /x', functionId: 'Work123', authorizer: { issuer: 'https://i', audiences: ['a'] } },
  ])
  expect(system.throttle).toEqual({ rate: 10, burst: 20 })
})

test('schedules and secrets are found', () => {
  expect(system.schedules).toEqual([expect.objectContaining({ everySeconds: 60, functionId: 'Work123' })])
  expect(system.secrets).toEqual([expect.objectContaining({ logicalId: 'Key', length: 64 })])
})

test('what cannot be played is named', () => {
  expect(() => rateSeconds('cron(0 12 * * ? *)')).toThrow('cron')
  const Resources = { ...template.Resources, Jwt: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: {} } }
  expect(() => readSystem({ Resources }, resolverOf({ Resources }), '/')).toThrow('Jwt')
  const Api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { CorsConfiguration: { AllowOrigins: ['*'] } } }
  const withCors = { Resources: { ...template.Resources, Api } }
  expect(() => readSystem(withCors, resolverOf(withCors), '/')).toThrow('CorsConfiguration')
})
