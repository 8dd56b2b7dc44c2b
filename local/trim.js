/**
 * Runs after `npm ci`. Deletes what the package `node` unpacks beside the program that npm links to: a second name of the
 * same file, and 67 MB of C++ headers. In JavaScript, because it may run on a Node that does not read TypeScript.
 */
import { rm } from 'node:fs/promises'

await rm(new URL('../node_modules/node/node_modules', import.meta.url), { recursive: true, force: true })
