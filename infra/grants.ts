/**
 * Who may do what, written by hand: the CDK's own grants include Scan and know no keys. One call both grants and tells
 * the function the resource's name, so a function can't be told of a table that it may not use, nor the reverse.
 *
 * `dynamodb:LeadingKeys` holds every partition key of a request (of each item, in batches and transactions, which are
 * authorized item by item). `ForAllValues` is also true of an empty set, hence `Null: false` beside it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Functions } from './functions.ts'
import type { Secrets } from './secret.ts'
import { type Tables, TOP_INDEX } from './tables.ts'

const GET = ['GetItem', 'BatchGetItem']
const READ = [...GET, 'Query']
const CHANGE = [...GET, 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem']
const WRITE = [...CHANGE, 'Query']

interface TableGrant {
  /** Name of the statement in the policy: letters only. */
  readonly sid: string
  readonly actions: readonly string[]
  /** Partition keys it may name; `*` stands for the rest of a key. What each prefix holds: docs/data-model.md. */
  readonly keys: readonly string[]
  /** An index instead of the table itself; its partition keys have the same prefixes. */
  readonly index?: string
}

export function grantEverything(functions: Functions, tables: Tables, secrets: Secrets): void {
  const articles = (fn: LambdaFunction, ...grants: TableGrant[]) =>
    grantTable(fn, tables.articles, 'ARTICLES_TABLE', grants)
  const comments = (fn: LambdaFunction, ...grants: TableGrant[]) =>
    grantTable(fn, tables.comments, 'COMMENTS_TABLE', grants)

  // Reads what the public may read, and only that: no drafts list (L#draft), no private facts (P#), no queue (Q#).
  articles(functions.reader, {
    sid: 'ReadPublicArticles',
    actions: READ,
    keys: ['A#*', 'S#*', 'L#published', 'L#months', 'L#tag#*', 'T#*', 'SITE'],
  })
  comments(
    functions.reader,
    { sid: 'ReadPublicComments', actions: READ, keys: ['A#*', 'R#*', 'F#*', 'H#*', 'D#*', 'V#*', 'E#*'] },
    { sid: 'ListBestComments', actions: ['Query'], keys: ['A#*'], index: TOP_INDEX },
  )

  // Takes what the public writes. It looks an article and the settings up, but a hole in it can't alter them.
  articles(functions.commenter, { sid: 'FindArticleAndSettings', actions: GET, keys: ['A#*', 'S#*', 'SITE'] })
  comments(
    functions.commenter,
    {
      sid: 'WriteComments',
      actions: WRITE,
      keys: ['A#*', 'R#*', 'X#*', 'I#*', 'W#*', 'H#*', 'V#*'],
    },
    // It names each private fact and each queue entry by its key, and can list neither.
    { sid: 'WriteFactsAndQueue', actions: CHANGE, keys: ['P#*', 'Q#*'] },
    {
      // The first comment on a page of another site registers it.
      sid: 'RegisterPagesElsewhere',
      actions: ['GetItem', 'UpdateItem'],
      keys: ['E#*'],
    },
  )
  // Edit tokens and address hashes are keyed with it.
  grantSecret(functions.commenter, 'ReadSiteSecret', secrets.site, 'SITE_SECRET_ID')
  // Only the commenter uses clients' addresses. With this secret it accepts those that the edge sends.
  if (secrets.origin) grantSecret(functions.commenter, 'ReadOriginSecret', secrets.origin, 'ORIGIN_SECRET_ID')

  // Writes articles with their claims and listings, and has no access to comments. Reads the settings for the origins that may
  // write.
  articles(
    functions.editor,
    { sid: 'WriteArticles', actions: WRITE, keys: ['A#*', 'S#*', 'L#*'] },
    { sid: 'ReadSettings', actions: ['GetItem'], keys: ['SITE'] },
  )

  // Decides on comments, imports old ones and changes the settings, which live in the Articles table beside what they govern.
  articles(
    functions.moderator,
    { sid: 'FindArticleAndSettings', actions: GET, keys: ['A#*', 'S#*', 'SITE'] },
    { sid: 'ChangeSettings', actions: ['PutItem'], keys: ['SITE'] },
  )
  comments(
    functions.moderator,
    {
      sid: 'DecideOnComments',
      actions: WRITE,
      keys: ['A#*', 'R#*', 'P#*', 'Q#*', 'W#*'],
    },
    { sid: 'FindWriteShards', actions: GET, keys: ['H#*'] },
    // The first comment that is imported registers its page, as one that is posted does.
    { sid: 'ChangePagesElsewhere', actions: ['GetItem', 'UpdateItem'], keys: ['E#*'] },
    // What is imported leaves a mark that lasts: it can be read and put, on condition that there is none, and not deleted.
    { sid: 'MarkImports', actions: ['BatchGetItem', 'PutItem'], keys: ['O#*'] },
  )

  // Derives counts, previews and lists from the stream, and sweeps tombstones (W#), whose votes it keeps (K#). It reads
  // votes off the stream and can change none. No private facts.
  comments(functions.projector, {
    sid: 'DeriveFromComments',
    actions: [...WRITE, 'BatchWriteItem'],
    keys: ['A#*', 'R#*', 'M#*', 'F#*', 'D#*', 'W#*', 'H#*', 'K#*'],
  })

  // Files articles under their words (T#) and notes where (I#). It reads articles, drafts too, and can change none.
  articles(
    functions.indexer,
    { sid: 'ReadArticles', actions: ['Query'], keys: ['A#*', 'L#all'] },
    { sid: 'KeepCards', actions: ['GetItem', 'PutItem'], keys: ['I#*'] },
    { sid: 'FileUnderWords', actions: ['BatchWriteItem'], keys: ['T#*'] },
  )
}

function grantTable(fn: LambdaFunction, table: Table, variable: string, grants: readonly TableGrant[]): void {
  fn.addEnvironment(variable, table.tableName)
  for (const { sid, actions, keys, index } of grants) {
    fn.addToRolePolicy(
      new PolicyStatement({
        sid,
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [index === undefined ? table.tableArn : `${table.tableArn}/index/${index}`],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    )
  }
}

function grantSecret(fn: LambdaFunction, sid: string, secret: Secret, variable: string): void {
  fn.addEnvironment(variable, secret.secretArn)
  fn.addToRolePolicy(
    new PolicyStatement({
      sid,
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret.secretArn],
    }),
  )
}
