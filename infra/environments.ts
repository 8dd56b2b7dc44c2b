/**
 * Chooses the environment of a deployment and reads its settings: its section of understory.config.json, and CDK context
 * (`-c name=value`), which overrides single settings.
 */
import { existsSync, readFileSync } from 'node:fs'
import type { Node } from 'constructs'
import { z } from 'zod'
import { BadSettings, type Config, PRODUCTION, parseConfig } from './config.ts'
import { suggest } from './suggest.ts'

const FILE = 'understory.config.json'

/** The environment of `npm start` and the tests: the defaults, whatever the file has. */
const LOCAL = 'local'

/** Becomes part of the name of the stack. */
export const ENVIRONMENT_NAME = '^[A-Za-z][A-Za-z0-9-]{0,39}$'

export type SettingsFile = {
  /** undefined if there is no file */
  readonly text: string | undefined
  /** Whether production needs the file. Any other environment always does. */
  readonly required: boolean
}

/**
 * Reads the file in the project's folder. Without credentials nothing can be deployed, so `cdk synth` then writes the
 * template of the defaults for lack of a file. The CDK's command line sets `CDK_DEFAULT_ACCOUNT` from the credentials:
 * https://docs.aws.amazon.com/cdk/v2/guide/environments.html
 */
export function readSettingsFile(): SettingsFile {
  const file = new URL(`../${FILE}`, import.meta.url)
  return {
    text: existsSync(file) ? readFileSync(file, 'utf8') : undefined,
    required: process.env.CDK_DEFAULT_ACCOUNT !== undefined,
  }
}

/**
 * Reads the settings of the environment that `-c env=…` names. The CDK's own context keys all have punctuation
 * (`@aws-cdk/…`, `aws:cdk:…`), so every other key of letters alone is a setting. A misspelt one is refused.
 * @throws BadSettings
 */
export function readConfig(node: Node, file: SettingsFile): Config {
  const context: Record<string, unknown> = node.getAllContext()
  const { env, ...overrides } = Object.fromEntries(Object.entries(context).filter(([key]) => /^[A-Za-z]+$/.test(key)))
  const name = env === undefined ? undefined : String(env)
  return parseConfig({ ...sectionOf(name, file), ...overrides }, name ?? PRODUCTION)
}

function sectionOf(name: string | undefined, { text, required }: SettingsFile): Record<string, unknown> {
  if (name === LOCAL) return {}
  if (text === undefined) {
    if (name === undefined && !required) return {}
    throw new BadSettings(
      `There is no ${FILE}, which has the settings of each environment. ` +
        'Copy understory.config.example.json to that name and change it (see docs/deploying.md).',
    )
  }
  const sections = parseSections(text)
  const wanted = name ?? PRODUCTION
  const section = sections.get(wanted)
  if (section !== undefined) return section
  const names = [...sections.keys()]
  throw new BadSettings(
    `${FILE} has no environment "${wanted}"${suggest(wanted, names) || '.'} It has: ${names.join(', ') || 'none'}.` +
      (name === undefined ? ' Choose one with -c env=<name>.' : ''),
  )
}

const sectionsSchema = z.record(z.string(), z.unknown(), 'expected an object with a section for each environment')

/** The sections by environment. Only the chosen one is checked, so a mistake in another does not stop a deployment. */
function parseSections(text: string): Map<string, Record<string, unknown>> {
  const { $schema: _, ...sections } = valid(sectionsSchema, parseJson(text), FILE)
  return new Map(
    Object.entries(sections).map(([name, section]) => {
      if (name === LOCAL)
        throw new BadSettings(`${FILE}: "${LOCAL}" is the environment of npm start. Use another name.`)
      if (!new RegExp(ENVIRONMENT_NAME).test(name)) {
        throw new BadSettings(
          `${FILE}: "${name}" is no name of an environment: letters, digits and hyphens, at most 40`,
        )
      }
      const error = `expected the section of an environment, as in { "${PRODUCTION}": { "siteName": "…" } }`
      return [name, valid(z.record(z.string(), z.unknown(), error), section, `${FILE}: "${name}"`)]
    }),
  )
}

function valid<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new BadSettings(`${place}: ${result.error.issues.map(({ message }) => message).join('; ')}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadSettings(`${FILE}, line ${lineOfMistake(text)}: this is not JSON: ${messageOf(error)}`)
  }
}

/**
 * V8 names no place for some mistakes. The shortest beginning of the text that no JSON text can have ends with the
 * mistake. If there is none, the text ends too early.
 */
function lineOfMistake(text: string): number {
  let end = 1
  while (end < text.length && mayContinue(text.slice(0, end))) end++
  return text.slice(0, end).split('\n').length
}

function mayContinue(beginning: string): boolean {
  try {
    JSON.parse(beginning)
    return true
  } catch (error) {
    const [, position] = /at position (\d+)/.exec(messageOf(error)) ?? []
    return position === undefined ? /end of JSON/.test(messageOf(error)) : Number(position) === beginning.length
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
