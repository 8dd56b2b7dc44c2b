/** Deployment settings: their effects, and errors that name each bad setting before deployment. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { App } from 'aws-cdk-lib'
import { z } from 'zod'
import { BadSettings, parseConfig, settings } from '../../infra/config.ts'
import { readConfig } from '../../infra/environments.ts'
import { settingsSchema } from '../../infra/settingsSchema.ts'
import { appWith, CoreTemplate, type Settings } from './template.ts'

const artifactWith = (given: Settings) => appWith(given).synth().getStackArtifact('Core')

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
  ['maxWriteUnits', 0],
  ['monthlyBudget', '49.50'],
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

test('a monthly budget tells the alarm address of half, of all, and of more than expected; without one there is none', () => {
  expect(new CoreTemplate({ alarmEmail: 'desk@example.com' }).ofType('AWS::Budgets::Budget')).toEqual([])
  const core = new CoreTemplate({ alarmEmail: 'desk@example.com', monthlyBudget: '50' })
  const [, budget] = core.one('AWS::Budgets::Budget')
  const subscribers = [{ SubscriptionType: 'EMAIL', Address: 'desk@example.com' }]
  const at = (NotificationType: string, Threshold: number) => ({
    Notification: { NotificationType, Threshold, ThresholdType: 'PERCENTAGE', ComparisonOperator: 'GREATER_THAN' },
    Subscribers: subscribers,
  })
  expect(budget.Properties).toEqual({
    Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 50, Unit: 'USD' } },
    NotificationsWithSubscribers: [at('ACTUAL', 50), at('ACTUAL', 100), at('FORECASTED', 100)],
  })
})

test('a monthly budget without an address is refused', () => {
  expect(() => appWith({ monthlyBudget: 50 })).toThrow(/monthlyBudget: give alarmEmail too/)
})

test('a copy to throw away goes with its stack', () => {
  const core = new CoreTemplate({ retainData: false })
  const kept = Object.entries(core.resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
  expect(kept).toEqual([])
  const [, table] = core.one('AWS::DynamoDB::GlobalTable', 'Comments')
  expect(table.Properties.Replicas).toMatchObject([{ DeletionProtectionEnabled: false }])
  expect(artifactWith({ retainData: false }).terminationProtection).toBe(false)
})

test('the stack is protected from deletion, unless a deployment switches that off', () => {
  expect(artifactWith({}).terminationProtection).toBe(true)
  expect(artifactWith({ terminationProtection: 'false' }).terminationProtection).toBe(false)
  // The data stays protected.
  const [, table] = new CoreTemplate({ terminationProtection: 'false' }).one('AWS::DynamoDB::GlobalTable', 'Comments')
  expect(table.Properties.Replicas).toMatchObject([{ DeletionProtectionEnabled: true }])
})

describe('understory.config.json', () => {
  const text = JSON.stringify(
    {
      $schema: './understory.config.schema.json',
      production: { siteName: 'The Courier', readerMemory: 2048 },
      staging: { readerMemory: 512, oidcIssuer: 'https://login.example.com/', oidcAudience: ['news', 'desk'] },
      broken: { readerMemory: 1 },
    },
    null,
    2,
  )
  const configWith = (context: Record<string, unknown>, file: string | undefined, required = true) =>
    readConfig(new App({ context }).node, { text: file, required })
  const refusal = (context: Record<string, unknown>, file: string | undefined, required = true): string => {
    try {
      configWith(context, file, required)
    } catch (error) {
      if (error instanceof BadSettings) return error.message
      throw error
    }
    throw new Error('nothing was refused')
  }

  test('has the settings of production, whose stack has the plain name', () => {
    const config = configWith({}, text)
    expect(config).toMatchObject({
      environment: 'production',
      stackName: 'Understory',
      siteName: 'The Courier',
      readerMemory: 2048,
    })
    expect(config).not.toHaveProperty('oidcIssuer')
  })

  test('has the settings of another environment, whose stack has its name too', () => {
    expect(configWith({ env: 'staging' }, text)).toMatchObject({
      environment: 'staging',
      stackName: 'Understory-staging',
      siteName: 'Understory',
      readerMemory: 512,
      oidcAudience: ['news', 'desk'],
    })
  })

  test('gives its settings to the stack', () => {
    const stack = appWith({ env: 'staging' }, { text, required: true }).synth().getStackArtifact('Core')
    expect(stack.stackName).toBe('Understory-staging')
    expect(JSON.stringify(stack.template)).toContain('"MemorySize":512')
  })

  test('is overridden by single settings of the command line', () => {
    const config = configWith({ env: 'staging', readerMemory: '1024', stackName: 'Other' }, text)
    expect(config).toMatchObject({ readerMemory: 1024, stackName: 'Other', oidcIssuer: 'https://login.example.com/' })
  })

  test('is not read for the environment of npm start', () => {
    expect(configWith({ env: 'local' }, 'not JSON')).toMatchObject({ environment: 'local', readerMemory: 1769 })
    expect(refusal({ env: 'staging' }, '{"local": {}, "staging": {}}')).toMatch(
      /"local" is the environment of npm start/,
    )
  })

  test('stops a deployment of an environment that it does not have, and says which it has', () => {
    expect(refusal({ env: 'stagin' }, text)).toBe(
      'understory.config.json has no environment "stagin"; did you mean staging? It has: production, staging, broken.',
    )
    expect(refusal({}, '{"staging": {}}')).toBe(
      'understory.config.json has no environment "production". It has: staging. Choose one with -c env=<name>.',
    )
    expect(refusal({ env: 'constructor' }, '{}')).toMatch(/no environment "constructor"\. It has: none\./)
  })

  test('must be there for a deployment; without credentials, production has the defaults', () => {
    expect(refusal({}, undefined)).toMatch(/There is no understory.config.json.*Copy understory.config.example.json/)
    expect(refusal({ env: 'staging' }, undefined, false)).toMatch(/There is no understory.config.json/)
    expect(configWith({}, undefined, false)).toEqual(parseConfig({}))
  })

  test('names a misspelt setting with the nearest one, a wrong type and the environment', () => {
    const message = refusal(
      {},
      '{"production": {"retaindatta": true, "wombat": 1, "siteName": 5, "logAddresses": "on"}}',
    )
    expect(message).toMatch(/^Bad deployment settings of "production"/)
    expect(message).toContain('\n  retaindatta: there is no such setting; did you mean retainData?')
    expect(message).toMatch(/\n {2}wombat: there is no such setting$/m)
    expect(message).toMatch(/\n {2}siteName: .*expected string.* \(got 5\)/)
    expect(message).toContain('\n  logAddresses: expected true or false (got "on")')
  })

  test('a mistake in one environment does not stop another', () => {
    expect(configWith({ env: 'staging' }, text).readerMemory).toBe(512)
    expect(refusal({ env: 'broken' }, text)).toMatch(/of "broken".*\n {2}readerMemory: /)
  })

  test.each([
    ['{\n  "production": {},\n}', 3],
    ['{\n  "production": {\n    "siteName": nothing\n  }\n}', 3],
    ['// settings\n{}', 1],
    ['{\n  "production": {\n    "siteName": "The Courier"\n', 4],
    ["{\n  'production': {}\n}", 2],
    ['{\n  "production": {\n    "behindEdge": tru, "readerMemory": -\n  }\n}', 3],
    ['{\n  "production": {}\n}\nmore', 4],
  ])('is named with the line where it is not JSON: %j', (broken, line) => {
    expect(refusal({}, broken)).toMatch(new RegExp(`^understory.config.json, line ${line}: this is not JSON: `))
  })

  test.each([
    ['[]', /expected an object with a section for each environment/],
    ['{"alarmEmail": "desk@example.com"}', /"alarmEmail": expected the section of an environment/],
    ['{"under_story": {}}', /"under_story" is no name of an environment/],
  ])('is refused without sections: %s', (flat, message) => {
    expect(refusal({}, flat)).toMatch(message)
  })

  const projectFile = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

  test('has an example, which is valid', () => {
    const example = projectFile('understory.config.example.json')
    expect(configWith({}, example).stackName).toBe('Understory')
    expect(configWith({ env: 'staging' }, example)).toMatchObject({ retainData: false, terminationProtection: false })
  })

  test('has the JSON Schema of these settings; `npm run schema` writes it', () => {
    expect(JSON.parse(projectFile('understory.config.schema.json'))).toEqual(settingsSchema())
    expect(settingsSchema()).toMatchObject({
      patternProperties: {
        '^[A-Za-z][A-Za-z0-9-]{0,39}$': {
          properties: {
            readerMemory: { type: 'integer', minimum: 128, maximum: 10_240, default: 1769 },
            logRetentionDays: { enum: expect.arrayContaining([30, 3653]) },
            oidcAudience: { type: 'array' },
          },
          additionalProperties: false,
        },
      },
    })
    expect(JSON.stringify(settingsSchema())).not.toContain('"required"')
  })
})

test('the command line prints what is wrong with the settings, without a stack trace', async () => {
  const context = { env: 'local', readerMemory: 1 }
  const run = promisify(execFile)(process.execPath, [fileURLToPath(new URL('../../infra/app.ts', import.meta.url))], {
    env: { ...process.env, NODE_OPTIONS: '', CDK_CONTEXT_JSON: JSON.stringify(context) },
  })
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Bad deployment settings of "local" .*\n {2}readerMemory: .*\n$/),
  })
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
