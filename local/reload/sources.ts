/** The source files of the running stack, and what a change of each requires. */
import { join, sep } from 'node:path'
import { PROJECT } from '../project.ts'

const inProject = (...path: string[]): string => join(PROJECT, ...path)

/** The CDK app and its settings; esbuild reads tsconfig.json when the app bundles the functions. */
const SYNTHESIZED = [inProject('infra'), inProject('cdk.json'), inProject('tsconfig.json')]
/** The app makes the routes of it. */
const CONTRACT = inProject('functions', 'contract')
const BUNDLED = [inProject('functions'), inProject('web')]
/** Loaded by this process at start. A change requires a restart. */
const LOADED = [
  inProject('local'),
  inProject('player'),
  inProject('package-lock.json'),
  ...['bundles/bundling', 'caching', 'bundles/webBundles'].map((name) => inProject('infra', `${name}.ts`)),
]

export const SOURCES: readonly string[] = [...SYNTHESIZED, ...BUNDLED, ...LOADED]

/** What a change of one file requires. */
export type Needs = {
  readonly synthesis: boolean
  readonly bundling: boolean
  readonly restart: boolean
}

const isIn = (places: readonly string[], file: string): boolean =>
  places.some((place) => file === place || file.startsWith(place + sep))

/** @param file an absolute path */
export const needsOf = (file: string): Needs => ({
  synthesis: isIn([...SYNTHESIZED, CONTRACT], file),
  bundling: isIn(BUNDLED, file),
  restart: isIn(LOADED, file),
})
