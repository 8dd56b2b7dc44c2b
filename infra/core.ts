/** The core stack: everything that articles and comments need, as in the diagram of the README. */
import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { createAlarmActions } from './alarms.ts'
import { createApi } from './api.ts'
import { createBudget } from './budget.ts'
import type { Config } from './config.ts'
import { createFunctions } from './functions.ts'
import { grantEverything } from './grants.ts'
import { createAuthorizer, setGroupsClaim } from './identity.ts'
import { createIndexing } from './indexing.ts'
import { createProjection } from './projection.ts'
import { createSchedules } from './schedules.ts'
import { createSecrets } from './secret.ts'
import { createFailureBucket } from './streams.ts'
import { createTables } from './tables.ts'
import { tagsOf } from './tags.ts'

export class CoreStack extends Stack {
  constructor(scope: Construct, config: Config) {
    super(scope, 'Core', {
      stackName: config.stackName,
      description: "Understory: articles and the conversation under them, in the publisher's own account",
      terminationProtection: config.terminationProtection,
      tags: tagsOf(config),
    })
    const tables = createTables(this, config)
    const functions = createFunctions(this, config)
    grantEverything(functions, tables, createSecrets(this, config))

    const authorizer = createAuthorizer(this, config)
    setGroupsClaim(functions, config)
    const api = createApi(this, functions, authorizer, config)

    const failures = createFailureBucket(this, config)
    const alarmActions = createAlarmActions(this, config)
    createProjection(this, tables.comments, functions.projector, failures, config, alarmActions)
    createIndexing(this, tables.articles, functions.indexer, failures, config, alarmActions)
    createSchedules(this, functions)
    createBudget(this, config)

    new CfnOutput(this, 'ApiUrl', { value: api.apiEndpoint })
    new CfnOutput(this, 'ArticlesTable', { value: tables.articles.tableName })
    new CfnOutput(this, 'CommentsTable', { value: tables.comments.tableName })
  }
}
