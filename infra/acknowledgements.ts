/**
 * Findings of cdk-nag that we leave as they are, each beside its resource and with its reason. Anything else fails synth.
 */
import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** @param reasons rule id (with its finding in brackets, where it has one) to why the finding stands */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason })
}
