/**
 * Scheduled runs, one a minute: the editor finalises articles whose time of publication has passed, and the projector
 * deletes tombstones without replies. An article is public from its time on, also before it is finalised.
 */
import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as InvokeFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledgements.ts'
import type { Functions } from './functions.ts'

export function createSchedules(scope: Construct, functions: Functions): void {
  everyMinute(scope, 'DueArticles', 'Understory: finalise articles whose time has come', functions.editor)
  everyMinute(scope, 'TombstoneSweep', 'Understory: sweep tombstones without replies', functions.projector)
}

function everyMinute(scope: Construct, id: string, description: string, fn: LambdaFunction): void {
  // The next run does the work of a failed one, so failures are neither retried nor kept.
  fn.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
  const rule = new Rule(scope, id, {
    description,
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new InvokeFunction(fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  })
  const reason = 'The next run, a minute later, does the work of a failed one. A kept event would do nothing.'
  acknowledge(rule, { 'Serverless::Serverless-EventBusDLQ': reason })
  acknowledge(fn, { 'Serverless::Serverless-LambdaAsyncFailureDestination': reason })
}
