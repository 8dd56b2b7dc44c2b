/**
 * The synthesized core stack as plain data, with queries for the infrastructure tests. Synthesis takes a second,
 * because nothing is bundled.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { SettingsFile } from '../../infra/environments.ts'
import { understory } from '../../infra/understory.ts'

const statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.preprocess((value) => [value].flat(), z.array(z.string())),
  Resource: z.preprocess((value) => [value].flat(), z.array(z.unknown())),
  Condition: z
    .object({
      'ForAllValues:StringLike': z.object({ 'dynamodb:LeadingKeys': z.array(z.string()) }),
      Null: z.object({ 'dynamodb:LeadingKeys': z.literal('false') }),
    })
    .optional(),
})
export type Statement = z.infer<typeof statement>

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
})
export type Resource = z.infer<typeof resource>

const template = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.unknown()),
})

export type Settings = Readonly<Record<string, unknown>>

const assemblies = mkdtempSync(join(tmpdir(), 'understory-infra-'))
afterAll(() => rmSync(assemblies, { recursive: true }))

/** The context of cdk.json, which has the CDK's feature flags. */
export const { context: FLAGS } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')))

/**
 * The app before synthesis.
 * @param settings deployment settings, as `cdk -c name=value`
 * @param file understory.config.json; by default there is none
 */
export const appWith = (settings: Settings = {}, file?: SettingsFile) =>
  understory(
    {
      context: { ...FLAGS, 'aws:cdk:bundling-stacks': [], ...settings },
      outdir: mkdtempSync(join(assemblies, 'app-')),
    },
    file,
  )

export class CoreTemplate {
  readonly resources: Readonly<Record<string, Resource>>
  readonly outputs: readonly string[]
  readonly tags: Readonly<Record<string, string>>

  constructor(settings: Settings = {}) {
    const core = appWith(settings).synth().getStackArtifact('Core')
    const { Resources, Outputs } = template.parse(core.template)
    this.resources = Resources
    this.outputs = Object.keys(Outputs)
    this.tags = core.tags
  }

  /** All resources of a type, with their logical ids. */
  ofType(type: string): [string, Resource][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type)
  }

  /** The only resource of a type, or the only one whose logical id starts with `idStart`. */
  one(type: string, idStart = ''): [string, Resource] {
    const found = this.ofType(type).filter(([id]) => id.startsWith(idStart))
    const [first] = found
    if (first === undefined || found.length > 1)
      throw new Error(`${found.length} resources of type ${type} match ${idStart}*, not one`)
    return first
  }

  /** All policy statements of a function's role (Reader, Commenter…). */
  statementsOf(functionName: string): Statement[] {
    const [roleId, role] = this.one('AWS::IAM::Role', `${functionName}Role`)
    if (role.Properties.ManagedPolicyArns !== undefined || role.Properties.Policies !== undefined) {
      throw new Error(`${roleId} has permissions outside its policy`)
    }
    return this.ofType('AWS::IAM::Policy')
      .filter(([, { Properties }]) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: roleId }]))
      .flatMap(([, { Properties }]) =>
        z
          .object({ Statement: z.array(statement) })
          .parse(Properties.PolicyDocument)
          .Statement.flat(),
      )
  }

  /**
   * Whether a function may do a DynamoDB action on items with these partition keys. The decision follows IAM's rules: one
   * statement must allow the action for every key (sources: infra/grants.ts).
   * @param resource a table, or an index of it, such as `Comments/index/top`
   */
  may(functionName: string, action: string, resource: string, keys: readonly string[]): boolean {
    const [table = '', ...index] = resource.split('/')
    const [tableId] = this.one('AWS::DynamoDB::GlobalTable', table)
    const own = { 'Fn::GetAtt': [tableId, 'Arn'] }
    const arnOfResource = JSON.stringify(
      index.length === 0 ? own : { 'Fn::Join': ['', [own, ['', ...index].join('/')]] },
    )
    return this.statementsOf(functionName).some(
      ({ Effect, Action, Resource, Condition }) =>
        Effect === 'Allow' &&
        Action.includes(`dynamodb:${action}`) &&
        Resource.some((arn) => JSON.stringify(arn) === arnOfResource) &&
        keys.length > 0 &&
        keys.every((key) =>
          (Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'] ?? ['*']).some((pattern) =>
            pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern,
          ),
        ),
    )
  }
}
