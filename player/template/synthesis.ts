/**
 * Synthesizes the stack as `cdk synth` does: runs the app that cdk.json names, in a process of its own, and reads the
 * template it leaves. A process of its own keeps the CDK out of the server's memory, lets synthesis run while the
 * engine starts, and sees changed infrastructure code on the next call.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { startChild } from '../host/child.ts'
import { StartRefused } from '../host/refusal.ts'
import type { Template } from './template.ts'

export type Assembly = {
  readonly template: Template
  /** Folder that the template's asset paths are relative to. */
  readonly folder: string
  readonly stackName: string
}

/** The app does not synthesize; the message is what it printed. */
class SynthesisFailed extends StartRefused {
  override readonly name = 'SynthesisFailed'
}

const settings = z.object({ app: z.string(), context: z.record(z.string(), z.unknown()).default({}) })
const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).optional() }),
  ),
})

async function readSettings(project: string) {
  try {
    return settings.parse(JSON.parse(await readFile(join(project, 'cdk.json'), 'utf8')))
  } catch (error) {
    throw new SynthesisFailed(`cdk.json cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * @param project folder of cdk.json
 * @param folder where the cloud assembly is written; it is removed if this process is killed in the meantime
 * @param context overrides of deployment settings, as `cdk -c name=value`
 * @param signal ends it early, with an error
 */
export async function synthesize(
  project: string,
  folder: string,
  context: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Assembly> {
  await mkdir(folder, { recursive: true })
  const cdk = await readSettings(project)
  const given = {
    ...cdk.context,
    ...context,
    // The CDK's CLI sets these too: they tell which construct and which bundle a resource comes from.
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:version-reporting': false,
  }
  // `node` in the command is the Node that runs this, whatever the PATH says.
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
  const environment = {
    PATH: path,
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify(given),
    // `cdk synth` validates the template. Without the validation, synthesis takes a third of the time.
    CDK_VALIDATION: 'false',
  }
  // Listeners are not called for a signal that was aborted before.
  signal?.throwIfAborted()
  const app = startChild(['/bin/sh', '-c', `exec ${cdk.app}`], {
    scratch: folder,
    environment,
    folder: project,
    awaited: true,
  })
  signal?.addEventListener('abort', app.stop)
  const how = await app.ended
  if (how !== 'exit code 0') throw new SynthesisFailed(`The stack does not synthesize:\n${app.said() || how}`)
  const { artifacts } = manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
  for (const [stackName, { type, properties }] of Object.entries(artifacts)) {
    if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) continue
    // The CDK wrote this file: its shape is CloudFormation's.
    const template = JSON.parse(await readFile(join(folder, properties.templateFile), 'utf8')) as Template
    if (Object.values(template.Resources).some(({ Type }) => Type === 'AWS::ApiGatewayV2::Api')) {
      return { template, folder, stackName }
    }
  }
  throw new SynthesisFailed('No synthesized stack holds an HTTP API.')
}
