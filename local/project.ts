import { fileURLToPath } from 'node:url'

/** The folder of this repository. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url))
