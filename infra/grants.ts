/**
 * The permissions of each function. They are written by hand: the CDK's own grants include Scan and name no keys. They
 * cannot be derived from the contract, which has routes and access but no keys. test/infra/permissions.test.ts states
 * what is expected on its own, so that a mistake here fails. Each grant also sets the variable with the resource's
 * name, so a function knows exactly the resources that it may use.
 *
 * `dynamodb:LeadingKeys` has the partition keys of a request, and must be compared with `ForAllValues`:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 * Every one of them must match a value of the same statement. `ForAllValues` is also true of no value, so `Null: false`
 * is required too:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * A write or check in a transaction takes the permission of the single operation:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 * A request may therefore be denied if two statements share its keys. So a policy has, for each table and action, one
 * statement with all keys. AWS does not document whether a batch over two tables is judged by table, so each batch has
 * one table. test/infra/requests.test.ts judges the functions' requests by these rules.
 */
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { FUNCTION_NAMES, type FunctionName } from './bundles/bundling.ts'
import type { Functions } from './functions.ts'
import type { Secrets } from './secret.ts'
import { type Tables, TOP_INDEX } from './tables.ts'

const GET = ['GetItem', 'BatchGetItem']
const READ = [...GET, 'Query']
const CHANGE = [...GET, 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem']
const WRITE = [...CHANGE, 'Query']

type TableGrant = {
  readonly actions: readonly string[]
  /**
   * Partition keys that a request may name. `*` stands for the rest of a key. docs/data-model.md lists the prefixes.
   */
  readonly keys: readonly string[]
  /** An index instead of the table itself. Its partition keys have the same prefixes. */
  readonly index?: string
}

type Grants = { readonly articles?: readonly TableGrant[]; readonly comments?: readonly TableGrant[] }

/** A function has no access to a table that is not named here. */
const GRANTS: Readonly<Record<FunctionName, Grants>> = {
  // Reads only what the public may read: no list of drafts (L#draft), no private facts (P#), no queue (Q#).
  reader: {
    articles: [{ actions: READ, keys: ['A#*', 'S#*', 'L#published', 'L#months', 'L#tag#*', 'T#*', 'SITE'] }],
    comments: [
      { actions: READ, keys: ['A#*', 'R#*', 'F#*', 'H#*', 'D#*', 'V#*', 'E#*'] },
      // Lists the best comments.
      { actions: ['Query'], keys: ['A#*'], index: TOP_INDEX },
    ],
  },
  // Stores what the public posts. It reads articles and settings and cannot change them.
  commenter: {
    articles: [{ actions: GET, keys: ['A#*', 'S#*', 'SITE'] }],
    comments: [
      { actions: WRITE, keys: ['A#*', 'R#*', 'X#*', 'I#*', 'W#*', 'H#*', 'V#*'] },
      // Private facts and queue. It has the key of each item, so it needs no Query and can list neither.
      { actions: CHANGE, keys: ['P#*', 'Q#*'] },
      // The first comment on a page of another site registers the page.
      { actions: ['GetItem', 'UpdateItem'], keys: ['E#*'] },
    ],
  },
  // Writes articles, slug claims and lists. It has no access to comments. It reads the settings for `allowedOrigins`.
  editor: {
    articles: [
      { actions: WRITE, keys: ['A#*', 'S#*', 'L#*'] },
      { actions: ['GetItem'], keys: ['SITE'] },
    ],
  },
  // Decides on comments, imports comments, and changes the settings, which are in the Articles table.
  moderator: {
    articles: [
      { actions: GET, keys: ['A#*', 'S#*', 'SITE'] },
      { actions: ['PutItem'], keys: ['SITE'] },
    ],
    comments: [
      { actions: WRITE, keys: ['A#*', 'R#*', 'P#*', 'Q#*', 'W#*'] },
      // The write shards of an article.
      { actions: GET, keys: ['H#*'] },
      // The first imported comment registers its page, as a posted one does.
      { actions: ['GetItem', 'UpdateItem'], keys: ['E#*'] },
      // An imported comment leaves a permanent mark. The function reads marks and puts new ones, and cannot delete
      // them.
      { actions: ['BatchGetItem', 'PutItem'], keys: ['O#*'] },
    ],
  },
  // Derives counts, previews and lists from the stream. Sweeps tombstones (W#) and keeps their votes (K#). It reads
  // votes from the stream and cannot change them. It has no access to private facts.
  projector: {
    comments: [
      {
        actions: [...WRITE, 'BatchWriteItem'],
        keys: ['A#*', 'R#*', 'M#*', 'F#*', 'D#*', 'W#*', 'H#*', 'K#*'],
      },
    ],
  },
  // Writes the search index (T#) and its cards (I#). It reads articles, drafts too, and cannot change them.
  indexer: {
    articles: [
      { actions: ['Query'], keys: ['A#*', 'L#all'] },
      { actions: ['GetItem', 'PutItem'], keys: ['I#*'] },
      { actions: ['BatchWriteItem'], keys: ['T#*'] },
    ],
  },
}

export function grantEverything(functions: Functions, tables: Tables, secrets: Secrets): void {
  for (const name of FUNCTION_NAMES) {
    const { articles, comments } = GRANTS[name]
    if (articles) grantTable(functions[name], tables.articles, 'ARTICLES_TABLE', articles)
    if (comments) grantTable(functions[name], tables.comments, 'COMMENTS_TABLE', comments)
  }
  // The key of edit tokens and address hashes.
  grantSecret(functions.commenter, 'ReadSiteSecret', secrets.site, 'SITE_SECRET_ID')
  // Only the commenter uses clients' addresses. With this secret it accepts those that the edge sends.
  if (secrets.origin) grantSecret(functions.commenter, 'ReadOriginSecret', secrets.origin, 'ORIGIN_SECRET_ID')
}

function grantTable(fn: LambdaFunction, table: TableV2, variable: string, grants: readonly TableGrant[]): void {
  fn.addEnvironment(variable, table.tableName)
  for (const [index, some] of Map.groupBy(grants, (grant) => grant.index)) {
    addStatements(fn, index === undefined ? table.tableArn : `${table.tableArn}/index/${index}`, some)
  }
}

/** Adds each action in one statement, with the keys of all grants. Actions with the same keys share a statement. */
function addStatements(fn: LambdaFunction, resource: string, grants: readonly TableGrant[]): void {
  const every = new Set(grants.flatMap(({ actions }) => actions))
  // No key contains a space.
  const keysOf = (action: string): string =>
    grants.flatMap(({ actions, keys }) => (actions.includes(action) ? keys : [])).join(' ')
  for (const [keys, actions] of Map.groupBy(every, keysOf)) {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [resource],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys.split(' ') },
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
