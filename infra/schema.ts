/** `npm run schema`: writes understory.config.schema.json. */
import { writeFileSync } from 'node:fs'
import { settingsSchema } from './settingsSchema.ts'

const file = new URL('../understory.config.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(settingsSchema(), null, 2)}\n`)
