/** A stack behind an edge has a second secret. Only the commenter, which needs clients' addresses, may read it. */
import { CoreTemplate } from './template.ts'

const core = new CoreTemplate({ behindEdge: 'true' })
const environmentOf = (name: string) =>
  JSON.stringify(core.one('AWS::Lambda::Function', name)[1].Properties.Environment)

test('without an edge there is none', () => {
  const plain = new CoreTemplate()
  expect(plain.ofType('AWS::SecretsManager::Secret')).toHaveLength(1)
  expect(plain.outputs).not.toContain('OriginSecretArn')
  expect(JSON.stringify(plain.resources)).not.toContain('ORIGIN_SECRET_ID')
})

test('the origin’s secret is generated, fit for a header, and can be replaced', () => {
  const [, { Properties, DeletionPolicy }] = core.one('AWS::SecretsManager::Secret', 'OriginSecret')
  expect(Properties.GenerateSecretString).toEqual({ PasswordLength: 64, ExcludePunctuation: true })
  expect(DeletionPolicy).toBe('Delete')
  expect(core.outputs).toContain('OriginSecretArn')
})

test('the commenter alone may read it, and is told where', () => {
  const [id] = core.one('AWS::SecretsManager::Secret', 'OriginSecret')
  const readers = ['Reader', 'Commenter', 'Editor', 'Moderator', 'Projector', 'Indexer'].map((name) => ({
    name,
    told: environmentOf(name).includes(`"ORIGIN_SECRET_ID":{"Ref":"${id}"}`),
    may: core
      .statementsOf(name)
      .filter(({ Resource }) => JSON.stringify(Resource).includes(`"${id}"`))
      .flatMap(({ Effect, Action }) => [Effect, ...Action]),
  }))
  expect(readers.filter(({ told, may }) => told || may.length > 0)).toEqual([
    { name: 'Commenter', told: true, may: ['Allow', 'secretsmanager:GetSecretValue'] },
  ])
})
