/**
 * The bundles as they deploy, and two to compare them with: an empty handler, and a handler that sends one Query with
 * the SDK's DynamoDB client, trimmed in the same way.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { bundleOptions, FUNCTION_NAMES } from '../../infra/bundles/bundling.ts'
import { PROJECT } from '../../local/project.ts'

export type Bundle = { name: string; file: string; metafile: Metafile | undefined }

const EMPTY = 'export const handler = async () => ({ statusCode: 200 })\n'

const SDK_ALONE = `
import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
const client = new DynamoDBClient()
export const handler = (input) => client.send(new QueryCommand(input))
export const transact = (input) => client.send(new TransactWriteItemsCommand(input))
`

/** @param folder where they are written; emptied first */
export async function buildBundles(folder: string): Promise<Bundle[]> {
  await rm(folder, { recursive: true, force: true })
  const functions = await Promise.all(
    FUNCTION_NAMES.map(async (name) => {
      const { metafile } = await build({ ...bundleOptions(name, join(folder, name)), metafile: true })
      return { name, file: join(folder, name, 'index.mjs'), metafile }
    }),
  )
  const { entryPoints: _, ...options } = bundleOptions('reader', join(folder, 'sdk'))
  const { metafile } = await build({
    ...options,
    stdin: { contents: SDK_ALONE, resolveDir: PROJECT, loader: 'ts' },
    metafile: true,
  })
  await mkdir(join(folder, 'empty'))
  await writeFile(join(folder, 'empty', 'index.mjs'), EMPTY)
  return [
    { name: 'empty', file: join(folder, 'empty', 'index.mjs'), metafile: undefined },
    { name: 'sdk', file: join(folder, 'sdk', 'index.mjs'), metafile },
    ...functions,
  ]
}
