/**
 * What happens by the clock, each minute: the editor finalises articles whose time has come (they are public on the
 * second without it), and the projector sweeps tombstones that hold no replies.
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
  // A tick that failed is made good by the next: never retried, never kept.
  fn.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
  const rule = new Rule(scope, id, {
    description,
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new InvokeFunction(fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  })
  const reason = 'A minute later the next tick does all that this one should have done; a kept one would do nothing.'
  acknowledge(rule, { 'Serverless::Serverless-EventBusDLQ': reason })
  acknowledge(fn, { 'Serverless::Serverless-LambdaAsyncFailureDestination': reason })
}
