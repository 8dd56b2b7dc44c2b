/**
 * `npm run check:imports`: checks the imports between folders (docs/architecture.md). The rules are in
 * .dependency-cruiser.cjs. dependency-cruiser needs @swc/core to read TypeScript. Without it, dependency-cruiser finds
 * no import and passes, so this check fails if a folder has no import. The check also tries each rule with imports that
 * break it. Rules about single lines are in imports/texts.ts.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import { BREAKING } from './imports/breaking.ts'
import { idleTextRules, textFaultsIn } from './imports/texts.ts'
import { writeBreaking } from './imports/tree.ts'

const FOLDERS = ['bench', 'functions', 'importer', 'infra', 'local', 'player', 'test', 'web']

// The configuration is CommonJS for editor plug-ins and `npx depcruise`. It has no types.
const { forbidden, options }: { forbidden: IForbiddenRuleType[]; options: ICruiseOptions } = createRequire(
  import.meta.url,
)('../.dependency-cruiser.cjs')

async function cruised(more: ICruiseOptions = {}): Promise<ICruiseResult> {
  const { output } = await cruise(FOLDERS, { ...options, ruleSet: { forbidden }, validate: true, ...more })
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text')
  return output
}

/** @returns the faults of this tree */
async function faultsHere(): Promise<string[]> {
  const { modules, summary } = await cruised()
  const why = new Map(forbidden.map(({ name, comment }) => [name, comment]))
  const unseen = FOLDERS.filter(
    (folder) =>
      !modules.some(
        ({ source, dependencies }) =>
          source.startsWith(`${folder}/`) && source.endsWith('.ts') && dependencies.length > 0,
      ),
  )
  console.log(`${summary.totalCruised} modules checked, ${summary.violations.length} forbidden imports`)
  return [
    ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}  ${why.get(rule.name) ?? ''}`),
    ...(await textFaultsIn(modules.map(({ source }) => source).filter((source) => /^functions\/.*\.ts$/.test(source)))),
    ...unseen.map((folder) => `no import was found in ${folder}: is @swc/core installed?`),
  ]
}

/** @returns a fault for each rule that does not refuse its test imports, or that has none */
async function idleRules(): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'understory-imports-'))
  try {
    const broken = await writeBreaking(root, BREAKING)
    const { violations } = (await cruised({ baseDir: root })).summary
    console.log(`${forbidden.length} rules tested with ${broken.size} forbidden imports`)
    const names = forbidden.map(({ name = '' }) => name)
    const untried = names.filter((name) => !(name in BREAKING)).map((name) => `no test import breaks ${name}`)
    const unknown = Object.keys(BREAKING).filter((name) => !names.includes(name))
    return [
      ...untried,
      ...unknown.map((name) => `there is no rule ${name}`),
      ...[...broken].flatMap(([file, { rule, line }]) => {
        const found = violations.filter(({ from, cycle = [] }) =>
          [from, ...cycle.map(({ name }) => name)].includes(file),
        )
        const refusing = [...new Set(found.map((violation) => violation.rule.name))]
        if (refusing.join() === rule) return []
        return [`${line} must be refused by ${rule}, but is refused by ${refusing.join(', ') || 'no rule'}`]
      }),
    ]
  } finally {
    await rm(root, { recursive: true })
  }
}

const faults = [...(await faultsHere()), ...(await idleRules()), ...idleTextRules()]
for (const fault of new Set(faults)) console.error(fault)
process.exit(faults.length === 0 ? 0 : 1)
