/**
 * What cannot be changed after the first release without losing data, addresses or scripts of operators
 * (docs/decisions/0009-fixed-at-first-release.md). A change that fails here needs a migration.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'
import { appWith, CoreTemplate, FLAGS, type Settings } from './template.ts'

const core = new CoreTemplate()

test('resources with data keep their type and logical id: under another one, CloudFormation creates empty ones', () => {
  const kept = Object.entries(core.resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
    .map(([id, { Type }]) => [id, Type])
  expect(Object.fromEntries(kept)).toEqual({
    Articles47CFF050: 'AWS::DynamoDB::GlobalTable',
    CommentsC715514C: 'AWS::DynamoDB::GlobalTable',
    SiteSecretC397557B: 'AWS::SecretsManager::Secret',
    Users0A0EEA89: 'AWS::Cognito::UserPool',
    FailedBatches983C92EC: 'AWS::S3::Bucket',
  })
})

test.each(['Articles', 'Comments'])('the keys of %s stay', (name) => {
  const [, table] = core.one('AWS::DynamoDB::GlobalTable', name)
  expect(table.Properties.KeySchema).toEqual([
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ])
  // They can only be created together with the table.
  expect(table.Properties.LocalSecondaryIndexes).toBeUndefined()
})

test('staff sign in by e-mail address, in any case of letters', () => {
  const [, pool] = core.one('AWS::Cognito::UserPool')
  expect(pool.Properties).toMatchObject({
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
  })
  expect(pool.Properties.Schema).toBeUndefined()
})

test('the address of the API stays', () => {
  expect(core.one('AWS::ApiGatewayV2::Api')[0]).toBe('ApiF70053CD')
})

const outputs = (settings: Settings) =>
  z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.unknown().optional() }))
    .parse(appWith(settings).synth().getStackArtifact('Core').template.Outputs)

test('outputs keep their names, and nothing is exported: an export that is used cannot be changed', () => {
  const all = outputs({ behindEdge: true })
  expect(Object.keys(all).sort()).toEqual([
    'ApiUrl',
    'ArticlesTable',
    'CommentsTable',
    'OriginSecretArn',
    'UserPoolClientId',
    'UserPoolId',
  ])
  expect(Object.values(all).filter(({ Export }) => Export !== undefined)).toEqual([])
})

/** Flags with another value than the CDK recommends. The record has the reasons. */
const EXCEPTIONS: Readonly<Record<string, unknown>> = {
  '@aws-cdk/core:enableAdditionalMetadataCollection': false,
}

test('every feature flag of the CDK is decided, as recommended for a new project', () => {
  const file = createRequire(import.meta.url).resolve('aws-cdk-lib/recommended-feature-flags.json')
  const recommended = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')))
  expect(FLAGS).toEqual({ ...recommended, ...EXCEPTIONS })
})

test.each([
  [{}, 'production'],
  [{ env: 'local' }, 'local'],
])('everything is tagged with the application and the environment: %j', (settings, environment) => {
  const tagged = new CoreTemplate(settings)
  expect(tagged.tags).toEqual({ application: 'Understory', environment })
  for (const [, { Properties }] of tagged.ofType('AWS::DynamoDB::GlobalTable')) {
    expect(Properties.Replicas).toMatchObject([
      {
        Tags: [
          { Key: 'application', Value: 'Understory' },
          { Key: 'environment', Value: environment },
        ],
      },
    ])
  }
})
