/**
 * Accepts findings of cdk-nag, each beside its resource and with its reason. Any other finding fails synth.
 */
import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** @param reasons the reason for each rule id (with its finding in brackets, where it has one) */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason })
}
