/**
 * E-mails about the bill, if the settings have a `monthlyBudget`. The budget counts all costs of the account: a filter
 * by tag would count nothing until somebody activates the tag in the billing console
 * (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html).
 *
 * A budget is late and stops nothing: AWS updates billing data several times a day
 * (https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html). The throttles and the
 * tables' maxima limit the costs until then.
 */
import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'

/** Percent of the budget that are spent, or that AWS expects to be spent at the end of the month. */
const THRESHOLDS = [
  ['ACTUAL', 50],
  ['ACTUAL', 100],
  ['FORECASTED', 100],
] as const

export function createBudget(scope: Construct, { monthlyBudget, alarmEmail }: Config): void {
  if (monthlyBudget === undefined || alarmEmail === undefined) return
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudget, unit: 'USD' },
    },
    notificationsWithSubscribers: THRESHOLDS.map(([notificationType, threshold]) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'EMAIL', address: alarmEmail }],
    })),
  })
}
