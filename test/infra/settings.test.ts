/** Deployment settings: their effects, and errors that name each bad setting before deployment. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { parseConfig, settings } from '../../infra/config.ts'
import { appWith, CoreTemplate } from './template.ts'

test.each([
  ['readerMemory', '64'],
  ['readerMemory', 'plenty'],
  ['requestTimeoutSeconds', 30],
  ['logRetentionDays', 31],
  ['alarmEmail', 'nobody'],
  ['retainData', 'yes'],
  ['stackName', 'under_story'],
  ['batchSize', 101],
  ['oidcIssuer', 'ftp://login.example.com'],
  ['oidcIssuer', 'http://login.example.com'],
  ['oidcIssuer', 'https://login.example.com?tenant=1'],
  ['oidcIssuer', 'https://'],
  ['oidcIssuer', ' https://login.example.com'],
  ['throttleRate', 0],
  ['groupsClaim', ''],
])('a bad %s (%j) fails synth by name', (name, value) => {
  expect(() => appWith({ [name]: value })).toThrow(new RegExp(`Bad deployment settings.*\\n {2}${name}: `))
})

test('every bad setting is named at once, unknown ones too', () => {
  expect(() => appWith({ readerMemory: 1, retainDatta: false, batchSize: 0 })).toThrow(
    /readerMemory: [\s\S]*batchSize: [\s\S]*retainDatta: there is no such setting/,
  )
})

test('an issuer that is not https is refused with what it must be', () => {
  expect(() => appWith({ oidcIssuer: 'http://login.example.com', oidcAudience: 'news' })).toThrow(
    'oidcIssuer: expected an https URL without query and fragment, as in the `iss` claim (got "http://login.example.com")',
  )
})

test('an issuer without an audience is refused', () => {
  expect(() => appWith({ oidcIssuer: 'https://login.example.com/' })).toThrow(/oidcIssuer, oidcAudience: give both/)
})

test('the context keys of the CDK itself are no settings', () => {
  expect(() => appWith({ '@aws-cdk/core:x': true, 'availability-zones:account=1:region=y': [] })).not.toThrow()
})

test('settings given on the command line, always strings, reach the stack', () => {
  const core = new CoreTemplate({
    readerMemory: '2048',
    logRetentionDays: '7',
    throttleRate: '50',
    batchWindowSeconds: '0',
    version: '9.9.9',
    groupsClaim: 'roles',
    sourceMaps: 'true',
  })
  const [, reader] = core.one('AWS::Lambda::Function', 'Reader')
  expect(reader.Properties).toMatchObject({
    MemorySize: 2048,
    Environment: { Variables: { UNDERSTORY_VERSION: '9.9.9', NODE_OPTIONS: '--enable-source-maps' } },
  })
  const [, editor] = core.one('AWS::Lambda::Function', 'Editor')
  expect(editor.Properties).toMatchObject({ Environment: { Variables: { GROUPS_CLAIM: 'roles' } } })
  const [, log] = core.one('AWS::Logs::LogGroup', 'ReaderLog')
  expect(log.Properties.RetentionInDays).toBe(7)
  const [, stage] = core.one('AWS::ApiGatewayV2::Stage')
  expect(stage.Properties).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 50 } })
  for (const [, mapping] of core.ofType('AWS::Lambda::EventSourceMapping'))
    expect(mapping.Properties.MaximumBatchingWindowInSeconds).toBe(0)
})

test('any OIDC issuer takes the place of the user pool', () => {
  const core = new CoreTemplate({ oidcIssuer: 'https://login.example.com/', oidcAudience: 'news, desk' })
  expect(core.ofType('AWS::Cognito::UserPool')).toEqual([])
  expect(core.outputs).not.toContain('UserPoolId')
  const [, authorizer] = core.one('AWS::ApiGatewayV2::Authorizer')
  expect(authorizer.Properties).toMatchObject({
    AuthorizerType: 'JWT',
    JwtConfiguration: { Issuer: 'https://login.example.com/', Audience: ['news', 'desk'] },
  })
})

test('by default the pool of this stack issues the tokens, for the groups editor, moderator and admin', () => {
  const core = new CoreTemplate()
  const [pool, { Properties, DeletionPolicy }] = core.one('AWS::Cognito::UserPool')
  const [client] = core.one('AWS::Cognito::UserPoolClient')
  const [, authorizer] = core.one('AWS::ApiGatewayV2::Authorizer')
  expect(authorizer.Properties.JwtConfiguration).toEqual({
    Issuer: {
      'Fn::Join': ['', ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: pool }]],
    },
    Audience: [{ Ref: client }],
  })
  const groups = core.ofType('AWS::Cognito::UserPoolGroup').map(([, group]) => group.Properties.GroupName)
  expect(groups.sort()).toEqual(['admin', 'editor', 'moderator'])
  expect(Properties).toMatchObject({
    DeletionProtection: 'ACTIVE',
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  })
  expect(DeletionPolicy).toBe('Retain')
})

test('an alarm address is told of every alarm; without one there is no topic', () => {
  expect(new CoreTemplate().ofType('AWS::SNS::Topic')).toEqual([])
  const core = new CoreTemplate({ alarmEmail: 'desk@example.com' })
  const [topic] = core.one('AWS::SNS::Topic')
  const [, subscription] = core.one('AWS::SNS::Subscription')
  expect(subscription.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'desk@example.com' })
  for (const [, alarm] of core.ofType('AWS::CloudWatch::Alarm')) {
    expect(alarm.Properties.AlarmActions).toEqual([{ Ref: topic }])
  }
})

test('a copy to throw away goes with its stack', () => {
  const core = new CoreTemplate({ retainData: false })
  const kept = Object.entries(core.resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
  expect(kept).toEqual([])
  const [, table] = core.one('AWS::DynamoDB::Table', 'Comments')
  expect(table.Properties.DeletionProtectionEnabled).toBe(false)
})

test('docs/deploying.md lists every setting with its default and meaning', () => {
  const defaults: Record<string, unknown> = { ...parseConfig({}), version: undefined }
  const rows = Object.entries(settings.shape).map(([name, schema]) => {
    const value = defaults[name] === undefined ? '–' : `\`${z.coerce.string().parse(defaults[name])}\``
    return `| \`${name}\` | ${value} | ${schema.description} |`
  })
  const page = readFileSync(new URL('../../docs/deploying.md', import.meta.url), 'utf8')
  const table = page.split('\n').filter((line) => /^\| `[a-z][A-Za-z]+` \| /.test(line))
  expect(table).toEqual(rows)
})
