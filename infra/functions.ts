/**
 * The six functions, one per permission set. Each gets a role that may write its own log and nothing else; whatever
 * more it may do is granted by hand in grants.ts.
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
      'Requests are synchronous, stream batches that fail go to S3, and a failed tick is made good by the next: there is nothing to keep.',
    'Serverless::Serverless-LambdaTracing':
      'X-Ray needs permissions on every resource and a price per trace; one line per request in the access log has both latencies.',
  })
  return fn
}
