/** Least privilege in the template: the actions of each function on each kind of item. */
import { CoreTemplate } from './template.ts'

const core = new CoreTemplate()
const FUNCTIONS = ['Reader', 'Commenter', 'Editor', 'Moderator', 'Projector', 'Indexer']
const READS = ['GetItem', 'BatchGetItem', 'Query']
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem', 'PartiQLUpdate']
const ARTICLE_KEYS = ['A#a-story', 'S#a-slug', 'L#published', 'L#draft', 'L#tag#news']
/** Keys of entries and cards in the search index. */
const INDEX_KEYS = ['T#fog', 'T#fog#title', 'I#a-story']
const COMMENT_KEYS = ['A#k', 'R#r', 'P#c', 'V#c', 'Q#spam#0', 'X#x', 'I#i', 'O#o', 'H#k', 'M#m', 'D#k#1', 'F#h', 'W#w']

const allowed = (who: string, actions: string[], table: 'Articles' | 'Comments', keys: string[]) =>
  actions
    .flatMap((action) => keys.map((key) => ({ action, key })))
    .filter(({ action, key }) => core.may(who, action, table, [key]))

const actionsOf = (who: string) => core.statementsOf(who).flatMap(({ Action }) => Action)

test('the reader has no write action at all', () => {
  expect([...new Set(actionsOf('Reader'))].filter((action) => !action.startsWith('logs:')).sort()).toEqual([
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
  ])
})

test('the reader reads what is public', () => {
  expect(allowed('Reader', READS, 'Comments', ['A#k', 'R#r', 'F#h', 'H#k', 'D#k#1', 'V#c', 'E#~1'])).toHaveLength(21)
  expect(
    allowed('Reader', READS, 'Articles', ['A#k', 'S#s', 'L#published', 'L#months', 'L#tag#news', 'SITE']),
  ).toHaveLength(18)
})

test('the commenter and the moderator register pages elsewhere, the moderator changes them, and nobody takes one away', () => {
  const doing = ['Reader', 'Commenter', 'Moderator', 'Projector', 'Editor', 'Indexer'].flatMap((who) =>
    allowed(who, [...WRITES, 'GetItem'], 'Comments', ['E#~1']).map(({ action }) => `${who} ${action}`),
  )
  expect(doing).toEqual([
    'Reader GetItem',
    'Commenter UpdateItem',
    'Commenter GetItem',
    'Moderator UpdateItem',
    'Moderator GetItem',
  ])
})

test('what was imported is marked by the moderator alone, who can’t take a mark away, nor touch idempotency marks', () => {
  const doing = (key: string) =>
    FUNCTIONS.flatMap((who) =>
      allowed(who, [...READS, ...WRITES], 'Comments', [key]).map(({ action }) => `${who} ${action}`),
    )
  expect(doing('O#o')).toEqual(['Moderator BatchGetItem', 'Moderator PutItem'])
  expect(doing('I#i').filter((action) => !action.startsWith('Commenter'))).toEqual([])
})

test('only the reader looks into an index, the one of the best comments under an article, and only by Query', () => {
  const [comments] = core.one('AWS::DynamoDB::GlobalTable', 'Comments')
  const looking = FUNCTIONS.flatMap((who) =>
    core
      .statementsOf(who)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('/index/'))
      .map(({ Action, Resource, Condition }) => ({ who, Action, Resource, Condition })),
  )
  expect(looking).toEqual([
    {
      who: 'Reader',
      Action: ['dynamodb:Query'],
      Resource: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [comments, 'Arn'] }, '/index/top']] }],
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['A#*'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    },
  ])
})

test('the projector changes no vote and no report', () => {
  expect(allowed('Projector', [...READS, ...WRITES], 'Comments', ['V#c', 'P#c'])).toEqual([])
  expect(allowed('Projector', ['UpdateItem', 'DeleteItem', 'BatchGetItem'], 'Comments', ['K#c'])).toHaveLength(3)
})

test('the reader reads no private facts, no queue, no rate bucket, no idempotency mark', () => {
  expect(allowed('Reader', READS, 'Comments', ['P#c', 'Q#pending#0', 'X#x#1', 'I#i'])).toEqual([])
})

test('the reader reads no list of drafts', () => {
  expect(allowed('Reader', READS, 'Articles', ['L#draft'])).toEqual([])
})

test.each(['Commenter', 'Moderator', 'Reader', 'Projector', 'Indexer'])('the %s writes no article', (who) => {
  expect(allowed(who, WRITES, 'Articles', ARTICLE_KEYS)).toEqual([])
})

test('only the indexer writes the index, and nothing else', () => {
  const writers = FUNCTIONS.flatMap((who) =>
    allowed(who, WRITES, 'Articles', INDEX_KEYS).map(({ action, key }) => [who, action, key]),
  )
  expect(writers).toEqual([
    ['Indexer', 'PutItem', 'I#a-story'],
    ['Indexer', 'BatchWriteItem', 'T#fog'],
    ['Indexer', 'BatchWriteItem', 'T#fog#title'],
  ])
  expect(allowed('Indexer', [...READS, ...WRITES], 'Comments', COMMENT_KEYS)).toEqual([])
  expect(allowed('Indexer', READS, 'Articles', ['SITE', 'S#a-slug', 'L#draft'])).toEqual([])
  expect(allowed('Indexer', ['Query'], 'Articles', ['A#a-story', 'L#all'])).toHaveLength(2)
})

test('the reader looks words up, and sees no card', () => {
  expect(allowed('Reader', ['Query'], 'Articles', INDEX_KEYS).map(({ key }) => key)).toEqual(['T#fog', 'T#fog#title'])
})

test('only the moderator changes the settings, and only whole', () => {
  const writers = FUNCTIONS.flatMap((who) =>
    allowed(who, WRITES, 'Articles', ['SITE']).map(({ action }) => [who, action]),
  )
  expect(writers).toEqual([['Moderator', 'PutItem']])
})

test('the editor reads the settings, of which it needs the allowed origins', () => {
  expect(allowed('Editor', [...READS, ...WRITES], 'Articles', ['SITE']).map(({ action }) => action)).toEqual([
    'GetItem',
  ])
})

test('the editor has no business in the Comments table', () => {
  expect(allowed('Editor', [...READS, ...WRITES], 'Comments', COMMENT_KEYS)).toEqual([])
})

test('the projector knows no articles and no private facts', () => {
  expect(allowed('Projector', [...READS, ...WRITES], 'Articles', [...ARTICLE_KEYS, 'SITE'])).toEqual([])
  expect(allowed('Projector', [...READS, ...WRITES], 'Comments', ['P#c', 'X#x', 'I#i', 'Q#spam#0'])).toEqual([])
})

test('what a comment needs is granted to the commenter', () => {
  const keys = ['A#k', 'R#r', 'P#c', 'X#x', 'I#i', 'Q#pending#1', 'W#w', 'H#k', 'V#c']
  const actions = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem']
  const denied = keys.flatMap((key) =>
    actions.filter((action) => allowed('Commenter', [action], 'Comments', [key]).length === 0).map((a) => [a, key]),
  )
  expect(denied).toEqual([
    ['Query', 'P#c'],
    ['Query', 'Q#pending#1'],
  ])
  expect(allowed('Commenter', ['GetItem', 'BatchGetItem'], 'Articles', ['A#k', 'S#s', 'SITE'])).toHaveLength(6)
})

test('the moderator changes no list of recent comments and no write shards', () => {
  expect(allowed('Moderator', [...READS, ...WRITES], 'Comments', ['F#1', 'F#hours'])).toEqual([])
  expect(allowed('Moderator', [...READS, ...WRITES], 'Comments', ['H#k']).map(({ action }) => action)).toEqual([
    'GetItem',
    'BatchGetItem',
  ])
})

describe.each(FUNCTIONS)('the %s', (who) => {
  test('cannot scan, nor run PartiQL', () => {
    expect(actionsOf(who).filter((action) => /Scan|PartiQL/.test(action))).toEqual([])
  })

  test('has no wildcard action and no wildcard resource', () => {
    for (const { Action, Resource } of core.statementsOf(who)) {
      expect(Action.filter((action) => action.includes('*'))).toEqual([])
      expect(Resource).not.toContain('*')
    }
  })

  test('names the leading keys wherever it touches items of a table', () => {
    const items = core
      .statementsOf(who)
      .filter(
        ({ Sid, Action }) =>
          !/^Read\w+Stream$/.test(Sid ?? '') && Action.some((action) => action.startsWith('dynamodb:')),
      )
    for (const { Condition } of items) {
      expect(Condition?.Null).toEqual({ 'dynamodb:LeadingKeys': 'false' })
      expect(Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys']).not.toContain('*')
    }
    expect(items.length).toBeGreaterThan(0)
  })

  test('has each action on a table or index in one statement, because IAM judges the keys of a request together', () => {
    const grants = core
      .statementsOf(who)
      .filter(({ Condition }) => Condition)
      .flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((arn) => `${action} ${JSON.stringify(arn)}`)),
      )
    expect(grants.filter((grant, place) => grants.indexOf(grant) !== place)).toEqual([])
    expect(grants.length).toBeGreaterThan(0)
  })

  test('is told of exactly the tables and secrets that it may use', () => {
    const [, { Properties }] = core.one('AWS::Lambda::Function', who)
    const environment = JSON.stringify(Properties.Environment)
    const uses = (id: string) =>
      core.statementsOf(who).some(({ Resource }) => JSON.stringify(Resource).includes(`"${id}"`))
    const [articles] = core.one('AWS::DynamoDB::GlobalTable', 'Articles')
    const [comments] = core.one('AWS::DynamoDB::GlobalTable', 'Comments')
    const [secret] = core.one('AWS::SecretsManager::Secret')
    for (const [variable, id] of [
      ['ARTICLES_TABLE', articles],
      ['COMMENTS_TABLE', comments],
      ['SITE_SECRET_ID', secret],
    ] as const) {
      expect([variable, environment.includes(variable)]).toEqual([variable, uses(id)])
    }
  })
})
