/**
 * The log of what moderators do. It is append-only: every change names who made it.
 */
import { actorOf } from '../http/api.ts'
import type { HttpEvent } from '../http/request.ts'

export function log(event: HttpEvent, audit: Record<string, unknown>): void {
  console.info({ message: 'audit', actor: actorOf(event), ...audit })
}
