/** EventBridge rules of the form rate(...): each calls its function with the event that EventBridge sends. */
import { randomUUID } from 'node:crypto'
import { LOCAL_ACCOUNT, LOCAL_REGION } from './account.ts'
import type { ScheduleSpec } from './template/system.ts'

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const scheduledEvent = ({ ruleArn, input }: ScheduleSpec, now = new Date()): unknown =>
  input === undefined
    ? {
        version: '0',
        id: randomUUID(),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: LOCAL_ACCOUNT,
        time: `${now.toISOString().slice(0, 19)}Z`,
        region: LOCAL_REGION,
        resources: [ruleArn],
        detail: {},
      }
    : JSON.parse(input)

/** @returns a function that stops them */
export function startSchedules(
  schedules: readonly ScheduleSpec[],
  invoke: (functionId: string, event: unknown) => void,
): () => void {
  const timers = schedules.map((schedule) =>
    setInterval(() => invoke(schedule.functionId, scheduledEvent(schedule)), schedule.everySeconds * 1000),
  )
  for (const timer of timers) timer.unref()
  return () => timers.forEach(clearInterval)
}
