/**
 * The JSON Schema of understory.config.json, by which editors complete and check it. It is derived from the settings.
 * `npm run schema` writes it to understory.config.schema.json, and a test compares the two.
 */
import { z } from 'zod'
import { settings } from './config.ts'
import { ENVIRONMENT_NAME } from './environments.ts'

export function settingsSchema(): object {
  const section = z.toJSONSchema(settings, {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      // A setting with a default is always in the parsed settings, but need not be in the file.
      delete jsonSchema.required
    },
  })
  const { $schema, ...environment } = section
  return {
    $schema,
    title: 'Settings of Understory, with a section for each environment',
    type: 'object',
    properties: { $schema: { type: 'string' } },
    patternProperties: { [ENVIRONMENT_NAME]: environment },
    additionalProperties: false,
  }
}
