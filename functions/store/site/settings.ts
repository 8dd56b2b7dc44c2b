/**
 * The site's settings: one item in the Articles table. Moderators change it while the site runs.
 */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DEFAULT_SETTINGS, type Settings } from '../../domain/site/settings.ts'
import { cached } from '../../running/cache.ts'
import { FORMAT, jsonAttribute, keyOf, n, parsed, type Table } from '../client/dynamodb.ts'
import { settingsKey } from '../client/keys.ts'

/** GetItem `SITE`/`SETTINGS`, eventually consistent, 0.5 read units. A missing setting has its default value. */
export async function getSettings(articles: Table): Promise<Settings> {
  const { Item } = await articles.client.send(
    new GetItemCommand({ TableName: articles.name, Key: keyOf(settingsKey()) }),
  )
  return { ...DEFAULT_SETTINGS, ...(Item && parsed<Partial<Settings>>(Item, 'value')) }
}

/**
 * The settings, cached for ten seconds. All functions apply a change within this time.
 * @param clock milliseconds since 1970
 */
export function cachedSettings(articles: Table, clock: () => number): () => Promise<Settings> {
  const settings = cached({ maxAge: 10_000, size: 1, clock }, () => getSettings(articles))
  return () => settings('')
}

/** PutItem, 1 write unit. */
export async function putSettings(articles: Table, settings: Settings): Promise<void> {
  await articles.client.send(
    new PutItemCommand({
      TableName: articles.name,
      Item: { ...keyOf(settingsKey()), format: n(FORMAT), value: jsonAttribute(settings) },
    }),
  )
}
