/**
 * The actions of alarms: an e-mail through a topic, if the settings have an address. Otherwise alarms show only in the
 * console.
 */

import { Aws } from 'aws-cdk-lib'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledgements.ts'
import type { Config } from './config.ts'

export function createAlarmActions(scope: Construct, config: Config): IAlarmAction[] {
  if (config.alarmEmail === undefined) return []
  const topic = new Topic(scope, 'AlarmTopic', { displayName: 'Understory alarms', enforceSSL: true })
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  )
  const subscription = topic.addSubscription(new EmailSubscription(config.alarmEmail))
  acknowledge(subscription, {
    'Serverless::Serverless-SNSRedrivePolicy': 'If an e-mail is lost, the console still shows the alarm.',
  })
  return [new SnsAction(topic)]
}
