/** Retained data, resources named by AWS, and the streams' consumers. */
import { Stack } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { z } from 'zod'
import { limitsOf } from '../../infra/preflight/limits.ts'
import { appWith, CoreTemplate } from './template.ts'

const core = new CoreTemplate()

describe('the tables', () => {
  test.each(['Articles', 'Comments'])('%s can be recovered, are not deleted, and outlive the stack', (name) => {
    const [, table] = core.one('AWS::DynamoDB::GlobalTable', name)
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Replicas: [
          {
            Region: { Ref: 'AWS::Region' },
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        // DynamoDB's own key, which is free.
        SSESpecification: { SSEEnabled: false },
      },
    })
  })

  test('each has a maximum of units a second, and its index the same, so that it does not throttle the table', () => {
    const given = limitsOf([{ Resources: new CoreTemplate({ maxReadUnits: '700', maxWriteUnits: '300' }).resources }])
    expect(given.tables.map(({ read, write }) => [read, write])).toEqual(
      expect.arrayContaining([
        [
          [700, 700],
          [300, 300],
        ],
        [[700], [300]],
      ]),
    )
    const { tables } = limitsOf([{ Resources: core.resources }])
    expect(new Set(tables.flatMap(({ read }) => read))).toEqual(new Set([5000]))
    expect(new Set(tables.flatMap(({ write }) => write))).toEqual(new Set([2000]))
  })

  test('comments expire and stream both images; articles stay, and stream no more than which one changed', () => {
    const [, comments] = core.one('AWS::DynamoDB::GlobalTable', 'Comments')
    expect(comments.Properties).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
    const [, articles] = core.one('AWS::DynamoDB::GlobalTable', 'Articles')
    expect(articles.Properties.StreamSpecification).toEqual({ StreamViewType: 'KEYS_ONLY' })
    expect(articles.Properties.TimeToLiveSpecification).toBeUndefined()
  })
})

test('two copies fit into one account: nothing has a physical name', () => {
  // These names need not be unique in an account: the Name of an API or an authorizer, the PolicyName of a policy and
  // the GroupName of a group.
  const names = Object.entries(core.resources).flatMap(([id, { Type, Properties }]) =>
    Object.keys(Properties)
      .filter((property) =>
        /^(Name|(Table|Role|Bucket|LogGroup|UserPool|Client|Alarm|Rule|Topic|Queue)Name)$/.test(property),
      )
      .concat(Type === 'AWS::Lambda::Function' && 'FunctionName' in Properties ? ['FunctionName'] : [])
      .filter(() => !/ApiGatewayV2::(Api|Authorizer)$/.test(Type))
      .map((property) => `${id}.${property}`),
  )
  expect(names).toEqual([])
})

test('a second copy takes another stack name and is otherwise the same', () => {
  const stack = appWith({ stackName: 'Understory-second' }).synth().getStackArtifact('Core')
  expect(stack.stackName).toBe('Understory-second')
  expect(new CoreTemplate({ stackName: 'Understory-second' }).resources).toEqual(core.resources)
})

test('every function runs Node 24 on arm64 with JSON logs that are not kept for ever', () => {
  for (const [, { Properties }] of core.ofType('AWS::Lambda::Function')) {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      // 1,769 MB is one vCPU, for functions whose callers wait. docs/deploying.md has the cost.
      MemorySize: { 'Understory projector': 1024, 'Understory indexer': 512 }[String(Properties.Description)] ?? 1769,
      LoggingConfig: { LogFormat: 'JSON' },
    })
  }
  expect(core.ofType('AWS::Lambda::Function')).toHaveLength(6)
  const groups = core.ofType('AWS::Logs::LogGroup')
  expect(groups.map(([, { Properties }]) => Properties.RetentionInDays)).toEqual(Array(7).fill(30))
})

/** The key prefixes of each filter of an event source mapping. */
function deliveredBy(mapping: string) {
  const rules = z.object({ S: z.array(z.union([z.string(), z.object({ prefix: z.string() })])) })
  const pattern = z.object({ dynamodb: z.object({ Keys: z.object({ pk: rules, sk: rules.optional() }) }) })
  const [, { Properties }] = core.one('AWS::Lambda::EventSourceMapping', mapping)
  const criteria = z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).parse(Properties.FilterCriteria)
  return criteria.Filters.map(({ Pattern }) => {
    const { pk, sk } = pattern.parse(JSON.parse(Pattern)).dynamodb.Keys
    return [pk.S, sk?.S].map((all) => all?.map((rule) => (typeof rule === 'string' ? `=${rule}` : rule.prefix)))
  })
}

describe.each([
  ['CommentChanges', 'Projector', 'Comments', 100],
  ['ArticleChanges', 'Indexer', 'Articles', 10],
])('%s, from the stream to the %s', (mapping, who, table, batchSize) => {
  const [, { Properties }] = core.one('AWS::Lambda::EventSourceMapping', mapping)

  test('a failing record neither blocks the others nor is lost', () => {
    const [bucket] = core.one('AWS::S3::Bucket')
    expect(Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 50,
      MaximumRecordAgeInSeconds: 6 * 60 * 60,
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: 1,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [bucket, 'Arn'] } } },
      FunctionName: { Ref: core.one('AWS::Lambda::Function', who)[0] },
      EventSourceArn: { 'Fn::GetAtt': [core.one('AWS::DynamoDB::GlobalTable', table)[0], 'StreamArn'] },
    })
  })

  test('an alarm tells of batches set aside, of changes lost, and of lagging, each by one plain metric', () => {
    const [mappingId] = core.one('AWS::Lambda::EventSourceMapping', mapping)
    const [functionId] = core.one('AWS::Lambda::Function', who)
    const alarms = core
      .ofType('AWS::CloudWatch::Alarm')
      .map(([, alarm]) => alarm.Properties)
      .filter(({ Dimensions }) => [mappingId, functionId].some((id) => JSON.stringify(Dimensions).includes(`"${id}"`)))
    expect(alarms.map((alarm) => alarm.MetricName).sort()).toEqual([
      'DroppedEventCount',
      'IteratorAge',
      'OnFailureDestinationDeliveredEventCount',
    ])
    expect(alarms.filter((alarm) => 'Metrics' in alarm)).toEqual([])
    expect(Properties.MetricsConfig).toEqual({ Metrics: ['EventCount'] })
  })
})

describe('what is delivered', () => {
  test('is comments and votes, not the statistics that the projector itself writes', () => {
    expect(deliveredBy('CommentChanges')).toEqual([
      [['A#', 'R#'], ['C#']],
      [['V#'], undefined],
    ])
  })

  test('is that an article changed, once for each change, not what the indexer itself writes', () => {
    expect(deliveredBy('ArticleChanges')).toEqual([[['A#'], ['=A']]])
  })
})

test('failed batches are encrypted, private, only sent over TLS, and expire', () => {
  const [, bucket] = core.one('AWS::S3::Bucket')
  expect(bucket.Properties).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
  })
  const [, policy] = core.one('AWS::S3::BucketPolicy')
  expect(JSON.stringify(policy.Properties)).toContain('"aws:SecureTransport":"false"')
})

test('both schedules tick each minute and never retry', () => {
  const rules = core.ofType('AWS::Events::Rule').map(([, rule]) => rule.Properties)
  expect(rules.map((rule) => rule.ScheduleExpression)).toEqual(['rate(1 minute)', 'rate(1 minute)'])
  for (const [, config] of core.ofType('AWS::Lambda::EventInvokeConfig')) {
    expect(config.Properties.MaximumRetryAttempts).toBe(0)
  }
})

test('the outputs say what an operator needs next', () => {
  expect([...core.outputs].sort()).toEqual([
    'ApiUrl',
    'ArticlesTable',
    'CommentsTable',
    'UserPoolClientId',
    'UserPoolId',
  ])
})

test('a careless resource fails synth: the nag packs really run', () => {
  const app = appWith()
  const stack = app.node.findChild('Core')
  if (!Stack.isStack(stack)) throw new Error('Core is not a stack')
  new Bucket(stack, 'Careless')
  expect(() => app.synth()).toThrow(/AwsSolutions-S1/)
})
