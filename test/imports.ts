/**
 * `npm run check:imports`: the arrows between folders (docs/architecture.md) hold. The rules are in
 * .dependency-cruiser.cjs; this runs them, and fails too when nothing was looked at, which dependency-cruiser itself
 * would call a success (it needs @swc/core to see TypeScript).
 */
import { createRequire } from 'node:module'
import { cruise, type ICruiseOptions, type IForbiddenRuleType } from 'dependency-cruiser'

const FOLDERS = ['functions', 'importer', 'infra', 'player', 'local', 'test', 'web']

// The configuration is CommonJS because editors' plug-ins and `npx depcruise` want it so; it has no types.
const { forbidden, options }: { forbidden: IForbiddenRuleType[]; options: ICruiseOptions } = createRequire(
  import.meta.url,
)('../.dependency-cruiser.cjs')

const { output } = await cruise(FOLDERS, {
  ...options,
  ruleSet: { forbidden },
  validate: true,
})
if (typeof output === 'string') throw new Error('dependency-cruiser answered with text')
const { violations, totalCruised } = output.summary
const why = new Map(forbidden.map(({ name, comment }) => [name, comment]))
for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}  ${why.get(rule.name) ?? ''}`)
console.log(`${totalCruised} modules looked at, ${violations.length} forbidden imports`)
const unseen = FOLDERS.filter(
  (folder) =>
    !output.modules.some(
      ({ source, dependencies }) =>
        source.startsWith(`${folder}/`) && source.endsWith('.ts') && dependencies.length > 0,
    ),
)
if (unseen.length > 0) console.error(`no import was seen in ${unseen.join(', ')}: is @swc/core installed?`)
process.exit(violations.length === 0 && unseen.length === 0 ? 0 : 1)
