/**
 * The six functions in this process, as they deploy: their bundles, with their own clients and caches, over an engine
 * behind a meter. They are called with the events of API Gateway and the stream.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { routes } from '../../functions/contract/routes.ts'
import type { Response } from '../../functions/http/respond.ts'
import { FUNCTION_NAMES, type FunctionName } from '../../infra/bundles/bundling.ts'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../player/account.ts'
import { startSecrets } from '../../player/secrets.ts'
import { eventFor } from '../../test/kit/site/events.ts'
import { buildBundles } from '../coldstart/bundles.ts'
import { type Consumed, type Meter, startMeter } from './metering.ts'

const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:SiteSecret'

export const ARTICLES = 'Articles'
export const COMMENTS = 'Comments'

type Parts = NonNullable<Parameters<typeof eventFor>[1]>
// biome-ignore lint/suspicious/noExplicitAny: the bench looks into answers as JavaScript would
type Told = { status: number; headers: Record<string, string>; body: any }
export type Answer = Told & { consumed: Consumed[] }

export interface Site {
  readonly meter: Meter
  /** Calls a function as Lambda does. */
  invoke(name: FunctionName, event: unknown): Promise<unknown>
  /** Sends a request to the function of its route. Refusals are answers, too. */
  ask(routeKey: string, parts?: Parts): Promise<Told>
  /** The same, with the consumed units. Fails when the request is refused. */
  call(routeKey: string, parts?: Parts): Promise<Answer>
  /** Hands stream records to the projector. */
  project(records: DynamoDBRecord[]): Promise<Consumed[]>
  /** Hands records of the Articles stream to the indexer. */
  index(records: DynamoDBRecord[]): Promise<Consumed[]>
  /** The projector's scheduled task. */
  sweep(): Promise<Consumed[]>
  stop(): Promise<void>
}

/**
 * @param direct an engine to talk to without the meter, where processor time is measured
 */
export async function startSite(direct?: string): Promise<Site> {
  const meter = await startMeter()
  const secrets = await startSecrets([{ logicalId: 'SiteSecret', arn: SECRET, length: 64 }], undefined)
  Object.assign(process.env, {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: direct ?? meter.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    ARTICLES_TABLE: ARTICLES,
    COMMENTS_TABLE: COMMENTS,
    SITE_SECRET_ID: SECRET,
    GROUPS_CLAIM: 'cognito:groups',
    UNDERSTORY_VERSION: 'bench',
  })
  // The functions' log is not needed.
  console.info = () => undefined
  const folder = await mkdtemp(join(tmpdir(), 'understory-functions-'))
  const bundles = await buildBundles(folder)
  // Bundles read their environment when they are loaded, so it is set before. What they load later is in the folder,
  // too.
  const handlers = new Map<string, (event: unknown) => Promise<unknown>>()
  for (const { name, file } of bundles) {
    if (isFunction(name)) handlers.set(name, (await import(pathToFileURL(file).href)).handler)
  }
  const invoke = async (name: FunctionName, event: unknown) => handlers.get(name)?.(event)
  let address = 0
  const ask: Site['ask'] = async (routeKey, parts = {}) => {
    const route = routes.find(({ method, path }) => `${method} ${path}` === routeKey)
    if (!route) throw new Error(`There is no route ${routeKey}.`)
    // Each call has its own address, unless it names one, so that limits by address do not refuse it.
    const from = `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address++ & 255}`
    const event = eventFor(routeKey, { address: from, ...parts })
    // Every function behind a route has this type of answer.
    const { statusCode = 200, headers = {}, body } = (await invoke(route.to, event)) as Response
    return {
      status: statusCode,
      headers: headers as Record<string, string>,
      // Pages are HTML.
      body: body?.startsWith('{') ? JSON.parse(body) : body,
    }
  }
  return {
    meter,
    invoke,
    ask,
    call: async (routeKey, parts) => {
      meter.take()
      const answer = await ask(routeKey, parts)
      if (answer.status >= 400) throw new Error(`${routeKey} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
      return { ...answer, consumed: meter.take() }
    },
    project: async (records) => {
      meter.take()
      const failures = (await invoke('projector', { Records: records })) as DynamoDBBatchResponse
      if (failures.batchItemFailures.length > 0) throw new Error('The projector could not apply a batch.')
      return meter.take()
    },
    index: async (records) => {
      meter.take()
      const failures = (await invoke('indexer', { Records: records })) as DynamoDBBatchResponse
      if (failures.batchItemFailures.length > 0) throw new Error('The indexer could not file a batch.')
      return meter.take()
    },
    sweep: async () => {
      meter.take()
      await invoke('projector', { source: 'aws.events' })
      return meter.take()
    },
    stop: async () => {
      await meter.stop()
      await secrets.stop()
      await rm(folder, { recursive: true })
    },
  }
}

const isFunction = (name: string): boolean => FUNCTION_NAMES.some((each) => each === name)
