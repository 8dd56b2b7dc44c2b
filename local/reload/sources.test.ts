/** What a change of a source file requires. */
import { join } from 'node:path'
import { PROJECT } from '../project.ts'
import { needsOf, SOURCES } from './sources.ts'

test('everything that the stack is made of is watched, with what a change of it needs', () => {
  const needs = (...path: string[]) => {
    const file = join(PROJECT, ...path)
    expect(SOURCES.some((source) => file === source || file.startsWith(`${source}/`))).toBe(true)
    return Object.entries(needsOf(file)).flatMap(([name, needed]) => (needed ? [name] : []))
  }
  expect(needs('cdk.json')).toEqual(['synthesis'])
  expect(needs('tsconfig.json')).toEqual(['synthesis'])
  expect(needs('infra', 'api.ts')).toEqual(['synthesis'])
  expect(needs('functions', 'reader', 'handler.ts')).toEqual(['bundling'])
  expect(needs('functions', 'contract', 'articles.ts')).toEqual(['synthesis', 'bundling'])
  expect(needs('web', 'style.css')).toEqual(['bundling'])
  // What this process has loaded cannot be exchanged.
  expect(needs('infra', 'bundles', 'bundling.ts')).toEqual(['synthesis', 'restart'])
  expect(needs('infra', 'caching.ts')).toEqual(['synthesis', 'restart'])
  expect(needs('infra', 'bundles', 'webBundles.ts')).toEqual(['synthesis', 'restart'])
  expect(needs('local', 'stack.ts')).toEqual(['restart'])
  expect(needs('player', 'running.ts')).toEqual(['restart'])
  expect(needs('package-lock.json')).toEqual(['restart'])
})
