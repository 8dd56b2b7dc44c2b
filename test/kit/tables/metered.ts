/**
 * Tables with clients that count the units of each read, as the functions' clients do, within the limit of a public
 * request.
 */
import { MOST_UNITS, measured, withUnits } from '../../../functions/store/client/units.ts'
import { requestClientFor, startTables, type TestTables } from './tables.ts'

export type Metered = TestTables & {
  /** Does the work within a public request's limit. @returns its result, its read units and its requests */
  metered: <T>(work: () => Promise<T>, most?: number) => Promise<{ result: T; units: number; requests: string[] }>
}

export async function meteredTables(): Promise<Metered> {
  const tables = await startTables()
  const client = requestClientFor(tables.endpoint)
  let seen: string[] = []
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        seen.push(String(commandName).replace(/Command$/, ''))
        return next(args)
      },
    { step: 'initialize', name: 'countRequests' },
  )
  const requests = () => {
    const taken = seen
    seen = []
    return taken
  }
  return {
    ...tables,
    articles: { ...tables.articles, client },
    comments: { ...tables.comments, client },
    requests,
    metered: async (work, most = MOST_UNITS) => {
      requests()
      const { result, taken } = await withUnits(() => measured(work), most)(undefined)
      return { result, units: taken, requests: requests() }
    },
    stop: async () => {
      client.destroy()
      await tables.stop()
    },
  }
}
