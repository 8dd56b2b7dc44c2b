/**
 * The six functions, one per set of permissions. The role of each may write its own log. grants.ts grants everything
 * else.
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledgements.ts'
import type { FunctionName } from './bundles/bundling.ts'
import { bundledCode } from './bundles/code.ts'
import type { Config } from './config.ts'

export type Functions = Readonly<Record<FunctionName, LambdaFunction>>

export function createFunctions(scope: Construct, config: Config): Functions {
  const request = config.requestTimeoutSeconds
  return {
    reader: createFunction(scope, 'reader', config.readerMemory, request, config),
    commenter: createFunction(scope, 'commenter', config.commenterMemory, request, config),
    editor: createFunction(scope, 'editor', config.editorMemory, request, config),
    moderator: createFunction(scope, 'moderator', config.moderatorMemory, request, config),
    projector: createFunction(scope, 'projector', config.projectorMemory, config.projectorTimeoutSeconds, config),
    indexer: createFunction(scope, 'indexer', config.indexerMemory, config.indexerTimeoutSeconds, config),
  }
}

function createFunction(scope: Construct, name: FunctionName, memory: number, timeout: number, config: Config) {
  const id = name.charAt(0).toUpperCase() + name.slice(1)
  const logGroup = new LogGroup(scope, `${id}Log`, {
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  role.addToPolicy(
    new PolicyStatement({
      sid: 'WriteOwnLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  )
  const fn = new LambdaFunction(scope, id, {
    description: `Understory ${name}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: bundledCode(name, { sourceMaps: config.sourceMaps }),
    handler: 'index.handler',
    memorySize: memory,
    timeout: Duration.seconds(timeout),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: config.platformLogs ? SystemLogLevel.INFO : SystemLogLevel.WARN,
    environment: {
      UNDERSTORY_VERSION: config.version,
      SITE_NAME: config.siteName,
      ...(config.siteUrl === undefined ? {} : { SITE_URL: config.siteUrl }),
      ...(config.sourceMaps ? { NODE_OPTIONS: '--enable-source-maps' } : {}),
    },
  })
  acknowledge(fn, {
    'Serverless::Serverless-LambdaDLQ':
      'Requests are synchronous, failed stream batches go to S3, and the next scheduled run does the work of a failed one: there is nothing to keep.',
    'Serverless::Serverless-LambdaTracing':
      'X-Ray needs permissions on every resource and bills each trace. The access log has both latencies of each request.',
  })
  return fn
}
